/**
 * Calibration: of the answers given with 70 % confidence, are 70 % right?
 *
 * Bins and expected calibration error as in Guo et al. (2017), the score of Brier (1950), and temperature
 * scaling: the log-odds of every confidence are divided by one number, which is fitted on other answers
 * than those it is judged by.
 */
import type { Calibration, CalibrationReport, ReliabilityBin } from '../protocol/trust';
import { mix, randomNumbers, shuffle } from './randomNumbers';
import { wilsonInterval } from './statistics';

/** A confidence, 0 to 1, and whether the answer was right. */
export interface Forecast {
  readonly confidence: number;
  readonly right: boolean;
}

/** Guo et al. use 15 on ten thousand answers; a question file has some hundreds. */
const BINS = 10;

/** How well some answers are calibrated. Throws a RangeError when there are none. */
export function calibrationOf(forecasts: readonly Forecast[], bins = BINS): Calibration {
  if (forecasts.length === 0)
    throw new RangeError('Nothing can be said about the calibration of no answers.');
  const groups = reliabilityBins(forecasts, bins);
  const error = groups.reduce((sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence), 0);
  return {
    bins: groups,
    error: error / forecasts.length,
    brier: mean(forecasts, ({ confidence, right }) => (confidence - Number(right)) ** 2),
    logLoss: mean(forecasts, ({ confidence, right }) => -logLikelihood(logOdds(confidence), right)),
  };
}

/** Bins of equal width, each without its lower and with its upper end; the first has 0 too. */
export function reliabilityBins(forecasts: readonly Forecast[], bins = BINS): readonly ReliabilityBin[] {
  const groups = Array.from({ length: bins }, (): Forecast[] => []);
  for (const forecast of forecasts) {
    groups[Math.max(0, Math.ceil(forecast.confidence * bins) - 1)]?.push(forecast);
  }
  return groups.map((group, index) => {
    const right = group.filter((forecast) => forecast.right).length;
    return {
      low: index / bins,
      high: (index + 1) / bins,
      count: group.length,
      confidence: group.length === 0 ? 0 : mean(group, ({ confidence }) => confidence),
      accuracy: group.length === 0 ? 0 : right / group.length,
      interval: wilsonInterval(right, group.length),
    };
  });
}

/** Calibration before and after temperature scaling, cross-fitted on two random halves. */
export function calibrationReport(forecasts: readonly Forecast[], seed = 1): CalibrationReport {
  const order = shuffle([...forecasts], randomNumbers(mix(seed, 0xca11b)));
  const middle = Math.ceil(order.length / 2);
  const halves = [order.slice(0, middle), order.slice(middle)] as const;
  // With a single answer there is nothing to fit on: leave it as it is.
  const temperatureOf = (half: readonly Forecast[]) => (half.length === 0 ? 1 : fitTemperature(half));
  const temperatures = [temperatureOf(halves[1]), temperatureOf(halves[0])] as const;
  const after = halves.flatMap((half, index) => scaledBy(half, temperatures[index] ?? 1));
  return {
    before: calibrationOf(forecasts),
    after: calibrationOf(after),
    temperatures,
    temperature: temperatureOf(order),
  };
}

/** A confidence after temperature scaling: σ(logit(confidence) / temperature). */
export function scaledConfidence(confidence: number, temperature: number): number {
  return sigmoid(logOdds(confidence) / temperature);
}

function scaledBy(forecasts: readonly Forecast[], temperature: number): readonly Forecast[] {
  return forecasts.map(({ confidence, right }) => ({
    confidence: scaledConfidence(confidence, temperature),
    right,
  }));
}

/** Temperatures lie between these: beyond, all confidences would be ½, or 0 and 1. */
const [COLDEST, HOTTEST] = [0.01, 100];

const MOST_ITERATIONS = 100;

/**
 * The temperature that makes the outcomes most likely.
 *
 * Newton's method on the mean log-likelihood in β = 1 / temperature, where it is concave; a step that leaves
 * the bracket of the root is replaced by bisection. Where the likelihood still rises at an end of the
 * range (all sure answers right, say), that end is returned.
 */
export function fitTemperature(forecasts: readonly Forecast[]): number {
  const odds = forecasts.map(({ confidence, right }) => [logOdds(confidence), Number(right)] as const);
  let [low, high] = [1 / HOTTEST, 1 / COLDEST];
  if (slopes(odds, low).first <= 0) return HOTTEST;
  if (slopes(odds, high).first >= 0) return COLDEST;
  let beta = 1;
  for (let iteration = 0; iteration < MOST_ITERATIONS && high - low > 1e-12 * high; iteration++) {
    const { first, second } = slopes(odds, beta);
    if (first > 0) low = beta;
    else high = beta;
    const next = beta - first / second;
    const inside = next > low && next < high;
    const step = inside ? next : (low + high) / 2;
    if (Math.abs(step - beta) < 1e-12 * beta) break;
    beta = step;
  }
  return 1 / beta;
}

/** First and second derivative of Σ ln p(outcome) with respect to β. */
function slopes(
  odds: readonly (readonly [odds: number, outcome: number])[],
  beta: number,
): { readonly first: number; readonly second: number } {
  let [first, second] = [0, 0];
  for (const [value, outcome] of odds) {
    const p = sigmoid(beta * value);
    first += value * (outcome - p);
    second -= value * value * p * (1 - p);
  }
  return { first, second };
}

/** Confidences are kept so far from 0 and 1: one wrong answer at 100 % would cost infinitely much. */
const CERTAIN = 1e-6;

function logOdds(confidence: number): number {
  const clamped = Math.min(1 - CERTAIN, Math.max(CERTAIN, confidence));
  return Math.log(clamped / (1 - clamped));
}

function sigmoid(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function logLikelihood(odds: number, right: boolean): number {
  return -Math.log1p(Math.exp(right ? -odds : odds));
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
