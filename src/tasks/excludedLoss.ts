/**
 * How much of what a model has learned rests on waves: the loss of the sums that it has learned, once the key
 * frequencies are taken out of its logits (excluded loss; Nanda et al., 2023, arXiv 2301.05217, section 5).
 *
 * What is learned by heart needs no waves, and its excluded loss stays as low as its loss. As the waves take over, the
 * excluded loss rises: often long before what is held out is answered.
 */
import { MASK_TOKEN } from '../data/vocabulary';
import type { Engine, Store } from '../engine/engine';
import type { tf } from '../engine/tf';
import type { OpenModel } from '../model/openModel';
import { RowRunner } from '../model/rowRunner';

/** Nats a sum. */
export interface SumLosses {
  /** Of the sums that were learned. */
  readonly learned: number;
  /** The same without the key frequencies. */
  readonly excluded: number;
}

/** What the losses are of. */
export interface LearnedSums {
  /** Remainders, n. */
  readonly modulus: number;
  /** The key frequencies, k from 1 to n / 2. */
  readonly frequencies: readonly number[];
  /** Rows of the logits, a · n + b. */
  readonly learned: readonly number[];
}

/**
 * Takes cos(2πk(a + b)/n) and sin(2πk(a + b)/n) out of the logits of all sums, as functions of a and b.
 *
 * @param logits [n²][n]: of the sum a + b in row a · n + b, for each remainder
 */
export function sumLosses(logits: readonly ArrayLike<number>[], sums: LearnedSums): SumLosses {
  const { modulus, frequencies, learned } = sums;
  const remainders = Array.from({ length: modulus }, (_, remainder) => remainder);
  const sumOf = (row: number) => (Math.floor(row / modulus) + (row % modulus)) % modulus;
  const waves = frequencies.flatMap((frequency) => {
    const angle = (sum: number) => (2 * Math.PI * frequency * sum) / modulus;
    const sine = 2 * frequency === modulus ? [] : [remainders.map((sum) => Math.sin(angle(sum)))];
    return [remainders.map((sum) => Math.cos(angle(sum))), ...sine];
  });
  const parts = waves.map((wave) => {
    // Each sum comes n times.
    const square = modulus * wave.reduce((total, value) => total + value ** 2, 0);
    const part = new Float64Array(modulus);
    logits.forEach((row, index) => {
      for (const remainder of remainders)
        part[remainder] =
          (part[remainder] ?? 0) + ((wave[sumOf(index)] ?? 0) * (row[remainder] ?? 0)) / square;
    });
    return part;
  });
  const lossOf = (row: number, wanted: readonly (readonly number[])[]) => {
    const without = remainders.map((remainder) =>
      wanted.reduce(
        (logit, wave, index) => logit - (wave[sumOf(row)] ?? 0) * (parts[index]?.[remainder] ?? 0),
        logits[row]?.[remainder] ?? 0,
      ),
    );
    const highest = Math.max(...without);
    const total = without.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
    return highest + Math.log(total) - (without[sumOf(row)] ?? 0);
  };
  const mean = (wanted: readonly (readonly number[])[]) =>
    learned.reduce((sum, row) => sum + lossOf(row, wanted), 0) / learned.length;
  return { learned: mean([]), excluded: mean(waves) };
}

/** Sums that are read together. */
const ROWS = 128;

/** Reads what a model says of all sums. Dispose of it after use. */
export class SumReader {
  private readonly runner: RowRunner<{ readonly row: readonly number[] }>;
  private readonly rows: readonly { readonly row: readonly number[] }[];

  /** @param remainders Their tokens, in order. */
  constructor(
    engine: Engine,
    { model }: Pick<OpenModel, 'model'>,
    private readonly remainders: readonly number[],
  ) {
    // A runner flattens items that are lists.
    this.rows = remainders.flatMap((a) => remainders.map((b) => ({ row: [a, b, MASK_TOKEN] })));
    this.runner = new RowRunner(engine, model, {
      rows: ROWS,
      tokens: ({ row }) => [row],
      // Sound: the signature says that it is a matrix.
      body: ({ tokens }, state) => ({
        outputs: { logits: model.forward(tokens as tf.Tensor2D, state).logits },
      }),
    });
  }

  /** [n²][n]: what the model says behind each sum, of the remainders alone. */
  async logits(store: Store): Promise<readonly Float32Array[]> {
    const found: Float32Array[] = [];
    await this.runner.run(store, this.rows, {}, (index, { outputs, row, length }) => {
      const { data, shape } = outputs['logits'] ?? { data: new Float32Array(), shape: [0, 0] };
      const from = (row * length + 2) * (shape.at(-1) ?? 0);
      found[index] = Float32Array.from(this.remainders, (token) => data[from + token] ?? NaN);
    });
    return found;
  }

  /** Frees the programs. */
  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}
