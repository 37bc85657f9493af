/**
 * Statistics of counts.
 */

/** An interval of proportions, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Wilson's 95 % score interval for a proportion (Wilson, 1927): honest for small counts and near 0 or 1,
 * where the textbook's normal interval is not.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const square = Z95 ** 2;
  const centre = (share + square / (2 * trials)) / (1 + square / trials);
  const spread =
    (Z95 / (1 + square / trials)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials ** 2));
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) };
}
