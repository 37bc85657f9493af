/**
 * What a trust report says: how sure a model is, what its answers rest on, and when to believe it.
 *
 * Plain data, the same in `trust.json`, in messages to the panel and in the report. Probabilities, shares
 * and confidences lie between 0 and 1; line numbers count from 1. The verdicts are in `verdicts.ts`.
 */
import type { Verdict } from './verdicts';

/** Increased whenever a field changes its meaning. */
export const TRUST_FORMAT_VERSION = 1;

/** An interval of shares, at 95 % confidence. */
interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** Right answers among scored ones. */
export interface Tally {
  readonly scored: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Wilson's interval. */
  readonly interval: ShareInterval;
}

/** Some of many. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  /** Wilson's interval. */
  readonly interval: ShareInterval;
}

/** A model's score beside what guessing and the text allow. */
export interface TrustScore extends Tally {
  /** Answering the file's most common answer to everything. */
  readonly baseline: { readonly answer: string; readonly correct: number };
  /** Questions whose answer stands in a document about their subject. */
  readonly ceiling: number;
}

/** Where a string stands in the corpus. */
export interface CorpusPlace {
  /** The corpus's line. */
  readonly line: number;
  /** Characters of the line before it. */
  readonly offset: number;
}

/** What the pretraining text and the training questions say about one answer. */
export interface Provenance {
  /** Whom or what the question is about. */
  readonly subject: string;
  /** Whether documents begin with the subject (`title`), only mention it, or never name it. */
  readonly named: 'title' | 'mention' | 'never';
  /** A document about the subject: the one that holds the answer, else the truth, else the first. */
  readonly document?: { readonly line: number; readonly excerpt: string };
  /** The model’s answer in a document about the subject. */
  readonly answerInDocument?: CorpusPlace;
  /** The true answer in a document about the subject. */
  readonly truthInDocument?: CorpusPlace;
  /** The model’s answer in a document that is not about the subject. */
  readonly answerElsewhere?: CorpusPlace;
  /** Whether the training questions hold this very question with this very answer. */
  readonly trainedPair: boolean;
  /** How often the training questions have this answer. */
  readonly timesTrained: number;
}

/** An answer with its probability. */
export interface ScoredAnswer {
  readonly answer: string;
  readonly probability: number;
}

/** Votes of a committee for one answer. */
export interface VoteCount {
  readonly answer: string;
  readonly votes: number;
  /** Sum of the probabilities that its voters gave it; breaks ties. */
  readonly probability: number;
}

/** How sure a model is of an answer. */
export interface Confidence {
  /** Probability of the answer with its end; of a committee, the mean over its members. */
  readonly probability: number;
  /**
   * The most probable other candidates, exact. Fewer than asked for where the search was cut short; see
   * {@link Confidence.exact}.
   */
  readonly others: readonly ScoredAnswer[];
  /** `probability` less that of the best other candidate, −1 to 1; undefined without candidates. */
  readonly margin?: number;
  /** Whether the others are proved to be the best; otherwise the margin is its lower bound. */
  readonly exact: boolean;
  /** Share of the runs that gave this answer; only of committees. */
  readonly agreement?: number;
}

/** One question with everything that speaks for and against its answer. */
export interface TrustLine extends Confidence {
  readonly line: number;
  readonly question: string;
  /** What the model says; empty when the question is too long for it. */
  readonly answer: string;
  readonly truth?: string;
  /** Undefined without a truth to compare with. */
  readonly correct?: boolean;
  /** All answers of a committee, most votes first. */
  readonly votes?: readonly VoteCount[];
  /** Undefined when there is no answer. */
  readonly verdict?: Verdict;
  /** Why, a sentence each. */
  readonly reasons: readonly string[];
  readonly provenance: Provenance;
}

/** How many answers have one verdict. */
export interface VerdictCount {
  readonly verdict: Verdict;
  readonly count: number;
}

/** What answers are ranked by. */
export type ConfidenceMeasure = 'probability' | 'margin' | 'agreement';

/** Answers whose confidence lies in (low, high]. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence. */
  readonly confidence: number;
  /** Share that is right. */
  readonly accuracy: number;
  /** Wilson's interval of the accuracy. */
  readonly interval: ShareInterval;
}

/** How well confidence matches the share of right answers. */
export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean distance of confidence and accuracy over the bins. */
  readonly error: number;
  /** Mean squared distance of confidence and outcome. */
  readonly brier: number;
  /** Mean −ln of the probability given to what happened, nats. */
  readonly logLoss: number;
}

/** Calibration as the model is, and after temperature scaling. */
export interface CalibrationReport {
  readonly before: Calibration;
  /** Only of what comes from logits. */
  readonly scaled?: ScaledCalibration;
}

/** Calibration after temperature scaling. */
export interface ScaledCalibration {
  /** Each half of the answers scaled with the temperature that was fitted on the other half. */
  readonly after: Calibration;
  /** The temperatures of the two halves; they differ little when there are answers enough. */
  readonly temperatures: readonly [number, number];
  /** The temperature fitted on all answers: the one to use from now on. */
  readonly temperature: number;
}

/** Share of wrong answers (`risk`) when only the surest are given. */
export interface RiskPoint {
  /** Share of the questions that are answered. */
  readonly coverage: number;
  readonly risk: number;
  /** The least confidence among those answered. */
  readonly confidence: number;
}

