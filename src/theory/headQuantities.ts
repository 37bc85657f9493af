/**
 * “In your model”: the theory’s quantities, measured on a head of a real run.
 *
 * Page a asks how nearly a head copies, page b how nearly it averages two values, pages c and d how much
 * the length of its keys wavers.
 */
import { distance, dot, norm } from '../numbers/linearAlgebra';
import { entropy } from './softAttention';

/** The map of one head: [queries, keys], rows summing to one, or to zero where a query sees nothing. */
export interface HeadMap {
  readonly weights: Float32Array;
  readonly queries: number;
  readonly keys: number;
}

/** What a map says about its head; means over the rows that see anything. */
export interface MapQuantities {
  /** Rows that were counted. */
  readonly rows: number;
  /** The largest weight of a row: 1 for a copy. NaN without rows, like all that follow. */
  readonly copyingMass: number;
  /** In nats: 0 for a copy, ln n for the mean of n keys. */
  readonly entropy: number;
  /**
   * The distance of a row from the nearest average of two, ½ and ½ and nothing else; that is the distance
   * of c from ½(v_a + v_b) for orthonormal values. 0 for an average, 1/√2 for a copy, √(½ − 1/n) for the
   * mean of n keys.
   */
  readonly averagingError: number;
}

/**
 * Copying mass, entropy and averaging error of one head.
 *
 * @param firstQuery Rows before this one are left out. In causal self-attention, the first character sees
 * itself alone and copies whatever the head does: 1 leaves it out.
 */
export function mapQuantities({ weights, queries, keys }: HeadMap, firstQuery = 0): MapQuantities {
  let [rows, copying, nats, averaging] = [0, 0, 0, 0];
  for (let query = firstQuery; query < queries; query++) {
    const row = weights.subarray(query * keys, (query + 1) * keys);
    const [largest, second] = twoLargest(row);
    if (largest === 0) continue;
    rows++;
    copying += largest;
    nats += entropy(row);
    averaging += averagingErrorOf(row, largest, second);
  }
  return {
    rows,
    copyingMass: copying / rows,
    entropy: nats / rows,
    averagingError: averaging / rows,
  };
}

function twoLargest(row: Float32Array): readonly [largest: number, second: number] {
  let [largest, second] = [0, 0];
  for (const weight of row) {
    if (weight > largest) [largest, second] = [weight, largest];
    else if (weight > second) second = weight;
  }
  return [largest, second];
}

/** √(Σ α² − a² − b² + (a − ½)² + (b − ½)²), shortened, for the two largest weights a and b. */
function averagingErrorOf(row: Float32Array, largest: number, second: number): number {
  return Math.sqrt(Math.max(0, dot(row, row) - largest - second + 0.5));
}

/** How the keys of a head are spread, in the terms of page c. */
export interface KeySpread {
  /** ‖μ‖ of the mean key μ. */
  readonly meanLength: number;
  /** The variance of y in k ≈ y μ + …: y has mean 1. The study takes ½ for key a. */
  readonly alongMean: number;
  /** α: the variance across μ, for each of the d − 1 other directions, in units of ‖μ‖². */
  readonly acrossMean: number;
}

/**
 * The spread of a head’s keys along and across their mean.
 *
 * @param keys One head’s keys, row by row: [count, dimension].
 * @returns Undefined for fewer than two keys, fewer than two dimensions, or a mean of zero, which has no
 * direction.
 */
export function keySpread(keys: Float32Array, dimension: number): KeySpread | undefined {
  const count = Math.floor(keys.length / dimension);
  const mean = new Float64Array(dimension);
  for (let index = 0; index < count * dimension; index++) {
    const axis = index % dimension;
    mean[axis] = (mean[axis] ?? 0) + (keys[index] ?? 0) / count;
  }
  const length = norm(mean);
  if (count < 2 || dimension < 2 || !(length > 0)) return undefined;
  let [along, total] = [0, 0];
  for (let index = 0; index < count; index++) {
    const key = keys.subarray(index * dimension, (index + 1) * dimension);
    along += (dot(key, mean) / length - length) ** 2;
    total += distance(key, mean) ** 2;
  }
  const scale = (count - 1) * length ** 2;
  return {
    meanLength: length,
    alongMean: along / scale,
    acrossMean: Math.max(0, total - along) / ((dimension - 1) * scale),
  };
}
