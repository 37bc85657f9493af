/**
 * Attention as the study’s part 1 writes it: α_i = exp(k_i·q) / Σ_j exp(k_j·q), c = Σ α_i v_i.
 *
 * Without the 1/√d of Vaswani et al. (2017), which only rescales the query.
 */

/**
 * Turns scores into weights that sum to one, in place, over the first `count` numbers.
 *
 * The largest score is subtracted first, so that nothing overflows.
 */
export function softmaxInPlace(scores: Float64Array, count: number = scores.length): void {
  let largest = -Infinity;
  for (let index = 0; index < count; index++) largest = Math.max(largest, scores[index] ?? -Infinity);
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const weight = Math.exp((scores[index] ?? 0) - largest);
    scores[index] = weight;
    sum += weight;
  }
  for (let index = 0; index < count; index++) scores[index] = (scores[index] ?? 0) / sum;
}

/** The weights of some scores. */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const weights = Float64Array.from(scores);
  softmaxInPlace(weights);
  return weights;
}

/** Shannon’s entropy in nats: 0 for a copy, ln n for an average of n. */
export function entropy(weights: Iterable<number>): number {
  let sum = 0;
  for (const weight of weights) {
    if (weight > 0) sum -= weight * Math.log(weight);
  }
  return sum;
}

/** c = Σ α_i v_i; all values have the length of the first. */
export function mixture(weights: ArrayLike<number>, values: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(values[0]?.length ?? 0);
  values.forEach((value, index) => {
    const weight = weights[index] ?? 0;
    for (let axis = 0; axis < sum.length; axis++) sum[axis] = (sum[axis] ?? 0) + weight * (value[axis] ?? 0);
  });
  return sum;
}
