/**
 * The options of training: typed for services, read from the command line and written for child processes
 * by one table each.
 */
import { type OptionsOf, toArguments } from './optionTable';
import { PRESETS } from './presets';
import { FEWEST_TOKENS, MOST_TOKENS } from '../data/tokens/tokenBounds';
import { OBJECTIVES, OPTIMIZERS, PROMPT_ANSWERS } from '../runs/runConfig';

const VARIANTS = 'vanilla, rope, synthesizer, perceiver, or a .js/.ts module';

/** How large a model is. */
const SIZE_OPTIONS = {
  layers: { kind: 'integer', least: 1, value: 'N', help: 'blocks' },
  heads: { kind: 'integer', least: 1, value: 'N', help: 'attention heads in a block' },
  width: { kind: 'integer', least: 1, value: 'N', help: 'model dimension (d_model)' },
  context: { kind: 'integer', least: 8, value: 'N', help: 'context length: the longest text, in tokens' },
  bottleneck: { kind: 'integer', least: 1, value: 'N', help: 'perceiver: latents' },
  upMlpRatio: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'perceiver: width of the last hidden layer, times --width',
  },
  latents: {
    kind: 'choice',
    words: ['prefix', 'strided'],
    value: 'S',
    help: 'perceiver: prefix (as published) or strided',
  },
} as const;

/** What shapes a new model. */
export const MODEL_OPTIONS = {
  variant: { kind: 'text', value: 'V', help: `${VARIANTS} (default: rope)` },
  ...SIZE_OPTIONS,
  allowLeak: { kind: 'switch', help: 'train a variant even if it sees the future' },
} as const;

/** Options of `check`, which trains nothing. */
export const CHECK_OPTIONS = {
  variant: { kind: 'text', required: true, value: 'V', help: VARIANTS },
  ...SIZE_OPTIONS,
} as const;

/** A running mean with a decay of 1 never takes anything in. */
const BETA = { zero: true, most: 0.9999 } as const;

/** What every training has, wherever its run lies. */
export const TRAINING_OPTIONS = {
  preset: { kind: 'choice', words: PRESETS, value: 'P', help: `${PRESETS.join(', ')} (default: fast)` },
  device: { kind: 'text', value: 'D', help: 'auto, or an id that `devices` lists (default: auto)' },
  steps: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'optimizer steps (default: the preset’s)',
  },
  seed: { kind: 'integer', least: 0, value: 'N', help: 'repeats a run exactly (default: 1)' },
  learningRate: { kind: 'number', value: 'X', help: 'the full learning rate (default: the preset’s)' },
  // So many take as long as an epoch of most corpora; their gradients are added up in parts, so memory is no bound.
  batch: {
    kind: 'integer',
    least: 1,
    most: 65_536,
    value: 'N',
    help: 'batch size: sequences in a batch (default: the preset’s)',
  },
  dropout: {
    kind: 'number',
    bounds: { zero: true, most: 0.9 },
    value: 'X',
    help: 'dropout rate (default: the preset’s)',
  },
  holdRate: {
    kind: 'switch',
    help: 'keep the learning rate at its floor where the published recipe lets it rise again',
  },
  optimizer: {
    kind: 'choice',
    words: OPTIMIZERS,
    value: 'O',
    help: `${OPTIMIZERS.join(' or ')} (default: the preset’s)`,
  },
  weightDecay: {
    kind: 'number',
    bounds: { zero: true, most: 100 },
    value: 'X',
    help: 'share of the matrices that a step takes away, times the learning rate (default: 0.1)',
  },
  beta1: {
    kind: 'number',
    bounds: BETA,
    value: 'X',
    help: 'Adam’s β₁: decay of the running mean of gradients (default: 0.9)',
  },
  beta2: {
    kind: 'number',
    bounds: BETA,
    value: 'X',
    help: 'Adam’s β₂: decay of the running mean of their squares (default: 0.95)',
  },
  warmup: {
    kind: 'integer',
    least: 0,
    value: 'N',
    help: 'steps over which the learning rate rises (default: the preset’s)',
  },
  rateFloor: {
    kind: 'number',
    bounds: { zero: true, most: 1 },
    value: 'X',
    help: 'share of the learning rate that is left in the end; 1 keeps it as it is (default: the preset’s)',
  },
  sharpness: {
    kind: 'switch',
    help: 'measure critical sharpness at evaluations, each time some ten forward passes',
  },
} as const;

/** The folder of a run. */
const RUN_OPTION = {
  out: { kind: 'text', required: true, value: 'RUN', help: 'the run folder to make' },
} as const;

/** Options of `pretrain`. */
export const PRETRAIN_OPTIONS = {
  corpus: { kind: 'text', required: true, value: 'FILE', help: 'the text to learn: one document a line' },
  prompts: {
    kind: 'text',
    value: 'TSV',
    help: 'also ask documents about themselves, in the wording of these questions',
  },
  promptShare: {
    kind: 'number',
    bounds: { most: 1 },
    value: 'X',
    help: 'share of the examples that are prompts (default: 0.7, and 0.1 where answers are given)',
  },
  promptAnswers: {
    kind: 'choice',
    words: PROMPT_ANSWERS,
    value: 'A',
    help: 'learned: also those that the documents hold, recognised by how known answers stand in theirs (default); found: the first span that is an answer in the file; given: those of the file alone',
  },
  objective: {
    kind: 'choice',
    words: OBJECTIVES,
    value: 'O',
    help: 'spans: cut-out spans, as in the study (span corruption; default); names: each document’s names, asked from its title (salient span masking); documents: the next token of each line (causal language modelling of each document); stream: that of the whole file as one text',
  },
  tokens: {
    kind: 'text',
    value: 'T',
    help: `characters (default), or bpe:N: byte-pair encoding with a vocabulary of N tokens (${FEWEST_TOKENS} to ${MOST_TOKENS}), learned from the corpus`,
  },
  heldOut: { kind: 'text', value: 'TSV', help: 'questions to ask during the run, never learned' },
  ...RUN_OPTION,
  ...TRAINING_OPTIONS,
  ...MODEL_OPTIONS,
} as const;

