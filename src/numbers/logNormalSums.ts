/**
 * The distribution of ln Σ e^{s_j} for independent normal scores s_j: what a softmax divides by.
 *
 * Sums of log-normal numbers have no closed form, and the usual approximations fail where the scores waver by
 * several nats. So the distribution is computed on a grid: the logarithm of a sum of two is the larger one plus
 * ln(1 + e^{−difference}), a table by the difference in steps of the grid; and n equal scores take log₂ n doublings.
 */

/** Probabilities of the values `(first + index) · step`. */
export interface GridDistribution {
  readonly step: number;
  readonly first: number;
  readonly mass: Float64Array;
}

/** Steps of the grid to a deviation, and deviations to either side. */
const STEPS = 20;
const REACH = 7;

/** The step for scores of this deviation. */
export function gridStep(deviation: number): number {
  return deviation / STEPS;
}

/** A normal distribution on the grid. @param deviation Above 0. */
export function normalOnGrid(mean: number, deviation: number, step: number): GridDistribution {
  const [first, last] = [mean - REACH * deviation, mean + REACH * deviation].map((at) =>
    Math.round(at / step),
  ) as [number, number]; // Two go in, two come out.
  const mass = Float64Array.from({ length: last - first + 1 }, (_, index) =>
    Math.exp(-0.5 * (((first + index) * step - mean) / deviation) ** 2),
  );
  const total = mass.reduce((sum, part) => sum + part, 0);
  return { step, first, mass: mass.map((part) => part / total) };
}

/** The distribution of ln(e^x + e^y) for independent x and y on grids of the same step. */
export function logOfSum(x: GridDistribution, y: GridDistribution): GridDistribution {
  const { step } = x;
  const first = Math.max(x.first, y.first);
  const last = Math.max(x.first + x.mass.length, y.first + y.mass.length) + Math.ceil(Math.LN2 / step);
  const mass = new Float64Array(last - first + 1);
  const widest = Math.max(x.first + x.mass.length - y.first, y.first + y.mass.length - x.first);
  // In steps: how far the logarithm of a sum lies above the larger one.
  const above = Float64Array.from(
    { length: widest + 1 },
    (_, gap) => Math.log1p(Math.exp(-gap * step)) / step,
  );
  for (const [row, one] of x.mass.entries()) {
    if (one < NOTHING) continue;
    for (const [column, other] of y.mass.entries()) {
      const difference = x.first + row - (y.first + column);
      const larger = difference > 0 ? x.first + row : y.first + column;
      const place = larger - first + (above[Math.abs(difference)] ?? 0);
      const [below, both] = [Math.floor(place), one * other];
      // Shared between two places, so that the mean stays exact.
      mass[below] = (mass[below] ?? 0) + both * (1 - (place - below));
      mass[below + 1] = (mass[below + 1] ?? 0) + both * (place - below);
    }
  }
  return trimmed({ step, first, mass });
}

/** Probabilities that are too small to matter. */
const NOTHING = 1e-14;

function trimmed({ step, first, mass }: GridDistribution): GridDistribution {
  const from = mass.findIndex((part) => part > NOTHING);
  const to = mass.findLastIndex((part) => part > NOTHING);
  return { step, first: first + from, mass: mass.slice(from, to + 1) };
}

/** The distribution of ln(e^{x₁} + … + e^{x_count}) for independent scores of one distribution. @param count At least 1. */
export function logOfEqualSum(x: GridDistribution, count: number): GridDistribution {
  if (count === 1) return x;
  const half = logOfEqualSum(x, Math.floor(count / 2));
  const doubled = logOfSum(half, half);
  return count % 2 === 0 ? doubled : logOfSum(doubled, x);
}
