/**
 * Calibration: of the answers given with 70 % confidence, are 70 % right?
 *
 * Bins and expected calibration error as in Guo et al. (2017), the score of Brier (1950), and temperature
 * scaling: all logits are divided by one number, which is fitted on other answers than those it is judged
 * by.
 */
import type { Calibration, ReliabilityBin, ScaledCalibration } from './trustMeasures';
import { logistic } from '../numbers/distributions';
import { mix, randomNumbers, shuffle } from '../numbers/randomNumbers';
import { wilsonInterval } from '../numbers/statistics';

/** A confidence, 0 to 1, and whether the answer was right. */
export interface Forecast {
  readonly confidence: number;
  readonly right: boolean;
  /**
   * The confidence if the model’s own logits were divided by a temperature. Where it is not known, the
   * log-odds of the confidence are divided instead, which cannot make a model less sure than ½.
   */
  readonly scaled?: (temperature: number) => number;
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
    logLoss: logLoss(forecasts),
  };
}

/** Bins of equal width, each without its lower and with its upper end; the first has 0 too. */
function reliabilityBins(forecasts: readonly Forecast[], bins = BINS): readonly ReliabilityBin[] {
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

/** Calibration after temperature scaling, cross-fitted on two random halves. */
export function scaledCalibration(forecasts: readonly Forecast[], seed = 1): ScaledCalibration {
  const order = shuffle([...forecasts], randomNumbers(mix(seed, 0xca11b)));
  const middle = Math.ceil(order.length / 2);
  const halves = [order.slice(0, middle), order.slice(middle)] as const;
  // With a single answer there is nothing to fit on: leave it as it is.
  const temperatureOf = (half: readonly Forecast[]) => (half.length === 0 ? 1 : fitTemperature(half));
  const temperatures = [temperatureOf(halves[1]), temperatureOf(halves[0])] as const;
  const after = halves.flatMap((half, index) => scaledBy(half, temperatures[index] ?? 1));
  return { after: calibrationOf(after), temperatures, temperature: temperatureOf(order) };
}

/** A confidence after temperature scaling: σ(logit(confidence) / temperature). */
export function scaledConfidence(confidence: number, temperature: number): number {
  return logistic(logOdds(confidence) / temperature);
}

function scaledBy(forecasts: readonly Forecast[], temperature: number): readonly Forecast[] {
  return forecasts.map((forecast) => ({
    confidence: scaledForecast(forecast, temperature),
    right: forecast.right,
  }));
}

function scaledForecast({ confidence, scaled }: Forecast, temperature: number): number {
  return scaled ? scaled(temperature) : scaledConfidence(confidence, temperature);
}

/** Temperatures lie between these: beyond, all confidences would be the same, or 0 and 1. */
const [COLDEST, HOTTEST] = [0.02, 50];

/** Each makes the bracket smaller by the golden ratio: 40 leave 4e-8 of a logarithm. */
const ITERATIONS = 40;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature that makes the outcomes most likely, by golden-section search (Kiefer, 1953) over its
 * logarithm. Of the log-odds the likelihood has one maximum; where it still rises at an end of the
 * range (all sure answers right, say), that end is returned.
 */
export function fitTemperature(forecasts: readonly Forecast[]): number {
  const cost = (logarithm: number) => logLoss(scaledBy(forecasts, Math.exp(logarithm)));
  let [low, high] = [Math.log(COLDEST), Math.log(HOTTEST)];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [costLeft, costRight] = [cost(left), cost(right)];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (costLeft <= costRight) {
      [high, right, costRight] = [right, left, costLeft];
      left = high - GOLDEN * (high - low);
      costLeft = cost(left);
    } else {
      [low, left, costLeft] = [left, right, costRight];
      right = low + GOLDEN * (high - low);
      costRight = cost(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** Mean −ln of the probability given to what happened. */
function logLoss(forecasts: readonly Forecast[]): number {
  return mean(forecasts, ({ confidence, right }) => {
    const odds = logOdds(confidence);
    return Math.log1p(Math.exp(right ? -odds : odds));
  });
}

/** Confidences are kept so far from 0 and 1: one wrong answer at 100 % would cost infinitely much. */
const CERTAIN = 1e-6;

function logOdds(confidence: number): number {
  const clamped = Math.min(1 - CERTAIN, Math.max(CERTAIN, confidence));
  return Math.log(clamped / (1 - clamped));
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
