/**
 * Page a, copying: when does a head hand on one value and nothing else?
 *
 * Keys and a query of any dimension; the query is `beta` times the one that is drawn. The values are
 * the corners of a regular polygon: what is stored does not change where a head looks, and in a polygon
 * c can be seen moving from the middle to a corner.
 */
import { distance, dot } from '../numbers/linearAlgebra';
import { type Field, type Fields, numberField, parseFields, parseVector } from './fields';
import { entropy, mixture, softmax } from './softAttention';

/** What the page is set to. */
export interface CopyingState {
  /** 2 to 12 keys of 1 to 64 numbers each; every number between −10 and 10. */
  readonly keys: readonly (readonly number[])[];
  /** The query’s direction; as long as a key. */
  readonly query: readonly number[];
  /** How many times the drawn query is asked: q = β · query. */
  readonly beta: number;
  /** The key j that is to be copied. */
  readonly target: number;
}

/** Key counts, dimensions and coordinates that the page allows. */
export const COPYING_LIMITS = {
  keys: { least: 2, most: 12, step: 1 },
  dimension: { least: 1, most: 64, step: 1 },
  coordinate: 10,
} as const;

const KEYS: Field<CopyingState['keys']> = {
  label: 'keys',
  initial: Array.from({ length: 5 }, (_, index) => directionOf(index, 2)),
  control: { kind: 'coordinates', most: COPYING_LIMITS.coordinate },
  parse: (value) => {
    const { keys, dimension, coordinate } = COPYING_LIMITS;
    if (!Array.isArray(value) || value.length < keys.least || value.length > keys.most) return undefined;
    const vectors = value.flatMap((item) => {
      const vector = parseVector(item, dimension, coordinate);
      return vector ? [vector] : [];
    });
    const even = vectors.every(({ length }) => length === vectors[0]?.length);
    return even && vectors.length === value.length ? vectors : undefined;
  },
};

/** See {@link CopyingState}. */
export const COPYING_FIELDS: Fields<CopyingState> = {
  keys: KEYS,
  query: {
    label: 'query',
    initial: [0.9, -0.3],
    control: { kind: 'coordinates', most: COPYING_LIMITS.coordinate },
    parse: (value) => parseVector(value, COPYING_LIMITS.dimension, COPYING_LIMITS.coordinate),
  },
  beta: numberField('β, length of the query', 3, { least: 0, most: 40, step: 0.1 }),
  target: numberField('key to copy', 0, { least: 0, most: COPYING_LIMITS.keys.most - 1, step: 1 }),
};

/** A state from anything; a query that does not fit the keys is cut or filled with zeros. */
export function parseCopyingState(value: unknown): CopyingState {
  const state = parseFields(COPYING_FIELDS, value);
  const [first = []] = state.keys;
  return {
    ...state,
    query: fitted(state.query, first.length),
    target: state.target < state.keys.length ? state.target : 0,
  };
}

/** The state with key `index` elsewhere; coordinates are kept in range and to hundredths. */
export function withKey(state: CopyingState, index: number, key: readonly number[]): CopyingState {
  return parseCopyingState({
    ...state,
    keys: state.keys.map((former, at) => (at === index ? tidy(key) : former)),
  });
}

/** The state with another query; coordinates are kept in range and to hundredths. */
export function withQuery(state: CopyingState, query: readonly number[]): CopyingState {
  return parseCopyingState({ ...state, query: tidy(query) });
}

/** The state with more or fewer keys or dimensions; new keys point into new directions. */
export function resized(state: CopyingState, keys: number, dimension: number): CopyingState {
  const kept = Array.from({ length: keys }, (_, index) => state.keys[index] ?? directionOf(index, dimension));
  return parseCopyingState({ ...state, keys: kept.map((key) => fitted(key, dimension)) });
}

/** Unit vectors in the first two coordinates, turned by the golden angle, so that no two ever meet. */
function directionOf(index: number, dimension: number): readonly number[] {
  const angle = index * Math.PI * (3 - Math.sqrt(5));
  return fitted(tidy([Math.cos(angle), Math.sin(angle)]), dimension);
}

function fitted(vector: readonly number[], length: number): readonly number[] {
  return Array.from({ length }, (_, axis) => vector[axis] ?? 0);
}

/** Dragging gives numbers of 16 digits, which would make a shared link long. */
function tidy(vector: readonly number[]): readonly number[] {
  const most = COPYING_LIMITS.coordinate;
  return vector.map((value) => Math.round(100 * Math.min(most, Math.max(-most, value))) / 100);
}

/** The share of a key that counts as a copy. */
export const COPY_SHARE = 0.99;

