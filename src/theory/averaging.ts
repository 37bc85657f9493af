/**
 * Page b, averaging: how one value is got out of a sum of two, and how a head averages two values.
 *
 * First half: v_a = A c_a lies in the span of A, v_b = B c_b in that of B; M = A Aᵀ takes v_a out of
 * v_a + v_b as long as AᵀB = 0. A slider tilts B towards A and shows what then breaks.
 * Second half: orthonormal keys and q = β (k_a + k_b).
 */
import {
  type Matrix,
  distance,
  matrixOf,
  norm,
  orthonormalRows,
  principalAngles,
  product,
  entry,
  times,
  transposed,
} from '../numbers/linearAlgebra';
import { mix, randomNormal, randomNumbers } from '../numbers/randomNumbers';
import { type Fields, numberField, parseFields, seedField } from './fields';
import { mixture, softmax } from './softAttention';

/** What the page is set to. */
export interface AveragingState {
  /** d, of the space that A and B lie in: 4 to 24. */
  readonly dimension: number;
  /** m, vectors in each basis: 1 to 12, at most d / 2. */
  readonly rank: number;
  /** Degrees by which B is turned towards A: 0 leaves AᵀB = 0, 90 makes B = A. */
  readonly tilt: number;
  /** n, keys of the head that averages: 2 to 64. */
  readonly keys: number;
  readonly beta: number;
  readonly seed: number;
}

/** See {@link AveragingState}. */
export const AVERAGING_FIELDS: Fields<AveragingState> = {
  dimension: numberField('d, dimensions', 8, { least: 4, most: 24, step: 1 }),
  rank: numberField('m, vectors in each basis', 3, { least: 1, most: 12, step: 1 }),
  tilt: numberField('B turned towards A, in degrees', 0, { least: 0, most: 90, step: 0.5 }),
  keys: numberField('n, keys', 10, { least: 2, most: 64, step: 1 }),
  beta: numberField('β, length of the query', 5, { least: 0, most: 20, step: 0.1 }),
  seed: seedField(),
};

/** A state from anything; two bases must fit into the space. */
export function parseAveragingState(value: unknown): AveragingState {
  const state = parseFields(AVERAGING_FIELDS, value);
  return { ...state, rank: Math.min(state.rank, Math.floor(state.dimension / 2)) };
}

/** Two bases, two values, and what comes out of their sum. */
export interface Projection {
  /** Aᵀ and Bᵀ: orthonormal rows, [m, d]. */
  readonly a: Matrix;
  readonly b: Matrix;
  /** M = A Aᵀ, [d, d]. */
  readonly m: Matrix;
  /** AᵀB, [m, m]; zero when nothing breaks. */
  readonly overlap: Matrix;
  /** Unit vectors of the two spans, [d]. */
  readonly valueA: Float64Array;
  readonly valueB: Float64Array;
  /** v_a + v_b and M (v_a + v_b), [d]. */
  readonly sum: Float64Array;
  readonly pulledOut: Float64Array;
  /** ‖M (v_a + v_b) − v_a‖, as computed; v_b has length 1. */
  readonly error: number;
  /** In degrees, smallest first, from the singular values of AᵀB. */
  readonly principalAngles: readonly number[];
}

/** How a head with orthonormal keys averages. */
interface Average {
  /** α_a = α_b, from the formula 1 / (2 + (n − 2) e^{−β}). */
  readonly weight: number;
  /** ‖c − ½(v_a + v_b)‖, as computed from keys and values. */
  readonly error: number;
  /** The same from {@link averagingError}. */
  readonly predicted: number;
  /** The β from which the error is at most 1 %; 0 when it always is. */
  readonly betaForOnePercent: number;
  /** The formula over β. */
  readonly curve: readonly (readonly [beta: number, error: number])[];
  /** As computed, at some β. */
  readonly measured: readonly (readonly [beta: number, error: number])[];
}

/** What the page shows. */
export interface AveragingResults {
  readonly state: AveragingState;
  readonly projection: Projection;
  /** The error over the principal angle in degrees: cos φ, and as computed at some angles. */
  readonly errorByAngle: readonly (readonly [angle: number, error: number])[];
  readonly measuredByAngle: readonly (readonly [angle: number, error: number])[];
  readonly average: Average;
}

/** Everything the page shows, from its state. */
export function averagingResults(state: AveragingState): AveragingResults {
  return {
    state,
    projection: projectionOf(state),
    errorByAngle: grid(90, 90).map((angle) => [angle, Math.cos((angle * Math.PI) / 180)] as const),
    measuredByAngle: grid(90, 6).map((angle) => {
      return [angle, projectionOf({ ...state, tilt: 90 - angle }).error] as const;
    }),
    average: averageOf(state),
  };
}

function grid(most: number, intervals: number): readonly number[] {
  return Array.from({ length: intervals + 1 }, (_, index) => (most * index) / intervals);
}