/** Options of `finetune`. */
export const FINETUNE_OPTIONS = {
  questions: { kind: 'text', required: true, value: 'TSV', help: 'question, tab, answer on each line' },
  from: {
    kind: 'text',
    value: 'RUN',
    help: 'the pretrained run to start from (default: random weights)',
  },
  heldOut: {
    kind: 'text',
    value: 'TSV',
    help: 'questions to ask during the run, never learned (default: a fifth of a small file is kept back)',
  },
  corpus: {
    kind: 'text',
    value: 'FILE',
    help: 'without --from: the text whose characters the model knows',
  },
  ...RUN_OPTION,
  ...TRAINING_OPTIONS,
  ...MODEL_OPTIONS,
} as const;

/** The switch that goes on with a run instead of beginning one. */
export const RESUME_SWITCH = {
  resume: {
    kind: 'switch',
    help: 'go on with the run in --out, and nothing else is required; name files anew that have moved',
  },
} as const;

/** The option that repeats a run instead of beginning one. */
export const REPLAY_OPTION = {
  replay: {
    kind: 'text',
    value: 'RUN',
    help: 'repeat this run in --out from its beginning, with all that was changed on its way, to its very losses',
  },
} as const;

/** What `--resume` takes: the run, and files of it that have moved. */
export const RESUME_OPTIONS = {
  ...RUN_OPTION,
  ...RESUME_SWITCH,
  corpus: { kind: 'text', value: 'FILE', help: 'where the corpus is now' },
  questions: { kind: 'text', value: 'TSV', help: 'where the questions are now' },
  heldOut: { kind: 'text', value: 'TSV', help: 'where the held-out questions are now' },
  prompts: { kind: 'text', value: 'TSV', help: 'where the prompts’ questions are now' },
} as const;

/** What `--replay` takes: the run to repeat, where to, and files of it that have moved. */
export const REPLAY_OPTIONS = {
  ...RUN_OPTION,
  replay: { ...REPLAY_OPTION.replay, required: true },
  corpus: RESUME_OPTIONS.corpus,
  questions: RESUME_OPTIONS.questions,
  heldOut: RESUME_OPTIONS.heldOut,
  prompts: RESUME_OPTIONS.prompts,
} as const;

/** Options of `estimate`: those of a training, but for where its run would lie. */
export const ESTIMATE_OPTIONS = {
  corpus: { kind: 'text', value: 'FILE', help: 'pretraining: the text to learn' },
  prompts: PRETRAIN_OPTIONS.prompts,
  promptShare: PRETRAIN_OPTIONS.promptShare,
  promptAnswers: PRETRAIN_OPTIONS.promptAnswers,
  objective: PRETRAIN_OPTIONS.objective,
  tokens: PRETRAIN_OPTIONS.tokens,
  questions: { kind: 'text', value: 'TSV', help: 'finetuning: the questions to learn' },
  from: FINETUNE_OPTIONS.from,
  heldOut: PRETRAIN_OPTIONS.heldOut,
  ...TRAINING_OPTIONS,
  ...MODEL_OPTIONS,
  times: {
    kind: 'text',
    value: 'FILE',
    help: 'remembers measured times here, and takes those that it knows (default: nothing is remembered)',
  },
} as const;

/** What shapes a new model. */
export type ModelOptions = OptionsOf<typeof MODEL_OPTIONS>;
/** What every training has. */
export type TrainingOptions = OptionsOf<typeof TRAINING_OPTIONS>;
/** What pretraining needs to know. */
export type PretrainOptions = OptionsOf<typeof PRETRAIN_OPTIONS>;
/** What finetuning needs to know. */
export type FinetuneOptions = OptionsOf<typeof FINETUNE_OPTIONS>;
/** What is needed to repeat a run. */
export type ReplayOptions = OptionsOf<typeof REPLAY_OPTIONS>;
/** What is needed to go on with a run. */
export type ResumeOptions = OptionsOf<typeof RESUME_OPTIONS>;

/** What is needed to estimate a training. */
export type EstimateOptions = OptionsOf<typeof ESTIMATE_OPTIONS>;

/** The arguments of a child process that pretrains. */
export function pretrainArguments(options: PretrainOptions): readonly string[] {
  return ['pretrain', ...toArguments(PRETRAIN_OPTIONS, options)];
}

/** The arguments of a child process that estimates a training and prints JSON. */
export function estimateArguments(options: EstimateOptions): readonly string[] {
  return ['estimate', ...toArguments(ESTIMATE_OPTIONS, options), '--json'];
}

/** The arguments of a child process that finetunes. */
export function finetuneArguments(options: FinetuneOptions): readonly string[] {
  return ['finetune', ...toArguments(FINETUNE_OPTIONS, options)];
}

/** The arguments of a child process that goes on with a run of a task. */
export function resumeArguments(task: 'pretrain' | 'finetune', out: string): readonly string[] {
  return [task, ...toArguments(RESUME_OPTIONS, { out, resume: true })];
}
