/**
 * Page c, one head under noise: q = β (μ_a + μ_b) should average v_a and v_b, but the length of k_a
 * wavers, and c swings between the two.
 *
 * Keys are drawn in all d dimensions, although only two count: that d changes nothing is a thing to
 * see, not to take for granted.
 */
import {
  type LogitNormal,
  type Moments,
  logitNormalBelow,
  logitNormalMoments,
} from '../numbers/distributions';
import { type SampleMoments, sampleMoments } from '../numbers/sampleMoments';
import { type Fields, numberField, parseFields, seedField } from './fields';
import { KeyNoise, type NoiseStrength } from './keyNoise';
import { softmaxInPlace } from './softAttention';

/** What the page is set to. */
export interface OneHeadState extends NoiseStrength {
  readonly beta: number;
  /** d: 2 to 256. */
  readonly dimension: number;
  /** n: 2 to 128, at most d, because the means are orthonormal. */
  readonly keys: number;
  /** Sets of keys to draw. */
  readonly samples: number;
  readonly seed: number;
}

/** Fields of pages c and d alike. */
export const NOISE_FIELDS: Fields<NoiseStrength & { readonly beta: number }> = {
  alpha: numberField('α, noise of every key', 0.001, { least: 0, most: 0.5, step: 0.001 }),
  variance: numberField('s², noise of kₐ along μₐ', 0.5, { least: 0, most: 2, step: 0.01 }),
  beta: numberField('β, length of the query', 8, { least: 0, most: 40, step: 0.1 }),
};

/** See {@link OneHeadState}. */
export const ONE_HEAD_FIELDS: Fields<OneHeadState> = {
  ...NOISE_FIELDS,
  dimension: numberField('d, dimensions', 64, { least: 2, most: 256, step: 1 }),
  keys: numberField('n, keys', 50, { least: 2, most: 128, step: 1 }),
  samples: numberField('samples', 1000, { least: 100, most: 5000, step: 1 }),
  seed: seedField(),
};

/** A state from anything; there cannot be more keys than dimensions. */
export function parseOneHeadState(value: unknown): OneHeadState {
  const state = parseFields(ONE_HEAD_FIELDS, value);
  return { ...state, keys: Math.min(state.keys, state.dimension) };
}

/**
 * The weight on v_a as the study has it: α_a = 1 / (1 + e^{β(1−y)}), y ~ N(1, s²), for α → 0 and β so
 * large that other keys get nothing. Its logit is β (y − 1) ~ N(0, β² s²).
 */
function studyDistribution({ beta, variance }: OneHeadState): LogitNormal {
  return { location: 0, scale: beta * Math.sqrt(variance) };
}

/**
 * The weight on v_a without the study’s two limits.
 *
 * For α = 0, α_a = e^{βy} / (e^{βy} + e^β + n − 2): the logit is shifted by −ln(1 + (n − 2) e^{−β}). For n = 2
 * it is the difference of two normal scores of variances β² (s² + 2α) and β² · 2α. Exact in either case;
 * with both noise and other keys, the others’ noise is left out.
 */
function weightDistribution({ alpha, variance, beta, keys }: OneHeadState): LogitNormal {
  return {
    location: -Math.log1p((keys - 2) * Math.exp(-beta)),
    scale: beta * Math.sqrt(variance + 4 * alpha),
  };
}

/** Bars of the histogram. */
export const WEIGHT_BINS = 40;

/** A distribution to hold against the samples. */
export interface WeightFormula {
  readonly distribution: LogitNormal;
  /** The probability of each bar of the histogram. */
  readonly bins: readonly number[];
  readonly moments: Moments;
}

/** What the page shows of the samples drawn so far. */
export interface OneHeadResults {
  readonly state: OneHeadState;
  /** Samples drawn so far; the page is complete at `state.samples`. */
  readonly drawn: number;
  /** α_a and α_b of each sample, [drawn]; views that the next draw or change overwrites. */
  readonly weightOnA: Float32Array;
  readonly weightOnB: Float32Array;
  /** Samples by α_a, in equal bins of [0, 1]. */
  readonly histogram: Uint32Array;
  /** Of α_a. */
  readonly moments: SampleMoments;
  /** The study’s formula. */
  readonly study: WeightFormula;
  /** See {@link weightDistribution}. */
  readonly general: WeightFormula;
  /** Whether `general` is exact here: no noise besides s², or no other keys. */
  readonly generalIsExact: boolean;
}

