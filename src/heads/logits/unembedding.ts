/**
 * The way from the stream to the logits, read backwards: what a vector in the stream says about a character.
 */
import type { Store } from '../../engine/engine';
import { LAYER_NORM_EPSILON } from '../../engine/ops/layerNorm';
import type { HostTensors } from '../../engine/tensors';
import type { Model } from '../../model/transformer';
import type { LogitContributions, LogitPart } from '../results';
import { writingBlocks } from './streamAt';

type Numbers = Float32Array | Int32Array;

/** What a block's projection needs to be read backwards. */
interface Projection {
  readonly block: string;
  readonly layer: number;
  /** [width, heads · d]. */
  readonly weight: Numbers;
  readonly bias: Numbers;
}

/** From the last normalization to the logits. */
interface Head {
  /** [vocabulary, width]. */
  readonly weight: Numbers;
  /** The mean over the vocabulary, [width]. */
  readonly mean: Float64Array;
  /** The normalization's scale and offset, [width]. */
  readonly scale: Numbers;
  readonly offset: Numbers;
}

/** Directions in the stream along which a character's logit, and its lead over the mean, are measured. */
interface Directions {
  readonly logit: Float64Array;
  readonly aboveMean: Float64Array;
}

/** See the header; for one set of weights. */
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
      projections.push({
        block,
        layer: model.blockNames.indexOf(block),
        weight: await numbers(`${block}.attn.proj.weight`),
        bias: await numbers(`${block}.attn.proj.bias`),
      });
    }
    const weight = await numbers('head.weight');
    const head = {
      weight,
      mean: meanRow(weight, model.config.width),
      scale: await numbers('ln_f.weight'),
      offset: await numbers('ln_f.bias'),
    };
    return new Unembedding(model, head, projections);
  }

  /** The parts of a character's logit for one row of what `streamAt.ts` gives. */
  explain(outputs: HostTensors, row: number, token: number): Omit<LogitContributions, 'character'> {
    const { width, vocabularySize } = this.model.config;
    const read = (name: string) => outputs[name]?.data.subarray(row * width, (row + 1) * width);
    const logit = outputs['logits']?.data[row * vocabularySize + token] ?? NaN;
    const inverse = inverseDeviation(read('final') ?? new Float32Array(width));
    const directions = this.directions(token);
    const measured = (vector: ArrayLike<number>) => ({
      logit: inverse * product(directions.logit, vector),
      aboveMean: inverse * product(directions.aboveMean, vector),
    });
    const parts: LogitPart[] = [{ kind: 'embedding', ...measured(read('embedded') ?? []) }];
    for (const projection of this.projections) {
      const { block, layer, bias } = projection;
      const heads = read(`heads of ${block}`) ?? new Float32Array(width);
      for (let head = 0; head < this.model.config.heads; head++) {
        parts.push({ kind: 'head', block, layer, head, ...measured(this.written(projection, heads, head)) });
      }
      parts.push({ kind: 'bias', block, layer, ...measured(bias) });
      parts.push({ kind: 'hidden', block, layer, ...measured(read(`hidden of ${block}`) ?? []) });
    }
    parts.push({ kind: 'norm', ...this.offsetPart(token) });
    return { logit, parts, unexplained: logit - parts.reduce((sum, part) => sum + part.logit, 0) };
  }

  /** What a head writes to the stream: its output through its own columns of the projection. */
  private written({ weight }: Projection, outputs: Numbers, head: number): Float64Array {
    const { width, heads } = this.model.config;
    const [from, to] = [(head * width) / heads, ((head + 1) * width) / heads];
    return Float64Array.from({ length: width }, (_, row) => {
      let sum = 0;
      for (let column = from; column < to; column++) {
        sum += (weight[row * width + column] ?? 0) * (outputs[column] ?? 0);
      }
      return sum;
    });
  }

  private directions(token: number): Directions {
    const known = this.known.get(token);
    if (known) return known;
    const { scale, mean } = this.head;
    const own = Float64Array.from(this.row(token));
    const lead = own.map((value, index) => value - (mean[index] ?? 0));
    const made = { logit: centred(own, scale), aboveMean: centred(lead, scale) };
    this.known.set(token, made);
    return made;
  }

  private offsetPart(token: number): Pick<LogitPart, 'logit' | 'aboveMean'> {
    const { mean, offset } = this.head;
    const logit = product(this.row(token), offset);
    return { logit, aboveMean: logit - product(mean, offset) };
  }

  private row(token: number): Numbers {
    const { width } = this.model.config;
    return this.head.weight.subarray(token * width, (token + 1) * width);
  }
}

/**
 * `weight ⊙ scale` without its mean: its product with x is the same as that of `weight ⊙ scale` with x
 * without *its* mean.
 */
function centred(weight: ArrayLike<number>, scale: Numbers): Float64Array {
  const scaled = Float64Array.from(weight, (value, index) => value * (scale[index] ?? 0));
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

function inverseDeviation(vector: Numbers): number {
  const x = Float64Array.from(vector);
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return 1 / Math.sqrt(variance + LAYER_NORM_EPSILON);
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