/**
 * Bases, values and the projection of their sum.
 *
 * Every vector of B is turned towards one of A by the same angle θ: b_i(θ) = cos θ b_i + sin θ a_i. The
 * vectors stay orthonormal, AᵀB = sin θ · I, all principal angles are φ = 90° − θ, and
 * M (v_a + v_b) − v_a = A AᵀB c_b has the length sin θ ‖c_b‖ = cos φ ‖v_b‖.
 */
export function projectionOf({ dimension, rank, tilt, seed }: AveragingState): Projection {
  const next = randomNumbers(mix(seed, 0xa));
  const both = orthonormalRows(next, 2 * rank, dimension);
  const angle = (tilt * Math.PI) / 180;
  // Where the turn is complete, the cosine’s rounding would leave 6e-17 of the former basis.
  const [cosine, sine] = [tilt === 90 ? 0 : Math.cos(angle), Math.sin(angle)];
  const a = matrixOf(rank, dimension, (row, column) => entry(both, row, column));
  const b = matrixOf(rank, dimension, (row, column) => {
    return cosine * entry(both, rank + row, column) + sine * entry(both, row, column);
  });
  const valueA = times(transposed(a), unitVector(next, rank));
  const valueB = times(transposed(b), unitVector(next, rank));
  const m = product(transposed(a), a);
  const sum = valueA.map((value, axis) => value + (valueB[axis] ?? 0));
  const pulledOut = times(m, sum);
  return {
    a,
    b,
    m,
    overlap: product(a, transposed(b)),
    valueA,
    valueB,
    sum,
    pulledOut,
    error: distance(pulledOut, valueA),
    principalAngles: principalAngles(a, b),
  };
}

function unitVector(next: () => number, length: number): Float64Array {
  const vector = Float64Array.from({ length }, () => randomNormal(next));
  const size = norm(vector);
  return vector.map((value) => value / size);
}

/** α_a = α_b = 1 / (2 + (n − 2) e^{−β}) for orthonormal keys and q = β (k_a + k_b). */
export function averagingWeight(keys: number, beta: number): number {
  return 1 / (2 + (keys - 2) * Math.exp(-beta));
}

/**
 * ‖c − ½(v_a + v_b)‖ for orthonormal keys and values and q = β (k_a + k_b).
 *
 * The n − 2 other weights are all e^{−β} / (2 + (n − 2) e^{−β}) =: ε, and α_a − ½ = −(n − 2) ε / 2, so the
 * square is 2 ((n − 2) ε / 2)² + (n − 2) ε² = ε² n (n − 2) / 2.
 */
export function averagingError(keys: number, beta: number): number {
  const other = Math.exp(-beta) * averagingWeight(keys, beta);
  return other * Math.sqrt((keys * (keys - 2)) / 2);
}

/**
 * The β at which {@link averagingError} is `error`: ln((√(n (n − 2) / 2) / error − (n − 2)) / 2), or 0
 * where the error is smaller at every β.
 */
export function betaForError(keys: number, error: number): number {
  const size = (Math.sqrt((keys * (keys - 2)) / 2) / error - (keys - 2)) / 2;
  return Math.max(0, Math.log(Math.max(size, 1)));
}

/** Points of the curve over β, and how many of them are computed from keys and values. */
const CURVE_INTERVALS = 80;
const MEASURED_INTERVALS = 8;

function averageOf({ keys, beta, seed }: AveragingState): Average {
  const most = AVERAGING_FIELDS.beta.control.kind === 'slider' ? AVERAGING_FIELDS.beta.control.most : beta;
  const head = averagingHead(keys, seed);
  return {
    weight: averagingWeight(keys, beta),
    error: head(beta),
    predicted: averagingError(keys, beta),
    betaForOnePercent: betaForError(keys, 0.01),
    curve: grid(most, CURVE_INTERVALS).map((at) => [at, averagingError(keys, at)] as const),
    measured: grid(most, MEASURED_INTERVALS).map((at) => [at, head(at)] as const),
  };
}

/**
 * A head with random orthonormal keys and values in n dimensions, as a function from β to
 * ‖c − ½(v_a + v_b)‖. Nothing of the formulas above is used.
 */
export function averagingHead(keys: number, seed: number): (beta: number) => number {
  const next = randomNumbers(mix(seed, 0xb));
  const [keyRows, valueRows] = [orthonormalRows(next, keys, keys), orthonormalRows(next, keys, keys)];
  const row = ({ data }: Matrix, index: number) => data.subarray(index * keys, (index + 1) * keys);
  const [keyA, keyB] = [row(keyRows, 0), row(keyRows, 1)];
  const values = Array.from({ length: keys }, (_, index) => row(valueRows, index));
  const wanted = mixture([0.5, 0.5], values.slice(0, 2));
  return (beta) => {
    const query = keyA.map((value, axis) => beta * (value + (keyB[axis] ?? 0)));
    return distance(mixture(softmax(times(keyRows, query)), values), wanted);
  };
}
