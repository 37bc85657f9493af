/**
 * The options of experiments: typed for services, read from the command line and written for child
 * processes by one table each. It loads no engine, so that the editor's process may use it.
 */
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { type OptionsOf, toArguments } from '../training/optionTable';
import { MODEL_OPTIONS, TRAINING_OPTIONS } from '../training/options';
import { PRESETS } from '../training/presets';
import { SLURM_OPTIONS } from './slurm/slurmOptions';

/** Made-up people of a study: so many that all of it takes less than four minutes on two slow cores. */
export const STUDY_PEOPLE = 128;

/** Options of `study`. */
export const STUDY_OPTIONS = {
  data: {
    kind: 'text',
    value: 'DIR',
    help: 'a corpus (.txt) and questions (train and dev .tsv); made-up people without it',
  },
  out: { kind: 'text', value: 'DIR', help: 'where runs and report go (default: runs/study)' },
  preset: { ...TRAINING_OPTIONS.preset, help: `${PRESETS.join(', ')} (default: quick)` },
  variants: {
    kind: 'text',
    value: 'V,…',
    help: 'which to pretrain (default: vanilla,rope,perceiver; rope on made-up people)',
  },
  device: TRAINING_OPTIONS.device,
  seed: { ...TRAINING_OPTIONS.seed, help: 'repeats the study exactly (default: 1)' },
  steps: { ...TRAINING_OPTIONS.steps, help: 'pretraining steps (default: the preset’s)' },
  people: {
    kind: 'integer',
    least: 20,
    value: 'N',
    help: `made-up people (default: ${STUDY_PEOPLE})`,
  },
  prompts: {
    kind: 'switch',
    help: 'pretraining also asks documents about themselves, in the wording of the questions',
  },
  holdRate: TRAINING_OPTIONS.holdRate,
} as const;

/** What a study needs to know. */
export type StudyOptions = OptionsOf<typeof STUDY_OPTIONS>;

/** The arguments of a child process that runs a study. */
export function studyArguments(options: StudyOptions): readonly string[] {
  return ['study', ...toArguments(STUDY_OPTIONS, options)];
}

/** Options of `augment`. */
export const AUGMENT_OPTIONS = {
  out: { kind: 'text', value: 'DIR', help: 'where texts, runs and report go (default: runs/augment)' },
  people: {
    kind: 'integer',
    least: 20,
    value: 'N',
    help: `made-up people (default: ${DEFAULT_BIOGRAPHIES.people})`,
  },
  tellings: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: `how often each life is told (default: ${DEFAULT_BIOGRAPHIES.tellings})`,
  },
  preset: { ...TRAINING_OPTIONS.preset, help: `${PRESETS.join(', ')} (default: quick)` },
  variant: { ...MODEL_OPTIONS.variant, help: 'the attention (default: rope)' },
  steps: {
    ...TRAINING_OPTIONS.steps,
    help: 'pretraining steps, the same for all eight (default: 30 epochs)',
  },
  device: TRAINING_OPTIONS.device,
  seed: { ...TRAINING_OPTIONS.seed, help: 'repeats the experiment exactly (default: 1)' },
} as const;

/** What the experiment needs to know. */
export type AugmentOptions = OptionsOf<typeof AUGMENT_OPTIONS>;

/** Options of `experiment`. */
export const EXPERIMENT_OPTIONS = {
  file: { kind: 'text', value: 'FILE', help: 'the experiment; the copy in --out when left out' },
  out: { kind: 'text', required: true, value: 'DIR', help: 'where runs and report go' },
  on: { kind: 'choice', words: ['local', 'slurm'], value: 'WHERE', help: 'local (default) or slurm' },
  atOnce: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'tasks at work at the same time (default: as many as fit; on Slurm, all)',
  },
  plan: { kind: 'switch', help: 'only say what it would take' },
  status: { kind: 'switch', help: 'only say how far it is' },
  cancel: { kind: 'text', value: 'TASKS', help: 'on Slurm: end tasks, `all` or numbers as in 0,3-5' },
  retry: { kind: 'switch', help: 'on Slurm: hand in again what has not come to its end' },
  task: {
    kind: 'integer',
    least: 0,
    value: 'N',
    help: 'run this task only, from 0: so each is started, here and on Slurm',
  },
  ...SLURM_OPTIONS,
} as const;

/** What an experiment needs to know besides its file. */
export type ExperimentOptions = OptionsOf<typeof EXPERIMENT_OPTIONS>;

/** The arguments of a child process that runs an experiment. */
export function experimentArguments(options: ExperimentOptions): readonly string[] {
  return ['experiment', ...toArguments(EXPERIMENT_OPTIONS, options)];
}
