/**
 * What a trust report says: how sure a model is, what its answers rest on, and when to believe it.
 *
 * Plain data, the same in `trust.json`, in messages to the panel and in the report. Probabilities, shares
 * and confidences lie between 0 and 1; line numbers count from 1. The verdicts are in `verdicts.ts`, the
 * measures in `trustMeasures.ts`. The types follow from the schemas, by which every report is checked when it
 * is read.
 */
import * as v from 'valibot';
import { count, fields, finite, list, proportion, text } from '../files/foreign';
import { mcNemar, measureReport, share, tally } from './trustMeasures';
import { VERDICT_NAMES } from './verdicts';

/** Increased whenever a field changes its meaning. */
export const TRUST_FORMAT_VERSION = 1;

const optional = v.exactOptional;

const trustScore = fields({
  ...tally.entries,
  /** Answering the file's most common answer to everything. */
  baseline: fields({ answer: text, correct: count }),
  /** Questions whose answer stands in a document about their subject. */
  ceiling: count,
});

/** A model's score beside what guessing and the text allow. */
export type TrustScore = v.InferOutput<typeof trustScore>;

const corpusPlace = fields({
  /** The corpus's line. */
  line: count,
  /** Characters of the line before it. */
  offset: count,
});

/** Where a string stands in the corpus. */
export type CorpusPlace = v.InferOutput<typeof corpusPlace>;

const provenance = fields({
  /** Whom or what the question is about. */
  subject: text,
  /** Whether documents begin with the subject (`title`), only mention it, or never name it. */
  named: v.picklist(['title', 'mention', 'never']),
  /** A document about the subject: the one that holds the answer, else the truth, else the first. */
  document: optional(fields({ line: count, excerpt: text })),
  /** The model’s answer in a document about the subject. */
  answerInDocument: optional(corpusPlace),
  /** The true answer in a document about the subject. */
  truthInDocument: optional(corpusPlace),
  /** The model’s answer in a document that is not about the subject. */
  answerElsewhere: optional(corpusPlace),
  /** Whether the training questions hold this very question with this very answer. */
  trainedPair: v.boolean(),
  /** How often the training questions have this answer. */
  timesTrained: count,
});

/** What the pretraining text and the training questions say about one answer. */
export type Provenance = v.InferOutput<typeof provenance>;

const scoredAnswer = fields({
  answer: text,
  probability: proportion,
});

/** An answer with its probability. */
export type ScoredAnswer = v.InferOutput<typeof scoredAnswer>;

const voteCount = fields({
  answer: text,
  votes: count,
  /** Sum of the probabilities that its voters gave it; breaks ties. */
  probability: finite,
});

/** Votes of a committee for one answer. */
export type VoteCount = v.InferOutput<typeof voteCount>;

const confidence = fields({
  /** Probability of the answer with its end; of a committee, the mean over its members. */
  probability: proportion,
  /**
   * The most probable other candidates, exact. Fewer than asked for where the search was cut short; see
   * {@link Confidence.exact}.
   */
  others: list(scoredAnswer),
  /** `probability` less that of the best other candidate, −1 to 1; undefined without candidates. */
  margin: optional(finite),
  /** Whether the others are proved to be the best; otherwise the margin is its lower bound. */
  exact: v.boolean(),
  /** Share of the runs that gave this answer; only of committees. */
  agreement: optional(proportion),
});

/** How sure a model is of an answer. */
export type Confidence = v.InferOutput<typeof confidence>;

const trustLine = fields({
  ...confidence.entries,
  line: count,
  question: text,
  /** What the model says; empty when the question is too long for it. */
  answer: text,
  truth: optional(text),
  /** Undefined without a truth to compare with. */
  correct: optional(v.boolean()),
  /** All answers of a committee, most votes first. */
  votes: optional(list(voteCount)),
  /** Undefined when there is no answer. */
  verdict: optional(v.picklist(VERDICT_NAMES)),
  /** Why, a sentence each. */
  reasons: list(text),
  provenance,
});

