/**
 * Mean and variance of samples, and how far the mean may be off.
 */

/** What samples say about the distribution they come from. */
export interface SampleMoments {
  readonly count: number;
  readonly mean: number;
  /** Unbiased; 0 for fewer than two samples. */
  readonly variance: number;
  /** The standard error of the mean. */
  readonly standardError: number;
}

/** The moments of some samples, in two passes, so that a large mean does not swallow the variance. */
export function sampleMoments(samples: ArrayLike<number>): SampleMoments {
  const count = samples.length;
  if (count === 0) return { count, mean: NaN, variance: 0, standardError: NaN };
  let sum = 0;
  for (let index = 0; index < count; index++) sum += samples[index] ?? 0;
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < count; index++) squares += ((samples[index] ?? 0) - mean) ** 2;
  const variance = count > 1 ? squares / (count - 1) : 0;
  return { count, mean, variance, standardError: Math.sqrt(variance / count) };
}
