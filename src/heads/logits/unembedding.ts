/**
 * The way from the stream to the logits, read backwards: what a vector in the stream says about a character.
 */
import type { Store } from '../../engine/engine';
import type { HostTensors } from '../../engine/tensors';
import type { Model } from '../../model/transformer';
import { dot } from '../../numbers/linearAlgebra';
import type { LogitContributions, LogitPart } from '../results';
import { writingBlocks } from './streamAt';

type Numbers = Float32Array | Int32Array;

/** What a block's projection needs to be read backwards. */
interface Projection {
  readonly block: string;
  readonly layer: number;
  /** [width, heads · d], or its transpose. */
  readonly weight: Numbers;
  readonly transposed: boolean;
  /** None where the projection has none. */
  readonly bias: Numbers | undefined;
  /** heads · d. */
  readonly inputs: number;
}

/** From the last normalization to the logits. */
interface Head {
  /** [vocabulary, width]. */
  readonly weight: Numbers;
  /** The mean over the vocabulary, [width]. */
  readonly mean: Float64Array;
  /** The normalization's scale, [width], and its offset, where it has one. */
  readonly scale: Numbers;
  readonly offset: Numbers | undefined;
  /** Whether the normalization takes the mean out first. */
  readonly centred: boolean;
  readonly epsilon: number;
}

/** Directions in the stream along which a character's logit, and its lead over the mean, are measured. */
interface Directions {
  readonly logit: Float64Array;
  readonly aboveMean: Float64Array;
}

/** One set of weights’ directions of characters in the stream, [width] each, kept once they are known. */
export class Unembedding {
  private readonly known = new Map<number, Directions>();

  private constructor(
    private readonly model: Model,
    private readonly head: Head,
    private readonly projections: readonly Projection[],
  ) {}

  /** Reads the weights that are needed. */
  static async read(store: Store, model: Model): Promise<Unembedding> {
    const numbers = async (name: string) => (await store.read(name)).data;
    const projections: Projection[] = [];
    for (const block of writingBlocks(model)) {
      const projection = model.projections[block];
      if (!projection) continue;
      const { shape, data } = await store.read(projection.weight);
      const transposed = projection.transposed ?? false;
      projections.push({
        block,
        layer: model.blockNames.indexOf(block),
        weight: data,
        transposed,
        bias: projection.bias === undefined ? undefined : await numbers(projection.bias),
        inputs: shape[transposed ? 0 : 1] ?? model.config.width,
      });
    }
    const { norm, unembedding } = model.readout;
    const weight = await numbers(unembedding);
    const head = {
      weight,
      mean: meanRow(weight, model.config.width),
      scale: await numbers(norm.scale),
      offset: norm.kind === 'layer' ? await numbers(norm.offset) : undefined,
      centred: norm.kind === 'layer',
      epsilon: norm.epsilon,
    };
    return new Unembedding(model, head, projections);
  }

  /** The parts of a character's logit for one row of what `streamAt.ts` gives. */
  explain(outputs: HostTensors, row: number, token: number): Omit<LogitContributions, 'character'> {
    const { width, vocabularySize } = this.model.config;
    const read = (name: string, columns = width) =>
      outputs[name]?.data.subarray(row * columns, (row + 1) * columns);
    const logit = outputs['logits']?.data[row * vocabularySize + token] ?? NaN;
    const inverse = inverseSize(read('final') ?? new Float32Array(width), this.head);
    const directions = this.directions(token);
    const measured = (vector: ArrayLike<number>) => ({
      logit: inverse * dot(directions.logit, vector),
      aboveMean: inverse * dot(directions.aboveMean, vector),
    });
    const parts: LogitPart[] = [{ kind: 'embedding', ...measured(read('embedded') ?? []) }];
    for (const projection of this.projections) {
      const { block, layer, bias, inputs } = projection;
      const heads = read(`heads of ${block}`, inputs) ?? new Float32Array(inputs);
      for (let head = 0; head < this.model.config.heads; head++) {
        parts.push({ kind: 'head', block, layer, head, ...measured(this.written(projection, heads, head)) });
      }
      if (bias) parts.push({ kind: 'bias', block, layer, ...measured(bias) });
      parts.push({ kind: 'hidden', block, layer, ...measured(read(`hidden of ${block}`) ?? []) });
    }
    const { offset } = this.head;
    if (offset) parts.push({ kind: 'norm', ...this.offsetPart(token, offset) });
    return { logit, parts, unexplained: logit - parts.reduce((sum, part) => sum + part.logit, 0) };
  }

  /** What a head writes to the stream: its output through its own columns of the projection. */
  private written({ weight, transposed, inputs }: Projection, outputs: Numbers, head: number): Float64Array {
    const { width, heads } = this.model.config;
    const [from, to] = [(head * inputs) / heads, ((head + 1) * inputs) / heads];
    const [byRow, byColumn] = transposed ? [1, width] : [inputs, 1];
    return Float64Array.from({ length: width }, (_, row) => {
      let sum = 0;
      for (let column = from; column < to; column++) {
        sum += (weight[row * byRow + column * byColumn] ?? 0) * (outputs[column] ?? 0);
      }
      return sum;
    });
  }

  private directions(token: number): Directions {
    const known = this.known.get(token);
    if (known) return known;
    const { mean } = this.head;
    const own = Float64Array.from(this.row(token));
    const lead = own.map((value, index) => value - (mean[index] ?? 0));
    const made = { logit: direction(own, this.head), aboveMean: direction(lead, this.head) };
    this.known.set(token, made);
    return made;
  }

  private offsetPart(token: number, offset: Numbers): Pick<LogitPart, 'logit' | 'aboveMean'> {
    const logit = dot(this.row(token), offset);
    return { logit, aboveMean: logit - dot(this.head.mean, offset) };
  }

  private row(token: number): Numbers {
    const { width } = this.model.config;
    return this.head.weight.subarray(token * width, (token + 1) * width);
  }
}

/**
 * `weight ⊙ scale`, and where the normalization takes the mean out, without its own mean: its product with x is
 * then the same as that of `weight ⊙ scale` with x without *its* mean.
 */
function direction(weight: ArrayLike<number>, { scale, centred }: Head): Float64Array {
  const scaled = Float64Array.from(weight, (value, index) => value * (scale[index] ?? 0));
  if (!centred) return scaled;
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  return scaled.map((value) => value - mean);
}

function meanRow(matrix: Numbers, width: number): Float64Array {
  const rows = matrix.length / width;
  const mean = new Float64Array(width);
  matrix.forEach((value, index) => {
    mean[index % width] = (mean[index % width] ?? 0) + value / rows;
  });
  return mean;
}

/** 1 over what the last normalization divides by: the deviation, or the root mean square. */
function inverseSize(vector: Numbers, { centred, epsilon }: Head): number {
  const x = Float64Array.from(vector);
  const mean = centred ? x.reduce((sum, value) => sum + value, 0) / x.length : 0;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return 1 / Math.sqrt(variance + epsilon);
}
