/**
 * What lies in a run folder, declared once as schemas: `config.json`, everything that is needed to repeat the
 * run; the types follow from them. The lines of `metrics.jsonl` are declared in `metrics.ts`.
 */
import * as v from 'valibot';
import type { FileReference } from '../files/fileReference';
import { fields, finite } from '../files/foreign';
import { modelConfig } from '../model/modelConfig';

/** Increased whenever a field changes its meaning. */
export const RUN_FORMAT_VERSION = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

const fileReference = fields({
  path: v.string(),
  relative: v.exactOptional(v.string()),
  bytes: natural,
  sha256: v.string(),
}) satisfies v.GenericSchema<unknown, FileReference>;

/** How parameters can be changed. */
export const OPTIMIZERS = ['adamw', 'muon'] as const;

/**
 * What pretraining predicts: cut-out spans of documents, their names alone, every next token of a document, or every
 * next token of all lines as one text.
 */
export const OBJECTIVES = ['spans', 'names', 'documents', 'stream'] as const;

/** One of {@link OBJECTIVES}. */
export type Objective = (typeof OBJECTIVES)[number];

/** Whether it knows the ⁇ by which questions are asked; spans do, which are what it is where none is named. */
export function knowsQuestions(objective?: Objective): objective is 'spans' | 'names' | undefined {
  return objective === undefined || objective === 'spans' || objective === 'names';
}

/** Where the answers of prompts come from, see `prompts.ts`; a run that names none has found them. */
export const PROMPT_ANSWERS = ['learned', 'found', 'given'] as const;

const optimizerConfig = fields({
  kind: v.picklist(OPTIMIZERS),
  /** AdamW's rate; with Muon, that of all but the matrices inside the blocks. */
  learningRate: positive,
  /** Muon's own rate, for the matrices inside the blocks. */
  matrixLearningRate: positive,
  beta1: share,
  beta2: share,
  epsilon: positive,
  weightDecay: positive,
  /** The greatest norm of all gradients together. */
  clipNorm: positive,
});

const scheduleConfig = fields({
  /** The rate rises linearly over the first so many tokens. */
  warmupTokens: natural,
  /** The cosine reaches its floor after so many tokens. */
  decayTokens: natural,
  /** The floor, as a share of the full rate. */
  floor: share,
  /**
   * How the rate goes on once the cosine has reached its floor: it rises again, as the cosine turns round (the
   * published recipe's trap), or it holds.
   */
  afterDecay: v.picklist(['rise', 'hold']),
});

const trainingConfig = v.pipe(
  fields({
    optimizer: optimizerConfig,
    schedule: scheduleConfig,
    /** Updates of the parameters. */
    steps: count,
    /** Rows in a batch. */
    batchRows: count,
    /** Rows that are computed at once. */
    microBatchRows: count,
    /** Rows are laid out in lengths of multiples of this; 8 where it is left out. */
    lengthStep: v.exactOptional(count),
    /** A batch is rows drawn at random; where it is left out, it is made of few lengths, which spares padding. */
    randomRows: v.exactOptional(v.literal(true)),
    /** Steps between two evaluations on the held-out sample. */
    evaluateEvery: count,
    /** Steps between two checkpoints. */
    checkpointEvery: count,
    /** Whether critical sharpness is measured at evaluations. */
    sharpness: v.exactOptional(v.literal(true)),
  }),
  v.check(
    ({ batchRows, microBatchRows }) => batchRows % microBatchRows === 0,
    'batchRows is not a multiple of microBatchRows',
  ),
);

const promptConfig = fields({
  /** Whose wording and answers are used. */
  questions: fileReference,
  /** Share of the examples that are prompts, 0 to 1. */
  share,
  /** Where the answers come from; `found` where it is left out. */
  answers: v.exactOptional(v.picklist(PROMPT_ANSWERS)),
});

