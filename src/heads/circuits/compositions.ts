/**
 * Which heads read what others write, by their weights alone.
 *
 * The composition of two heads is ‖A B‖ / (‖A‖ ‖B‖) in Frobenius' norm, B the W_OV of an earlier head, A the W_QKᵀ (Q),
 * W_QK (K) or W_OV (V) of a later one (Elhage et al., 2021). With A = Lᵀ R and B = O V it is
 * ‖Lᵀ R O V‖² = tr(Xᵀ (L Lᵀ) X (V Vᵀ)) with X = R O: nothing of width × width is made.
 */
import type { Matrix } from 'ml-matrix';
import type { Engine, Program, Store, TensorFunction } from '../../engine/engine';
import { elementCount, type HostTensor, type TensorSpec, hostTensor } from '../../engine/tensors';
import { tf } from '../../engine/tf';
import type { ComposedHeads } from '../results';
import type { HeadMatrices } from './headMatrices';

/** What the program is fed: matrices of all heads of a later block and of an earlier one, [heads, d, width] each. */
const INPUTS = ['query', 'key', 'value', 'output', 'written value', 'written output'] as const;

type InputName = (typeof INPUTS)[number];

/** Keeps a quotient finite where a head reads or writes nothing. */
const TINY = 1e-30;

/** Works out all compositions of models of one shape. Its owner disposes of it. */
export class Compositions {
  private readonly store: Store;
  private made: { readonly shape: string; readonly program: Program } | undefined;

  constructor(private readonly engine: Engine) {
    this.store = engine.createStore({});
  }

  /** All pairs of heads, the one in an earlier block than the other: by the later, then by the earlier one. */
  async of(heads: readonly HeadMatrices[]): Promise<readonly ComposedHeads[]> {
    const names = [...new Set(heads.map(({ block }) => block))];
    const blocks = names.map((name) => heads.filter(({ block }) => block === name));
    const pairs: ComposedHeads[] = [];
    for (const [place, later] of blocks.entries()) {
      const rows: (readonly (readonly ComposedHeads[])[])[] = [];
      for (const earlier of blocks.slice(0, place)) rows.push(await this.between(earlier, later));
      pairs.push(...later.flatMap((_, row) => rows.flatMap((scores) => scores[row] ?? [])));
    }
    return pairs;
  }

  /** Frees the program. */
  async dispose(): Promise<void> {
    await this.made?.program.dispose();
    this.made = undefined;
    this.store.dispose();
  }

  /** By head of the later block, then by head of the earlier one. */
  private async between(
    earlier: readonly HeadMatrices[],
    later: readonly HeadMatrices[],
  ): Promise<readonly (readonly ComposedHeads[])[]> {
    const inputs: Record<InputName, HostTensor> = {
      query: stacked(later, ({ query, value }) => query ?? zeros(value)),
      key: stacked(later, ({ key, value }) => key ?? zeros(value)),
      value: stacked(later, ({ value }) => value),
      output: stacked(later, ({ output }) => output.transpose()),
      'written value': stacked(earlier, ({ value }) => value),
      'written output': stacked(earlier, ({ output }) => output.transpose()),
    };
    const program = await this.programFor(inputs);
    const scores = await program.run(this.store, inputs);
    return later.map((to, row) =>
      earlier.map((from, column): ComposedHeads => {
        const written = from.sides.queries;
        const score = (kind: 'q' | 'k' | 'v') => scores[kind]?.data[row * earlier.length + column] ?? null;
        const asks = to.query !== undefined && to.key !== undefined;
        return {
          from: placeOf(from),
          to: placeOf(to),
          // Null where it reads another stream than the earlier one writes to, or compares nothing.
          q: asks && written === to.sides.queries ? score('q') : null,
          k: asks && written === to.sides.keys ? score('k') : null,
          v: written === to.sides.keys ? score('v') : null,
        };
      }),
    );
  }