/** Random numbers that a page may draw in one frame and still show 60 frames a second. */
const NUMBERS_A_FRAME = 600_000;

/** How many samples to draw in a frame: some 4 ms’ worth on a laptop. */
export function samplesPerFrame({ keys, dimension }: OneHeadState): number {
  return Math.max(1, Math.floor(NUMBERS_A_FRAME / (keys * dimension)));
}

/** The page’s samples, drawn a few at a time. */
export class OneHeadExperiment {
  private noise: KeyNoise;
  private onA: Float32Array;
  private onB: Float32Array;
  private readonly histogram = new Uint32Array(WEIGHT_BINS);
  private scores: Float64Array;

  constructor(private state: OneHeadState) {
    this.noise = new KeyNoise({ ...state, sets: state.samples });
    this.onA = new Float32Array(state.samples);
    this.onB = new Float32Array(state.samples);
    this.scores = new Float64Array(state.keys);
  }

  /** Whether all samples are drawn. */
  get complete(): boolean {
    return this.noise.drawn === this.state.samples;
  }

  /** Draws up to so many more samples. */
  draw(samples: number): void {
    const from = this.noise.drawn;
    this.noise.draw(samples);
    this.attend(from);
  }

  /**
   * Goes on with another state. While d, n, the number of samples and the seed stay, so do the samples,
   * and only their weights are computed anew; otherwise drawing begins again.
   */
  change(state: OneHeadState): void {
    const { dimension, keys, samples, seed } = this.state;
    const kept =
      dimension === state.dimension &&
      keys === state.keys &&
      samples === state.samples &&
      seed === state.seed;
    this.state = state;
    if (!kept) {
      this.noise = new KeyNoise({ ...state, sets: state.samples });
      this.onA = new Float32Array(state.samples);
      this.onB = new Float32Array(state.samples);
      this.scores = new Float64Array(state.keys);
    }
    this.histogram.fill(0);
    this.attend(0);
  }

  /** What there is to show now. */
  results(): OneHeadResults {
    const { state, noise, histogram } = this;
    const weightOnA = this.onA.subarray(0, noise.drawn);
    return {
      state,
      drawn: noise.drawn,
      weightOnA,
      weightOnB: this.onB.subarray(0, noise.drawn),
      histogram,
      moments: sampleMoments(weightOnA),
      study: formulaOf(studyDistribution(state)),
      general: formulaOf(weightDistribution(state)),
      generalIsExact: state.alpha === 0 || state.keys === 2,
    };
  }

  /** Computes the weights of the drawn samples from number `from` on. */
  private attend(from: number): void {
    const { state, noise, scores, histogram } = this;
    const query = { alongA: state.beta, alongB: state.beta };
    for (let sample = from; sample < noise.drawn; sample++) {
      noise.scores(scores, sample, query, state);
      softmaxInPlace(scores);
      const weight = scores[0] ?? 0;
      this.onA[sample] = weight;
      this.onB[sample] = scores[1] ?? 0;
      const bin = Math.min(WEIGHT_BINS - 1, Math.floor(weight * WEIGHT_BINS));
      histogram[bin] = (histogram[bin] ?? 0) + 1;
    }
  }
}

function formulaOf(distribution: LogitNormal): WeightFormula {
  const bins = Array.from({ length: WEIGHT_BINS }, (_, bin) => {
    const [from, to] = [bin / WEIGHT_BINS, (bin + 1) / WEIGHT_BINS];
    return logitNormalBelow(distribution, to) - logitNormalBelow(distribution, from);
  });
  return { distribution, bins, moments: logitNormalMoments(distribution) };
}

/** Everything the page shows, with all samples drawn at once. */
export function oneHeadResults(state: OneHeadState): OneHeadResults {
  const experiment = new OneHeadExperiment(state);
  experiment.draw(state.samples);
  return experiment.results();
}
