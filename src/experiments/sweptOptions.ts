/**
 * The options of an experiment that may have several values: what people call them, whether only whole numbers
 * fit, and where in the file and in the options of training they stand.
 */
import type { FinetuneOptions, PretrainOptions } from '../training/options';
import type { Choice, OptionValue } from './choices';
import type { Experiment } from './experimentForm';

/** What an option shapes: the model, the training of the corpus or that of the questions. */
type Part = 'both' | 'model' | 'pretraining' | 'finetuning';

interface SweptOption {
  /** What tables and pictures call it. */
  readonly title: string;
  readonly part: Part;
  /** The option of training that it sets. */
  readonly sets: keyof PretrainOptions | keyof FinetuneOptions;
  /** Whether its numbers are whole. */
  readonly whole?: true;
}

/** All that may have several values, in the order of tables; variants and seeds have columns of their own. */
const SWEPT_OPTIONS = {
  preset: { title: 'preset', part: 'both', sets: 'preset' },
  layers: { title: 'layers', part: 'model', sets: 'layers', whole: true },
  heads: { title: 'heads', part: 'model', sets: 'heads', whole: true },
  width: { title: 'width', part: 'model', sets: 'width', whole: true },
  context: { title: 'context', part: 'model', sets: 'context', whole: true },
  bottleneck: { title: 'bottleneck', part: 'model', sets: 'bottleneck', whole: true },
  upMlpRatio: { title: 'up MLP ratio', part: 'model', sets: 'upMlpRatio', whole: true },
  latents: { title: 'latents', part: 'model', sets: 'latents' },
  dropout: { title: 'dropout', part: 'model', sets: 'dropout' },
  steps: { title: 'steps', part: 'pretraining', sets: 'steps', whole: true },
  learningRate: { title: 'learning rate', part: 'pretraining', sets: 'learningRate' },
  batch: { title: 'batch', part: 'pretraining', sets: 'batch', whole: true },
  prompts: { title: 'prompts', part: 'pretraining', sets: 'prompts' },
  promptShare: { title: 'prompt share', part: 'pretraining', sets: 'promptShare' },
  promptAnswers: { title: 'prompt answers', part: 'pretraining', sets: 'promptAnswers' },
  objective: { title: 'objective', part: 'pretraining', sets: 'objective' },
  tokens: { title: 'tokens', part: 'pretraining', sets: 'tokens' },
  finetuneSteps: { title: 'finetuning steps', part: 'finetuning', sets: 'steps', whole: true },
  finetuneLearningRate: { title: 'finetuning rate', part: 'finetuning', sets: 'learningRate' },
  finetuneBatch: { title: 'finetuning batch', part: 'finetuning', sets: 'batch', whole: true },
  holdRate: { title: 'hold rate', part: 'both', sets: 'holdRate' },
  optimizer: { title: 'optimizer', part: 'both', sets: 'optimizer' },
  weightDecay: { title: 'weight decay', part: 'both', sets: 'weightDecay' },
  beta1: { title: 'beta 1', part: 'both', sets: 'beta1' },
  beta2: { title: 'beta 2', part: 'both', sets: 'beta2' },
  warmup: { title: 'warm-up', part: 'both', sets: 'warmup', whole: true },
  rateFloor: { title: 'rate floor', part: 'both', sets: 'rateFloor' },
  sharpness: { title: 'sharpness', part: 'both', sets: 'sharpness' },
} as const satisfies Readonly<Record<string, SweptOption>>;

/** The name of an option in the file. */
export type OptionName = keyof typeof SWEPT_OPTIONS;

/** All names, in the order of tables. */
// Sound: these are the table's own keys.
export const OPTION_NAMES = Object.keys(SWEPT_OPTIONS) as readonly OptionName[];

/** One value for each option that the file names. */
export type Settings = Readonly<Partial<Record<OptionName, OptionValue>>>;

/** The row of an option. */
export function optionRow(name: OptionName): SweptOption {
  return SWEPT_OPTIONS[name];
}

/** What the file says of each option that it names. */
export function choicesOf(experiment: Experiment): Readonly<Partial<Record<OptionName, Choice>>> {
  const all: Partial<Record<OptionName, Choice | undefined>> = { ...experiment, ...experiment.model };
  const named = OPTION_NAMES.flatMap((name) => {
    const choice = all[name];
    return choice === undefined ? [] : [[name, choice] as const];
  });
  return Object.fromEntries(named);
}

/** Where in the file an option stands, from the top. */
export function placeOf(name: OptionName): readonly string[] {
  return optionRow(name).part === 'model' ? ['model', name] : [name];
}