  private async programFor(inputs: Record<InputName, HostTensor>): Promise<Program> {
    const shape = JSON.stringify(INPUTS.map((name) => inputs[name].shape));
    if (this.made?.shape !== shape) {
      await this.made?.program.dispose();
      const specs = INPUTS.map((name): [string, TensorSpec] => [
        name,
        { shape: inputs[name].shape, type: 'float32' },
      ]);
      const signature = { inputs: Object.fromEntries(specs), state: [] };
      this.made = { shape, program: await this.engine.compile(compose, signature, this.store) };
    }
    return this.made.program;
  }
}

/** Outputs `q`, `k` and `v`: [later heads, earlier heads]. */
const compose: TensorFunction = (inputs) => {
  const input = (name: InputName): tf.Tensor3D => {
    const tensor = inputs[name];
    if (!tensor) throw new Error(`The composition of heads lacks ${name}.`);
    // Sound: the signature says so.
    return tensor as tf.Tensor3D;
  };
  const written = { output: input('written output'), value: input('written value') };
  const composed = (read: tf.Tensor3D, other: tf.Tensor3D) => composition({ read, other, written });
  return {
    outputs: {
      q: composed(input('query'), input('key')),
      k: composed(input('key'), input('query')),
      v: composed(input('value'), input('output')),
    },
  };
};

interface ComposedBlocks {
  /** R and L of the later heads: [later, d, width] both. */
  readonly read: tf.Tensor3D;
  readonly other: tf.Tensor3D;
  /** Oᵀ and V of the earlier heads: [earlier, d, width] both. */
  readonly written: { readonly output: tf.Tensor3D; readonly value: tf.Tensor3D };
}

function composition({ read, other, written }: ComposedBlocks): tf.Tensor2D {
  const [later, size, width] = read.shape;
  const [earlier, writtenSize] = written.output.shape;
  // X = R O, of all pairs in one product: [later · d, earlier · d].
  const met = tf.matMul(
    tf.reshape(read, [later * size, width]),
    tf.reshape(written.output, [earlier * writtenSize, width]),
    false,
    true,
  );
  const left = tf.matMul(outer(other), tf.reshape(met, [later, size, earlier * writtenSize]));
  const byEarlier = tf.transpose(tf.reshape(met, [later * size, earlier, writtenSize]), [1, 0, 2]);
  const right = tf.transpose(tf.matMul(byEarlier, outer(written.value)), [1, 0, 2]);
  const shape: [number, number, number, number] = [later, size, earlier, writtenSize];
  const squares = tf.sum(tf.mul(tf.reshape(left, shape), tf.reshape(right, shape)), [1, 3]);
  const sizes = tf.mul(
    tf.reshape(traces(outer(read), outer(other)), [later, 1]),
    tf.reshape(traces(outer(written.output), outer(written.value)), [1, earlier]),
  );
  return tf.sqrt(tf.div(tf.relu(squares), tf.maximum(sizes, TINY)));
}

/** A Aᵀ of each matrix of a stack: [heads, d, d]. */
function outer(stack: tf.Tensor3D): tf.Tensor3D {
  return tf.matMul(stack, stack, false, true);
}

/** tr(A B) of each pair of symmetric matrices: [heads]. */
function traces(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor1D {
  return tf.sum(tf.mul(a, b), [1, 2]);
}

/** One matrix of each head: [heads, d, width]. */
function stacked(heads: readonly HeadMatrices[], matrixOf: (head: HeadMatrices) => Matrix): HostTensor {
  const matrices = heads.map(matrixOf);
  const { rows = 0, columns = 0 } = matrices[0] ?? {};
  const shape = [heads.length, rows, columns];
  const data = new Float32Array(elementCount(shape));
  matrices.forEach((matrix, index) => {
    data.set(matrix.to1DArray(), index * rows * columns);
  });
  return hostTensor(shape, data);
}

function zeros(like: Matrix): Matrix {
  return like.clone().fill(0);
}

function placeOf({ block, layer, head }: HeadMatrices): ComposedHeads['from'] {
  return { block, layer, head };
}