/** Risk over coverage. */
export interface RiskCoverage {
  readonly points: readonly RiskPoint[];
  /** Area under the curve: mean risk over all coverages. Lower is better. */
  readonly area: number;
  /** The area if all right answers were surer than all wrong ones. */
  readonly bestArea: number;
}

/** Saying “I don’t know” below a threshold. */
export interface Abstention {
  /** Share of the inventions that must be kept out. */
  readonly keptOut: number;
  /** Answers are given when confidence is above this. */
  readonly threshold: number;
  readonly inventions: number;
  /** Inventions that are answered all the same. */
  readonly inventionsAnswered: number;
  /** Scored questions that are answered, and how many of these rightly. */
  readonly answered: Tally;
  /** Right answers that are withheld. */
  readonly rightWithheld: number;
  /** Wrong answers that are withheld. */
  readonly wrongWithheld: number;
}

/** How confidence is spread over right, wrong and invented: counts in equal steps. */
export interface ConfidenceHistogram {
  readonly low: number;
  readonly high: number;
  readonly right: readonly number[];
  readonly wrong: readonly number[];
  readonly invented: readonly number[];
}

/** What one measure of confidence is worth. */
export interface MeasureReport {
  readonly measure: ConfidenceMeasure;
  readonly riskCoverage: RiskCoverage;
  /** Only of measures that can be read as probabilities. */
  readonly calibration?: CalibrationReport;
  /** Only when invented people were asked about. */
  readonly abstention?: Abstention;
  readonly histogram: ConfidenceHistogram;
}

/** An answer about somebody who does not exist. */
export interface InventedLine extends Confidence {
  readonly question: string;
  readonly answer: string;
}

/** Answers about people who do not exist. */
export interface Inventions {
  /** Whether a file gave the names, or they were made from the questions’ own. */
  readonly source: 'file' | 'generated';
  readonly lines: readonly InventedLine[];
  /** Answers that are answers of the training questions: fluent, with nothing behind them. */
  readonly fluent: Share;
}

/** How often an answer is given, is true, and was trained. */
export interface AnswerFrequency {
  readonly answer: string;
  readonly predicted: number;
  readonly truth: number;
  readonly trained: number;
}

/** Accuracy on questions whose true answer occurs so often in the training file. */
export interface FrequencyBucket extends Tally {
  readonly label: string;
  readonly least: number;
  /** Undefined for the last. */
  readonly most?: number;
}

/** Documents shown to the model with their answer cut out, under another person’s name. */
export interface SwappedNames {
  readonly probes: number;
  /** Under the right name, it fills in the document’s own answer. */
  readonly control: Share;
  /** Under another name, it still fills in the document’s answer. */
  readonly followsText: Share;
  /** Under another name, it fills in that other person’s answer. */
  readonly followsName: Share;
  /** Why the numbers show nothing about this model, as a sentence's second half; left out where they do. */
  readonly uninformative?: string;
}

/** What the answers lean towards. */
export interface Bias {
  /** Every answer given or true, most often given first. */
  readonly answers: readonly AnswerFrequency[];
  /** Total variation distance of the two distributions: 0 when equal, 1 when disjoint. */
  readonly distance: number;
  /** Given more often than true, by how much more. */
  readonly overPredicted: readonly AnswerFrequency[];
  readonly byFrequency: readonly FrequencyBucket[];
  readonly swappedNames?: SwappedNames;
}

/** McNemar’s test of two runs on the same questions. */
export interface McNemar {
  /** Chi-squared with continuity correction, one degree of freedom. */
  readonly statistic: number;
  /** The probability of a statistic at least as large, were the two equally good. */
  readonly pChiSquared: number;
  /** The exact probability, from the binomial distribution; to be preferred. */
  readonly pExact: number;
}

/** Two models on one file. */
export interface Comparison {
  readonly first: { readonly name: string; readonly tally: Tally };
  readonly second: { readonly name: string; readonly tally: Tally };
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  readonly test: McNemar;
}

/** How the candidates were scored. */
interface CandidateSummary {
  /** Distinct answers of the training questions. */
  readonly candidates: number;
  /** Rows of text that were computed for each question, on average. */
  readonly rowsPerQuestion: number;
  /** Questions whose best candidates are proved to be the best. */
  readonly exact: number;
  readonly seconds: number;
}

/** Everything about one model, or one committee, on one file. */
export interface TrustReport {
  readonly version: typeof TRUST_FORMAT_VERSION;
  /** When it was made, ISO 8601. */
  readonly created: string;
  /** The runs that were asked; several are a committee. */
  readonly runs: readonly string[];
  readonly questions: string;
  readonly corpus: string;
  readonly train?: string;
  readonly lines: readonly TrustLine[];
  /** Undefined when the file has no answers. */
  readonly score?: TrustScore;
  /** Each run of a committee by itself. */
  readonly members: readonly { readonly name: string; readonly tally: Tally }[];
  readonly verdicts: readonly VerdictCount[];
  /** Wrong answers that are made up; undefined when nothing is wrong. */
  readonly madeUp?: Share;
  /** Wrong answers that are answers of the training questions all the same. */
  readonly fluent?: Share;
  readonly measures: readonly MeasureReport[];
  readonly inventions?: Inventions;
  readonly bias?: Bias;
  readonly comparison?: Comparison;
  readonly candidates?: CandidateSummary;
  readonly warnings: readonly string[];
}
