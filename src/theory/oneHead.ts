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
import { gridStep, logOfEqualSum, logOfSum, normalOnGrid } from '../numbers/logNormalSums';
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
 * The weight on v_a without the study’s two limits, as a mixture of logit-normal distributions.
 *
 * α_a = 1 / (1 + e^{L − s_a}), where s_a ~ N(β, β² (s² + 2α)) is key a’s score and L = ln Σ e^{s_j} over the other
 * keys: s_b ~ N(β, 2αβ²), and n − 2 scores from N(0, 2αβ²). Given L, the logit of α_a is normal. Without common noise
 * L = ln(e^β + n − 2) is one number, and with two keys L is normal, too: one component, exact. Otherwise there is one
 * for each value of L on a grid (`logNormalSums.ts`), which leaves an error below 0.002 in each moment.
 */
function weightDistribution({ alpha, variance, beta, keys }: OneHeadState): readonly WeightComponent[] {
  const common = beta * Math.sqrt(2 * alpha);
  const others = keys - 2;
  if (common === 0 || others === 0) {
    const location = -Math.log1p(others * Math.exp(-beta));
    return [{ share: 1, location, scale: beta * Math.sqrt(variance + 4 * alpha) }];
  }
  const step = gridStep(common);
  const rest = logOfEqualSum(normalOnGrid(0, common, step), others);
  const { first, mass } = logOfSum(normalOnGrid(beta, common, step), rest);
  const scale = beta * Math.sqrt(variance + 2 * alpha);
  return Array.from(mass, (share, index) => ({ share, location: beta - (first + index) * step, scale }));
}

/** One of the distributions that a mixture is made of, and its share. */
interface WeightComponent extends LogitNormal {
  readonly share: number;
}

/** Bars of the histogram. */
export const WEIGHT_BINS = 40;

/** A distribution to hold against the samples. */
export interface WeightFormula {
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
  private formulas: Pick<OneHeadResults, 'study' | 'general'>;

  constructor(private state: OneHeadState) {
    this.noise = new KeyNoise({ ...state, sets: state.samples });
    this.onA = new Float32Array(state.samples);
    this.onB = new Float32Array(state.samples);
    this.scores = new Float64Array(state.keys);
    this.formulas = formulasOf(state);
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
    this.formulas = formulasOf(state);
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
      ...this.formulas,
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

/** Both formulas: some milliseconds’ work, so it is done once a state. */
function formulasOf(state: OneHeadState): Pick<OneHeadResults, 'study' | 'general'> {
  return {
    study: formulaOf([{ share: 1, ...studyDistribution(state) }]),
    general: formulaOf(weightDistribution(state)),
  };
}

function formulaOf(components: readonly WeightComponent[]): WeightFormula {
  const [only] = components;
  const edges = Array.from({ length: WEIGHT_BINS + 1 }, (_, edge) =>
    mixtureBelow(components, edge / WEIGHT_BINS),
  );
  const bins = Array.from({ length: WEIGHT_BINS }, (_, bin) => (edges[bin + 1] ?? 0) - (edges[bin] ?? 0));
  return {
    bins,
    moments: only && components.length === 1 ? logitNormalMoments(only) : mixtureMoments(components),
  };
}

function mixtureBelow(components: readonly WeightComponent[], weight: number): number {
  return components.reduce((sum, one) => sum + one.share * logitNormalBelow(one, weight), 0);
}

/** Points for each of some hundred components: their errors even out, so a twentieth of a single one’s will do. */
const MIXTURE_INTERVALS = 200;

function mixtureMoments(components: readonly WeightComponent[]): Moments {
  let [first, second] = [0, 0];
  for (const { share, ...one } of components) {
    const { mean, variance } = logitNormalMoments(one, MIXTURE_INTERVALS);
    first += share * mean;
    second += share * (variance + mean ** 2);
  }
  return { mean: first, variance: Math.max(0, second - first ** 2) };
}

/** Everything the page shows, with all samples drawn at once. */
export function oneHeadResults(state: OneHeadState): OneHeadResults {
  const experiment = new OneHeadExperiment(state);
  experiment.draw(state.samples);
  return experiment.results();
}
