/**
 * Page e, cost: what a layer multiplies, self-attention against the Perceiver, as the text grows.
 *
 * Counted are the multiply-adds of all matrix products of the forward pass, two operations each, in full:
 * the masked half of the scores too, because it is computed. Softmax, normalization and biases are left
 * out: they do not multiply matrices. The backward pass of each product is two more of the same size; the
 * times, like the operations, are of the forward pass.
 */
import { median } from 'd3-array';
import { type Fields, numberField, parseFields, switchField } from './fields';

/** What the page is set to. */
export interface CostState {
  /** d, length of the residual stream’s vectors. */
  readonly width: number;
  /** m, the Perceiver’s latents. */
  readonly bottleneck: number;
  /** L: the Perceiver has one layer down, L − 2 between and one up. */
  readonly layers: number;
  /** Hidden layer of the Perceiver’s last block, as a multiple of `width`; all others have 4. */
  readonly upMlpRatio: number;
  /** Whether the blocks’ hidden layers are counted too. */
  readonly hiddenLayer: boolean;
}

/** See {@link CostState}. */
export const COST_FIELDS: Fields<CostState> = {
  width: numberField('d, width', 256, { least: 16, most: 4096, step: 1 }),
  bottleneck: numberField('m, latents', 32, { least: 1, most: 1024, step: 1 }),
  layers: numberField('L, layers', 4, { least: 2, most: 48, step: 1 }),
  upMlpRatio: numberField('hidden layer of the last block, in widths', 4, { least: 1, most: 8, step: 1 }),
  hiddenLayer: switchField('count hidden layers', true),
};

/** A state from anything. */
export function parseCostState(value: unknown): CostState {
  return parseFields(COST_FIELDS, value);
}

/** ℓ, in characters. */
export const COST_LENGTHS: readonly number[] = [32, 64, 128, 256, 512, 1024];

/** What is compared, as a mean over the layers of a model. */
export type CostVariant = 'vanilla' | 'perceiver';

/** The time of one layer’s forward pass for one text, hidden layer included. */
export interface MeasuredTime {
  readonly length: number;
  readonly variant: CostVariant;
  /** The fastest of several passes; a mean over the layers of the model. */
  readonly milliseconds: number;
}

/** Times, and what they were measured on. */
export interface MeasuredCost {
  /** The device’s id, as `attention-lab devices` lists it. */
  readonly device: string;
  /** The sizes that were measured; hidden layers are always part of the times. */
  readonly sizes: CostState;
  readonly times: readonly MeasuredTime[];
}

/** Who asks whom in one block of attention. */
export interface BlockSize {
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  /** Hidden layer in widths; 0 leaves it out. */
  readonly mlpRatio: number;
}

/** The operations of one block, by what they are for. */
export interface BlockOperations {
  /** Queries and output, 4 · q d²; keys and values, 4 · k d². */
  readonly projections: number;
  /** Queries with keys and maps with values: 4 · q k d, over all heads. */
  readonly attention: number;
  /** 4 · ratio · q d². */
  readonly hidden: number;
  readonly total: number;
}

/** Operations (two for each multiply-add) of one block’s forward pass; the number of heads plays no part. */
export function blockOperations({ queries, keys, width, mlpRatio }: BlockSize): BlockOperations {
  const projections = 2 * (2 * queries + 2 * keys) * width ** 2;
  const attention = 2 * (2 * queries * keys * width);
  const hidden = 2 * (2 * mlpRatio * queries * width ** 2);
  return { projections, attention, hidden, total: projections + attention + hidden };
}

/** Operations for one length. */
export interface CostRow {
  /** ℓ. */
  readonly length: number;
  /** A block of self-attention: O(ℓ² d + ℓ d²). */
  readonly vanilla: number;
  /** The Perceiver’s first block, m ask ℓ, and its last, ℓ ask m: O(m ℓ d + ℓ d²) each. */
  readonly down: number;
  readonly up: number;
  /** A block between them: O(m² d + m d²), whatever ℓ. */
  readonly middle: number;
  /** (down + (L − 2) middle + up) / L. */
  readonly perceiver: number;
}

/** What the page shows. */
export interface CostResults {
  readonly state: CostState;
  readonly rows: readonly CostRow[];
  /** The first length at which the Perceiver’s layers cost less; undefined when there is none up to 65,536. */
  readonly crossover: number | undefined;
  readonly measured: MeasuredCost | undefined;
  /**
   * Billions of operations a second: the median over the measured points of the forward pass’s
   * operations by their times. Undefined without points.
   */
  readonly gigaflops: number | undefined;
}

/** Everything the page shows, from its state and what was measured on this machine. */
export function costResults(state: CostState, measured?: MeasuredCost): CostResults {
  const speeds = (measured?.times ?? []).map(({ length, variant, milliseconds }) => {
    const sizes = { ...(measured?.sizes ?? state), hiddenLayer: true };
    return costRow(sizes, length)[variant] / (1e6 * milliseconds);
  });
  return {
    state,
    rows: COST_LENGTHS.map((length) => costRow(state, length)),
    crossover: crossoverOf(state),
    measured,
    gigaflops: median(speeds),
  };
}

/** The operations of each kind of layer for a text of `length` characters. */
export function costRow(state: CostState, length: number): CostRow {
  const { width, bottleneck, layers, upMlpRatio, hiddenLayer } = state;
  // Latents that no character is left for are idle in a short text, but computed all the same.
  const total = (queries: number, keys: number, ratio = 4) =>
    blockOperations({ queries, keys, width, mlpRatio: hiddenLayer ? ratio : 0 }).total;
  const [down, middle] = [total(bottleneck, length), total(bottleneck, bottleneck)];
  const up = total(length, bottleneck, upMlpRatio);
  return {
    length,
    vanilla: total(length, length),
    down,
    middle,
    up,
    perceiver: (down + (layers - 2) * middle + up) / layers,
  };
}

const LONGEST = 65_536;

/** Halving finds it: the difference is convex in ℓ and begins below zero, so its sign changes once. */
function crossoverOf(state: CostState): number | undefined {
  const cheaper = (length: number) => {
    const { vanilla, perceiver } = costRow(state, length);
    return perceiver < vanilla;
  };
  if (!cheaper(LONGEST)) return undefined;
  let [low, high] = [0, LONGEST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cheaper(middle)) high = middle;
    else low = middle;
  }
  return high;
}
