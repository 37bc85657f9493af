/**
 * The normal distribution, and what the logistic function makes of it.
 */

/** The density of the standard normal distribution. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * The standard normal distribution function Φ, by its power series (Marsaglia, 2004); exact to 1e-15
 * in absolute terms.
 */
export function normalBelow(x: number): number {
  if (Number.isNaN(x)) return NaN;
  // Beyond these, Φ differs from 0 and 1 by less than the series’ own rounding.
  if (x < -8) return 0;
  if (x > 8) return 1;
  let [sum, term, former] = [x, x, NaN];
  for (let power = 3; sum !== former; power += 2) {
    former = sum;
    term *= (x * x) / power;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** 1 / (1 + e^{−x}), without overflow. */
export function logistic(x: number): number {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

/** ln(w / (1 − w)): the inverse of {@link logistic}. */
function logit(w: number): number {
  return Math.log(w) - Math.log1p(-w);
}

/**
 * The distribution of 1 / (1 + e^{−x}) for x ~ N(location, scale²): the logit-normal distribution
 * (Atchison & Shen, 1980). `scale` 0 is a single point.
 */
export interface LogitNormal {
  readonly location: number;
  readonly scale: number;
}

/**
 * The density at w in (0, 1), by change of variables: p(w) = φ((logit w − location) / scale) / (scale ·
 * w · (1 − w)). Zero outside, and for a single point everywhere.
 */
export function logitNormalDensity({ location, scale }: LogitNormal, w: number): number {
  if (w <= 0 || w >= 1 || scale === 0) return 0;
  return normalDensity((logit(w) - location) / scale) / (scale * w * (1 - w));
}

/** The probability of a value not above w. */
export function logitNormalBelow({ location, scale }: LogitNormal, w: number): number {
  if (w <= 0) return 0;
  if (w >= 1) return 1;
  if (scale === 0) return logistic(location) <= w ? 1 : 0;
  return normalBelow((logit(w) - location) / scale);
}

/** A mean and a variance. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Points of the integral, and how many deviations of the normal distribution it reaches. */
const MOST_INTERVALS = 4000;
const REACH = 9;

/**
 * Mean and variance of a logit-normal distribution. There is no closed form; the trapezium rule over
 * the normal variable is exact to 1e-8 up to a scale of 100, because all derivatives vanish at its ends.
 */
export function logitNormalMoments({ location, scale }: LogitNormal, intervals = MOST_INTERVALS): Moments {
  const step = (2 * REACH) / intervals;
  let [first, second] = [0, 0];
  for (let index = 0; index <= intervals; index++) {
    const z = index * step - REACH;
    const share = normalDensity(z) * step;
    const value = logistic(location + scale * z);
    first += share * value;
    second += share * value * value;
  }
  return { mean: first, variance: Math.max(0, second - first * first) };
}
