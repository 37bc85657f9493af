/**
 * Page d, several heads: how much does c waver when the mean of H heads is taken?
 *
 * Two designs. *Same*: every head asks β (μ_a + μ_b), as one head would. *Split*: half of the heads ask
 * β μ_a, half β μ_b. And two kinds of noise. *Shared*, as in the study: all heads see the same keys, so
 * heads that ask the same are one head. *Independent*: each head projects keys of its own.
 */
import { type SampleMoments, sampleMoments } from '../numbers/sampleMoments';
import { type Fields, choiceField, numberField, parseFields, seedField } from './fields';
import { KeyNoise, type NoiseStrength, type PlaneQuery } from './keyNoise';
import { NOISE_FIELDS } from './oneHead';
import { softmaxInPlace } from './softAttention';
import { type VariancePrediction, predictedVariance } from './headVariance';

/** Whether all heads see the same keys. */
type NoiseSharing = 'shared' | 'independent';

/** What the heads ask. */
export type QueryDesign = 'same' | 'split';

/** What the page is set to. */
export interface TwoHeadsState extends NoiseStrength {
  readonly beta: number;
  /** n: 2 to 128. The means are orthonormal in a space that is large enough; page c shows that d does not matter. */
  readonly keys: number;
  readonly noise: NoiseSharing;
  /** How many heads the clouds show. */
  readonly heads: 2 | 4 | 8;
  readonly samples: number;
  readonly seed: number;
}

/** See {@link TwoHeadsState}. */
export const TWO_HEADS_FIELDS: Fields<TwoHeadsState> = {
  ...NOISE_FIELDS,
  keys: numberField('n, keys', 50, { least: 2, most: 128, step: 1 }),
  noise: choiceField<NoiseSharing>('noise of the heads', 'shared', ['shared', 'independent']),
  heads: choiceField<2 | 4 | 8>('heads in the clouds', 2, [2, 4, 8]),
  samples: numberField('samples', 1000, { least: 100, most: 5000, step: 1 }),
  seed: seedField(),
};

/** A state from anything. */
export function parseTwoHeadsState(value: unknown): TwoHeadsState {
  return parseFields(TWO_HEADS_FIELDS, value);
}

/** The numbers of heads that are compared. */
export const HEAD_COUNTS = [1, 2, 4, 8] as const;

const MOST_HEADS = 8;

/** One design with so many heads. */
interface Arrangement {
  readonly design: QueryDesign;
  readonly heads: number;
}

/** One head, and both designs of two, four and eight. */
const ARRANGEMENTS: readonly Arrangement[] = HEAD_COUNTS.flatMap((heads) => {
  const same = { design: 'same' as const, heads };
  return heads === 1 ? [same] : [same, { design: 'split' as const, heads }];
});

/** What the samples say about one arrangement. */
export interface ArrangementResults extends Arrangement {
  /** The weights of c on v_a and v_b, [drawn]; views that the next draw or change overwrites. */
  readonly weightOnA: Float32Array;
  readonly weightOnB: Float32Array;
  /** ‖E c − ½(v_a + v_b)‖: how far the mean is off, for orthonormal values. */
  readonly bias: number;
  /** E ‖c − E c‖² and its standard error. */
  readonly variance: number;
  readonly standardError: number;
  readonly predicted: VariancePrediction;
}

/** What the page shows of the samples drawn so far. */
export interface TwoHeadsResults {
  readonly state: TwoHeadsState;
  readonly drawn: number;
  readonly arrangements: readonly ArrangementResults[];
}

/** What is kept of each sample of one arrangement; other keys are alike, so their squares are enough. */
class Track {
  readonly onA: Float32Array;
  readonly onB: Float32Array;
  /** Σ of the squared weights of all other values. */
  readonly othersSquared: Float32Array;

  constructor(samples: number) {
    this.onA = new Float32Array(samples);
    this.onB = new Float32Array(samples);
    this.othersSquared = new Float32Array(samples);
  }

  /** @param sums Weights summed over `heads` heads, [keys]. */
  record(sample: number, sums: Float64Array, heads: number): void {
    this.onA[sample] = (sums[0] ?? 0) / heads;
    this.onB[sample] = (sums[1] ?? 0) / heads;
    let squares = 0;
    for (let key = 2; key < sums.length; key++) squares += ((sums[key] ?? 0) / heads) ** 2;
    this.othersSquared[sample] = squares;
  }
}

/** What is drawn and worked in while n, the sharing, the number of samples and the seed stay. */
class DrawnSets {
  readonly noise: KeyNoise;
  /** By arrangement. */
  readonly tracks = new Map<Arrangement, Track>();
  /** The last weights for either query. */
  readonly weights: readonly [Float64Array, Float64Array];
  readonly sums: Float64Array;

  constructor(state: TwoHeadsState) {
    const sets = state.samples * setsPerSample(state);
    this.noise = new KeyNoise({ ...state, dimension: 2, sets });
    for (const arrangement of ARRANGEMENTS) this.tracks.set(arrangement, new Track(state.samples));
    this.weights = [new Float64Array(state.keys), new Float64Array(state.keys)];
    this.sums = new Float64Array(state.keys);
  }
}

/** Arrangements by design and number of heads, so that looking one up allocates nothing. */
const BY_HEADS: Readonly<Record<QueryDesign, readonly (Arrangement | undefined)[]>> = {
  same: arrangementsOf('same'),
  split: arrangementsOf('split'),
};