/** One question with everything that speaks for and against its answer. */
export type TrustLine = v.InferOutput<typeof trustLine>;

const verdictCount = fields({
  verdict: v.picklist(VERDICT_NAMES),
  count,
});

/** How many answers have one verdict. */
export type VerdictCount = v.InferOutput<typeof verdictCount>;

const inventedLine = fields({
  ...confidence.entries,
  question: text,
  answer: text,
});

/** An answer about somebody who does not exist. */
export type InventedLine = v.InferOutput<typeof inventedLine>;

const inventions = fields({
  /** Whether a file gave the names, or they were made from the questions’ own. */
  source: v.picklist(['file', 'generated']),
  lines: list(inventedLine),
  /** Answers that are answers of the training questions: fluent, with nothing behind them. */
  fluent: share,
});

/** Answers about people who do not exist. */
export type Inventions = v.InferOutput<typeof inventions>;

const answerFrequency = fields({
  answer: text,
  predicted: count,
  truth: count,
  trained: count,
});

/** How often an answer is given, is true, and was trained. */
export type AnswerFrequency = v.InferOutput<typeof answerFrequency>;

const frequencyBucket = fields({
  ...tally.entries,
  label: text,
  least: count,
  /** Undefined for the last. */
  most: optional(count),
});

/** Accuracy on questions whose true answer occurs so often in the training file. */
export type FrequencyBucket = v.InferOutput<typeof frequencyBucket>;

const swappedNames = fields({
  probes: count,
  /** Under the right name, it fills in the document’s own answer. */
  control: share,
  /** Under another name, it still fills in the document’s answer. */
  followsText: share,
  /** Under another name, it fills in that other person’s answer. */
  followsName: share,
  /** Why the numbers show nothing about this model, as a sentence's second half; left out where they do. */
  uninformative: optional(text),
});

/** Documents shown to the model with their answer cut out, under another person’s name. */
export type SwappedNames = v.InferOutput<typeof swappedNames>;

const bias = fields({
  /** Every answer given or true, most often given first. */
  answers: list(answerFrequency),
  /** Total variation distance of the two distributions: 0 when equal, 1 when disjoint. */
  distance: proportion,
  /** Given more often than true, by how much more. */
  overPredicted: list(answerFrequency),
  byFrequency: list(frequencyBucket),
  swappedNames: optional(swappedNames),
});

/** What the answers lean towards. */
export type Bias = v.InferOutput<typeof bias>;

const comparison = fields({
  first: fields({ name: text, tally }),
  second: fields({ name: text, tally }),
  both: count,
  onlyFirst: count,
  onlySecond: count,
  neither: count,
  test: mcNemar,
});

/** Two models on one file. */
export type Comparison = v.InferOutput<typeof comparison>;

const candidateSummary = fields({
  /** Distinct answers of the training questions. */
  candidates: count,
  /** Rows of text that were computed for each question, on average. */
  rowsPerQuestion: finite,
  /** Questions whose best candidates are proved to be the best. */
  exact: count,
  seconds: finite,
});

/** A whole report. */
export const trustReport = fields({
  version: v.literal(TRUST_FORMAT_VERSION),
  /** When it was made, ISO 8601. */
  created: text,
  /** The runs that were asked; several are a committee. */
  runs: list(text),
  questions: text,
  corpus: text,
  train: optional(text),
  lines: list(trustLine),
  /** Undefined when the file has no answers. */
  score: optional(trustScore),
  /** Each run of a committee by itself. */
  members: list(fields({ name: text, tally })),
  verdicts: list(verdictCount),
  /** Wrong answers that are made up; undefined when nothing is wrong. */
  madeUp: optional(share),
  /** Wrong answers that are answers of the training questions all the same. */
  fluent: optional(share),
  measures: list(measureReport),
  inventions: optional(inventions),
  bias: optional(bias),
  comparison: optional(comparison),
  candidates: optional(candidateSummary),
  warnings: list(text),
});

/** Everything about one model, or one committee, on one file. */
export type TrustReport = v.InferOutput<typeof trustReport>;