/** The schema of `config.json`. */
export const runConfig = fields({
  version: v.literal(RUN_FORMAT_VERSION),
  /** What is learned: a corpus, or questions with their answers. */
  task: v.picklist(['pretrain', 'finetune']),
  /** What pretraining predicts; spans where it is left out. */
  objective: v.exactOptional(v.picklist(OBJECTIVES)),
  /** The tokens that were learned from the corpus, `bpe:N`; characters where it is left out. */
  tokens: v.exactOptional(v.pipe(v.string(), v.regex(/^bpe:\d{1,6}$/))),
  /** How many characters of the corpus such a token stands for, the mean. */
  charactersPerToken: v.exactOptional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  /** When the run was made, ISO 8601. */
  created: v.string(),
  preset: v.string(),
  seed: natural,
  /** The device that was asked for; `auto` takes the fastest. */
  device: v.string(),
  /** Processor threads of an operation; sums of another number of them differ in their last digits. */
  threads: v.exactOptional(v.pipe(count, v.maxValue(1024))),
  model: modelConfig,
  training: trainingConfig,
  /** Pretraining's corpus; in finetuning from nothing, only the source of the vocabulary. */
  corpus: v.exactOptional(fileReference),
  /** Pretraining only: questions to mix in; see `data/prompts.ts`. */
  prompts: v.exactOptional(promptConfig),
  /** Finetuning's questions. */
  questions: v.exactOptional(fileReference),
  /** Questions that are asked during the run but never learned. */
  heldOut: v.exactOptional(fileReference),
  /** Finetuning without held-out questions: so many of the questions are asked but never learned. */
  keptBack: v.exactOptional(natural),
  /** The run folder whose weights finetuning starts from: its path, and that from this run's folder. */
  from: v.exactOptional(v.string()),
  fromRelative: v.exactOptional(v.string()),
  /** The run that this one left to go another way, by its path and that from this run's folder; and after which step. */
  branch: v.exactOptional(fields({ run: v.string(), relative: v.exactOptional(v.string()), step: natural })),
});

/** A run's `config.json`: everything that is needed to repeat it. */
export type RunConfig = v.InferOutput<typeof runConfig>;
/** Whether questions are asked during a run; the first runs kept some back without saying how many. */
export function asksQuestions({ task, heldOut, keptBack }: RunConfig): boolean {
  return heldOut !== undefined || (task === 'finetune' && keptBack !== 0);
}

/** Whether exact match is measured: of questions, or in pretraining without any, of spans that are cut out. */
export function measuresExactMatch(config: RunConfig): boolean {
  return asksQuestions(config) || (config.task === 'pretrain' && knowsQuestions(config.objective));
}

/** What is learned. */
export type Task = RunConfig['task'];
/** How long and on what batches. */
export type TrainingConfig = RunConfig['training'];
/** How parameters are changed. */
export type OptimizerConfig = TrainingConfig['optimizer'];
/** The course of the learning rate, as the study counts it: in tokens, padding included. */
export type ScheduleConfig = TrainingConfig['schedule'];

/** The schema of `status.json`. */
export const runStatus = fields({
  state: v.picklist(['starting', 'running', 'paused', 'stopped', 'done', 'failed']),
  step: natural,
  steps: natural,
  /** The trainer's process id; never one that names a group. */
  process: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** The trainer's computer. */
  host: v.string(),
  /** When this was written, ISO 8601; a running trainer that is late has died. */
  heartbeat: v.string(),
  /** The device that is used. */
  device: v.string(),
  secondsElapsed: finite,
  /** Undefined until a few steps were timed. */
  secondsLeft: v.exactOptional(finite),
  loss: v.exactOptional(finite),
  /** Share of the held-out sample answered exactly when it was last asked, 0 to 1: `correct` of `asked`. */
  exactMatch: v.exactOptional(finite),
  correct: v.exactOptional(natural),
  asked: v.exactOptional(natural),
  /** Why it failed or stopped, and what to do. */
  message: v.exactOptional(v.string()),
  /** The alarm that rang last in this trainer's time: its entry in the record, and what to tell people. */
  alarm: v.exactOptional(fields({ id: v.string(), words: v.string() })),
});

/** A run's `status.json`, replaced every second or so. */
export type RunStatus = v.InferOutput<typeof runStatus>;
/** What a run is doing. */
export type RunState = RunStatus['state'];

/** Whether a trainer in this state is there: it holds the run in its memory, and hears what is asked of it. */
export function isAtWork(state: string): state is 'starting' | 'running' | 'paused' {
  return state === 'starting' || state === 'running' || state === 'paused';
}
