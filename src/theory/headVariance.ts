/**
 * The variance of c, E ‖c − E c‖² for orthonormal values, from formulas: exact where the study’s limits
 * hold, a bound everywhere.
 */
import { logitNormalMoments } from '../numbers/distributions';
import type { NoiseStrength } from './keyNoise';

/** Which heads, of which queries; see `twoHeads.ts`. */
export interface HeadsAsked {
  readonly design: 'same' | 'split';
  readonly heads: number;
}

/** What determines the variance. */
export interface VarianceState extends NoiseStrength {
  readonly beta: number;
  /** n. */
  readonly keys: number;
  readonly noise: 'shared' | 'independent';
}

/** What the formulas say. */
export interface VariancePrediction {
  /** Exact up to a numerical integral; undefined where there is noise in other keys too. */
  readonly exact: number | undefined;
  /** Never exceeded. */
  readonly bound: number;
}

/** The variance of c that the formulas predict for one head or several, and whether they are exact there. */
export function predictedVariance(asked: HeadsAsked, state: VarianceState): VariancePrediction {
  const groups = independentHeads(asked, state);
  const averaged = (head: (query: HeadQuery) => number) => {
    if (asked.design === 'same') return head('both') / groups;
    return (head('a') + head('b')) / (2 * groups);
  };
  const exact = state.alpha === 0 || state.keys === 2;
  return {
    exact: exact ? averaged((query) => headVariance(query, state)) : undefined,
    bound: averaged((query) => headBound(query, state)),
  };
}

/** What one head asks: β (μ_a + μ_b), β μ_a or β μ_b. */
type HeadQuery = 'both' | 'a' | 'b';

/**
 * How many of the heads waver independently; the mean of g such heads has 1/g of their mean variance.
 *
 * Of shared keys, heads that ask the same see the same. Heads that ask μ_a and μ_b are independent even
 * then: they see the parts of the noise along two orthogonal directions.
 */
function independentHeads({ design, heads }: HeadsAsked, { noise }: VarianceState): number {
  if (noise === 'independent') return heads;
  return design === 'split' ? 2 : 1;
}

/**
 * The variance of one head’s c where α = 0 or n = 2.
 *
 * All randomness is then in one weight w, on v_a or (asking μ_b) on v_b, and the rest goes to the other
 * keys in fixed shares: c = w v + (1 − w) r, so the variance is Var(w) ‖v − r‖² = Var(w) (1 + ‖r‖²). The
 * logit of w is normal, with variance β² (s² + 4α), β² (s² + 2α) and β² · 2α for the three queries.
 */
function headVariance(query: HeadQuery, state: VarianceState): number {
  const { alpha, variance, beta, keys } = state;
  const others = keys - 2;
  if (query === 'both') {
    const location = -Math.log1p(others * Math.exp(-beta));
    const scale = beta * Math.sqrt(variance + 4 * alpha);
    const rest = (1 + others * Math.exp(-2 * beta)) / (1 + others * Math.exp(-beta)) ** 2;
    return logitNormalMoments({ location, scale }).variance * (1 + rest);
  }
  const scale = beta * Math.sqrt((query === 'a' ? variance : 0) + 2 * alpha);
  const location = beta - Math.log(keys - 1);
  return logitNormalMoments({ location, scale }).variance * (1 + 1 / (keys - 1));
}

/**
 * A bound on the variance of one head’s c, for any α and n.
 *
 * By the Gaussian Poincaré inequality (Chen, 1982) the variance is at most Σ_j Var(score_j) ·
 * E ‖∂c/∂score_j‖². The derivative is α_j (v_j − c), whose length is at most α_j (1 − α_j) √2 ≤ √2 / 4, so
 * each term is at most Var(score_j) / 8. And c, being a mean of orthonormal values, has E ‖c‖² ≤ 1 and
 * ‖E c‖² ≥ 1/n: the variance never passes 1 − 1/n.
 */
function headBound(query: HeadQuery, state: VarianceState): number {
  const { alpha, variance, beta, keys } = state;
  const noise = (query === 'both' ? 2 : 1) * keys * alpha;
  const swing = query === 'b' ? 0 : variance;
  return Math.min(1 - 1 / keys, (beta ** 2 * (noise + swing)) / 8);
}