/** How long the query must be for one key to get a given share. */
export interface CopyingThreshold {
  /** k_j·q − max_{i≠j} k_i·q at β = 1: how far the key is ahead of the next. */
  readonly margin: number;
  /** Below this β it cannot be a copy: ln(p / (1 − p)) / margin, as if there were one other key. */
  readonly necessary: number;
  /** From this β on it surely is: ln((n − 1) p / (1 − p)) / margin, as if all others were as near. */
  readonly sufficient: number;
  /** The β at which the share is reached, found by bisection. */
  readonly exact: number;
}

/** What a curve over β shows: α for each key, and where c goes. */
interface CopyingGrowth {
  readonly betas: readonly number[];
  /** [keys][betas]. */
  readonly weights: readonly (readonly number[])[];
  /** c in the plane of the values, [betas][2]. */
  readonly path: readonly (readonly [x: number, y: number])[];
}

/** What the page shows. */
export interface CopyingResults {
  readonly state: CopyingState;
  /** k_i·q, β included. */
  readonly scores: readonly number[];
  /** α. */
  readonly weights: readonly number[];
  /** Of α, in nats. */
  readonly entropy: number;
  /** e^entropy: how many keys share the head’s attention. */
  readonly effectiveKeys: number;
  /** v_i, corners of a regular polygon with radius 1. */
  readonly values: readonly (readonly [x: number, y: number])[];
  /** c. */
  readonly mixture: readonly [x: number, y: number];
  /** ‖c − v_j‖. */
  readonly distance: number;
  /** Undefined when another key is as near to the query: then no β copies. */
  readonly threshold: CopyingThreshold | undefined;
  readonly growth: CopyingGrowth;
}

/** Everything the page shows, from its state. */
export function copyingResults(state: CopyingState): CopyingResults {
  const base = state.keys.map((key) => dot(key, state.query));
  const scores = base.map((score) => state.beta * score);
  const weights = Array.from(softmax(scores));
  const values = corners(state.keys.length);
  const [x = 0, y = 0] = mixture(weights, values);
  const threshold = copyingThreshold(base, state.target, COPY_SHARE);
  const nats = entropy(weights);
  return {
    state,
    scores,
    weights,
    entropy: nats,
    effectiveKeys: Math.exp(nats),
    values,
    mixture: [x, y],
    distance: distance([x, y], values[state.target] ?? []),
    threshold,
    growth: growthOf(base, values, Math.min(40, Math.max(state.beta, 2 * (threshold?.exact ?? 5), 1))),
  };
}

/** The corners of a regular polygon, the first at the top, clockwise. */
function corners(count: number): readonly (readonly [x: number, y: number])[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    return [Math.sin(angle), Math.cos(angle)] as const;
  });
}

const GROWTH_POINTS = 80;

function growthOf(
  base: readonly number[],
  values: readonly (readonly [number, number])[],
  most: number,
): CopyingGrowth {
  const betas = Array.from({ length: GROWTH_POINTS + 1 }, (_, index) => (most * index) / GROWTH_POINTS);
  const rows = betas.map((beta) => softmax(base.map((score) => beta * score)));
  return {
    betas,
    weights: base.map((_, key) => rows.map((row) => row[key] ?? 0)),
    path: rows.map((row) => {
      const [x = 0, y = 0] = mixture(row, values);
      return [x, y] as const;
    }),
  };
}

/**
 * The β from which key `target` gets at least `share` of the attention.
 *
 * α_j = 1 / (1 + Σ_{i≠j} e^{−β (s_j − s_i)}). With the nearest other key alone in the sum, and with all
 * n − 1 of them as near as it, the equation α_j = p can be solved; the truth lies in between, and is
 * the second when all margins are equal.
 *
 * @param base The scores at β = 1.
 * @param share p, between 1/2 and 1.
 * @returns Undefined when another score is as high: α_j then never passes 1/2.
 */
export function copyingThreshold(
  base: readonly number[],
  target: number,
  share: number,
): CopyingThreshold | undefined {
  const own = base[target] ?? -Infinity;
  const margins = base.flatMap((score, key) => (key === target ? [] : [own - score]));
  const margin = Math.min(...margins);
  if (!(margin > 0)) return undefined;
  const odds = share / (1 - share);
  const necessary = Math.log(odds) / margin;
  const sufficient = Math.log(margins.length * odds) / margin;
  const weight = (beta: number) => 1 / (1 + margins.reduce((sum, ahead) => sum + Math.exp(-beta * ahead), 0));
  return { margin, necessary, sufficient, exact: bisect(weight, share, necessary, sufficient) };
}

/** Where a growing function reaches `level`, to the last bit that halving an interval can give. */
function bisect(grows: (x: number) => number, level: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (grows(middle) < level) low = middle;
    else high = middle;
  }
  return high;
}