function arrangementsOf(design: QueryDesign): readonly (Arrangement | undefined)[] {
  return Array.from({ length: MOST_HEADS + 1 }, (_, heads) => {
    return ARRANGEMENTS.find((one) => one.design === design && one.heads === heads);
  });
}

/** The page’s samples, drawn a few at a time. */
export class TwoHeadsExperiment {
  private sets: DrawnSets;

  constructor(private state: TwoHeadsState) {
    this.sets = new DrawnSets(state);
  }

  /** Samples drawn so far. */
  get drawn(): number {
    return this.sets.noise.drawn / setsPerSample(this.state);
  }

  /** Whether all samples are drawn. */
  get complete(): boolean {
    return this.drawn === this.state.samples;
  }

  /** Draws up to so many more samples. */
  draw(samples: number): void {
    const from = this.drawn;
    this.sets.noise.draw(samples * setsPerSample(this.state));
    this.attend(from);
  }

  /**
   * Goes on with another state. While n, the sharing, the number of samples and the seed stay, so do
   * the samples, and only their weights are computed anew; otherwise drawing begins again.
   */
  change(state: TwoHeadsState): void {
    const { keys, noise, samples, seed } = this.state;
    const kept =
      keys === state.keys && noise === state.noise && samples === state.samples && seed === state.seed;
    this.state = state;
    if (!kept) this.sets = new DrawnSets(state);
    this.attend(0);
  }

  /** What there is to show now. */
  results(): TwoHeadsResults {
    const { state, drawn } = this;
    const arrangements = Array.from(this.sets.tracks, ([arrangement, track]) =>
      arrangementResults(arrangement, state, track, drawn),
    );
    return { state, drawn, arrangements };
  }

  private attend(from: number): void {
    const drawn = this.drawn;
    for (const design of DESIGNS) {
      const queries = [queryOf(design, 0, this.state.beta), queryOf(design, 1, this.state.beta)] as const;
      for (let sample = from; sample < drawn; sample++) this.average(design, queries, sample);
    }
  }

  /**
   * Sums the heads’ weights one by one, and records the mean whenever an arrangement is complete. Heads
   * that ask the same of shared keys get the same weights, which are computed once: 3 times out of 16.
   */
  private average(design: QueryDesign, queries: readonly [PlaneQuery, PlaneQuery], sample: number): void {
    const { noise, weights, sums, tracks } = this.sets;
    const shared = this.state.noise === 'shared';
    const distinct = design === 'same' ? 1 : 2;
    sums.fill(0);
    for (let head = 0; head < MOST_HEADS; head++) {
      const which = head % distinct === 0 ? 0 : 1;
      const own = weights[which];
      if (!shared || head < distinct) {
        noise.scores(own, shared ? sample : sample * MOST_HEADS + head, queries[which], this.state);
        softmaxInPlace(own);
      }
      for (let key = 0; key < sums.length; key++) sums[key] = (sums[key] ?? 0) + (own[key] ?? 0);
      const arrangement = BY_HEADS[design][head + 1];
      if (arrangement) tracks.get(arrangement)?.record(sample, sums, head + 1);
    }
  }
}

const DESIGNS = ['same', 'split'] as const;

function setsPerSample({ noise }: TwoHeadsState): number {
  return noise === 'shared' ? 1 : MOST_HEADS;
}

/** What head number `head` asks. */
function queryOf(design: QueryDesign, head: number, beta: number): PlaneQuery {
  if (design === 'same') return { alongA: beta, alongB: beta };
  return head % 2 === 0 ? { alongA: beta, alongB: 0 } : { alongA: 0, alongB: beta };
}

function arrangementResults(
  arrangement: Arrangement,
  state: TwoHeadsState,
  track: Track,
  drawn: number,
): ArrangementResults {
  const [weightOnA, weightOnB] = [track.onA.subarray(0, drawn), track.onB.subarray(0, drawn)];
  const spread = spreadOf(track, drawn, state.keys);
  return {
    ...arrangement,
    weightOnA,
    weightOnB,
    bias: spread.bias,
    variance: spread.squares.mean,
    standardError: spread.squares.standardError,
    predicted: predictedVariance(arrangement, state),
  };
}

/**
 * The mean of c, and the moments of ‖c − E c‖², for orthonormal values.
 *
 * The other n − 2 keys are exchangeable, so the mean weight of each is their mean share, and their part
 * of the square follows from their sum and the sum of their squares.
 */
function spreadOf(
  { onA, onB, othersSquared }: Track,
  drawn: number,
  keys: number,
): { readonly bias: number; readonly squares: SampleMoments } {
  const a = sampleMoments(onA.subarray(0, drawn)).mean;
  const b = sampleMoments(onB.subarray(0, drawn)).mean;
  const others = keys - 2;
  const other = others === 0 ? 0 : (1 - a - b) / others;
  const squares = Float64Array.from({ length: drawn }, (_, sample) => {
    const [weightA, weightB] = [onA[sample] ?? 0, onB[sample] ?? 0];
    const rest = (othersSquared[sample] ?? 0) - 2 * other * (1 - weightA - weightB) + others * other ** 2;
    return (weightA - a) ** 2 + (weightB - b) ** 2 + rest;
  });
  const bias = Math.sqrt((a - 0.5) ** 2 + (b - 0.5) ** 2 + others * other ** 2);
  return { bias, squares: sampleMoments(squares) };
}

/** Everything the page shows, with all samples drawn at once. */
export function twoHeadsResults(state: TwoHeadsState): TwoHeadsResults {
  const experiment = new TwoHeadsExperiment(state);
  experiment.draw(state.samples);
  return experiment.results();
}
