/**
 * The measures of a trust report: tallies, calibration, risk and what it costs to say “I don’t know”.
 *
 * Schemas, by which every report is checked when it is read, and the types that follow from them.
 */
import * as v from 'valibot';
import { count, fields, finite, list, proportion } from '../files/foreign';

const optional = v.exactOptional;

/** Histograms and reliability diagrams have some 20 steps. */
const MOST_STEPS = 1000;

const steps = list(count, MOST_STEPS);

const shareInterval = fields({
  low: proportion,
  high: proportion,
});

/** The schema of {@link Tally}. */
export const tally = fields({
  scored: count,
  correct: count,
  accuracy: proportion,
  /** Wilson's interval. */
  interval: shareInterval,
});

/** Right answers among scored ones. */
export type Tally = v.InferOutput<typeof tally>;

/** The schema of {@link Share}. */
export const share = fields({
  count,
  of: count,
  share: proportion,
  /** Wilson's interval. */
  interval: shareInterval,
});

/** Some of many. */
export type Share = v.InferOutput<typeof share>;

const confidenceMeasure = v.picklist(['probability', 'margin', 'agreement']);

/** What answers are ranked by. */
export type ConfidenceMeasure = v.InferOutput<typeof confidenceMeasure>;

const reliabilityBin = fields({
  low: proportion,
  high: proportion,
  count,
  /** Mean confidence. */
  confidence: proportion,
  /** Share that is right. */
  accuracy: proportion,
  /** Wilson's interval of the accuracy. */
  interval: shareInterval,
});

/** Answers whose confidence lies in (low, high]. */
export type ReliabilityBin = v.InferOutput<typeof reliabilityBin>;

const calibration = fields({
  bins: list(reliabilityBin, MOST_STEPS),
  /** Expected calibration error: mean distance of confidence and accuracy over the bins. */
  error: proportion,
  /** Mean squared distance of confidence and outcome. */
  brier: proportion,
  /** Mean −ln of the probability given to what happened, nats. */
  logLoss: finite,
});

/** How well confidence matches the share of right answers. */
export type Calibration = v.InferOutput<typeof calibration>;

const scaledCalibration = fields({
  /** Each half of the answers scaled with the temperature that was fitted on the other half. */
  after: calibration,
  /** The temperatures of the two halves; they differ little when there are answers enough. */
  temperatures: v.pipe(v.tuple([finite, finite]), v.readonly()),
  /** The temperature fitted on all answers: the one to use from now on. */
  temperature: finite,
});

/** Calibration after temperature scaling. */
export type ScaledCalibration = v.InferOutput<typeof scaledCalibration>;

const calibrationReport = fields({
  before: calibration,
  /** Only of what comes from logits. */
  scaled: optional(scaledCalibration),
});

/** Calibration as the model is, and after temperature scaling. */
export type CalibrationReport = v.InferOutput<typeof calibrationReport>;

const riskPoint = fields({
  /** Share of the questions that are answered. */
  coverage: proportion,
  risk: proportion,
  /** The least confidence among those answered, as the measure counts it: a margin may be below zero. */
  confidence: finite,
});

/** Share of wrong answers (`risk`) when only the surest are given. */
export type RiskPoint = v.InferOutput<typeof riskPoint>;

const riskCoverage = fields({
  points: list(riskPoint),
  /** Area under the curve: mean risk over all coverages. Lower is better. */
  area: proportion,
  /** The area if all right answers were surer than all wrong ones. */
  bestArea: proportion,
});

/** Risk over coverage. */
export type RiskCoverage = v.InferOutput<typeof riskCoverage>;

const abstention = fields({
  /** Share of the inventions that must be kept out. */
  keptOut: proportion,
  /** Answers are given when confidence is above this. */
  threshold: finite,
  inventions: count,
  /** Inventions that are answered all the same. */
  inventionsAnswered: count,
  /** Scored questions that are answered, and how many of these rightly. */
  answered: tally,
  /** Right answers that are withheld. */
  rightWithheld: count,
  /** Wrong answers that are withheld. */
  wrongWithheld: count,
});

/** Saying “I don’t know” below a threshold. */
export type Abstention = v.InferOutput<typeof abstention>;

const confidenceHistogram = fields({
  low: finite,
  high: finite,
  right: steps,
  wrong: steps,
  invented: steps,
});

/** How confidence is spread over right, wrong and invented: counts in equal steps. */
export type ConfidenceHistogram = v.InferOutput<typeof confidenceHistogram>;

/** The schema of {@link MeasureReport}. */
export const measureReport = fields({
  measure: confidenceMeasure,
  riskCoverage,
  /** Only of measures that can be read as probabilities. */
  calibration: optional(calibrationReport),
  /** Only when invented people were asked about. */
  abstention: optional(abstention),
  histogram: confidenceHistogram,
});

/** What one measure of confidence is worth. */
export type MeasureReport = v.InferOutput<typeof measureReport>;

/** The schema of {@link McNemar}. */
export const mcNemar = fields({
  /** Chi-squared with continuity correction, one degree of freedom. */
  statistic: finite,
  /** The probability of a statistic at least as large, were the two equally good. */
  pChiSquared: proportion,
  /** The exact probability, from the binomial distribution; to be preferred. */
  pExact: proportion,
});

/** McNemar’s test of two runs on the same questions. */
export type McNemar = v.InferOutput<typeof mcNemar>;
