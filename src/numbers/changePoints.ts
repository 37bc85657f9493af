/**
 * Where a noisy curve steps from one level to another.
 */

/** Values of a level, at the least: fewer are noise. */
const SHORTEST_LEVEL = 3;

/**
 * How much a further level must explain, in variances of the noise times ln n: the Bayesian information criterion
 * (Yao, 1988) asks 1 for each of its two parameters, a place and a height; three times that against false alarms.
 */
const PENALTY = 6;

/** Noise that is never taken to be less, as a part of the curve's range: measured scores are rounded. */
const LEAST_NOISE = 0.01;

/** The median of |x| for a standard normal x: Φ⁻¹(3/4). */
const MEDIAN_DEVIATION = 0.6745;

/**
 * The places in a curve at which a new level begins, rising: none where it is flat but for noise.
 *
 * Binary segmentation (Scott & Knott, 1974) of a piecewise constant curve, whose noise is estimated from the
 * differences of neighbours (their median, which steps do not shift).
 */
export function changePoints(values: ArrayLike<number>): readonly number[] {
  const sums = new RunningSums(values);
  const least = PENALTY * noiseOf(values) ** 2 * Math.log(Math.max(2, values.length));
  const found: number[] = [];
  const split = (from: number, to: number): void => {
    const best = bestSplit(sums, from, to);
    if (!best || best.explained <= least) return;
    found.push(best.at);
    split(from, best.at);
    split(best.at, to);
  };
  if (least > 0) split(0, values.length);
  return found.sort((one, other) => one - other);
}

/** The place that divides the values best, and by how much the sum of squares falls. */
function bestSplit(
  sums: RunningSums,
  from: number,
  to: number,
): { readonly at: number; readonly explained: number } | undefined {
  let best: { at: number; explained: number } | undefined;
  const whole = sums.squaresAboutMean(from, to);
  for (let at = from + SHORTEST_LEVEL; at <= to - SHORTEST_LEVEL; at++) {
    const explained = whole - sums.squaresAboutMean(from, at) - sums.squaresAboutMean(at, to);
    if (!best || explained > best.explained) best = { at, explained };
  }
  return best;
}

/** One standard deviation of the noise; 0 for a curve without range. */
function noiseOf(values: ArrayLike<number>): number {
  const numbers = Array.from(values);
  const differences = numbers.slice(1).map((value, index) => Math.abs(value - (numbers[index] ?? value)));
  const middle = differences.sort((one, other) => one - other)[Math.floor(differences.length / 2)] ?? 0;
  const range = numbers.reduce(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Infinity, high: -Infinity },
  );
  return Math.max(middle / MEDIAN_DEVIATION / Math.SQRT2, LEAST_NOISE * Math.max(0, range.high - range.low));
}

/** Sums over any stretch of values at once. */
class RunningSums {
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(values: ArrayLike<number>) {
    this.sums = new Float64Array(values.length + 1);
    this.squares = new Float64Array(values.length + 1);
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      this.sums[index + 1] = (this.sums[index] ?? 0) + value;
      this.squares[index + 1] = (this.squares[index] ?? 0) + value ** 2;
    }
  }

  mean(from: number, to: number): number {
    return ((this.sums[to] ?? 0) - (this.sums[from] ?? 0)) / (to - from);
  }

  squaresAboutMean(from: number, to: number): number {
    const squares = (this.squares[to] ?? 0) - (this.squares[from] ?? 0);
    return squares - (to - from) * this.mean(from, to) ** 2;
  }
}
