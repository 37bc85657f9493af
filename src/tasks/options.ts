/**
 * The options of `dataset`. They load no engine, so that the editor's process may use them.
 */
import { type OptionsOf, toArguments } from '../training/optionTable';
import { TASK_NAMES } from './task';

/** Options of `dataset`. */
export const DATASET_OPTIONS = {
  task: { kind: 'choice', required: true, words: TASK_NAMES, value: 'T', help: TASK_NAMES.join(', ') },
  out: { kind: 'text', required: true, value: 'DIR', help: 'where the files go' },
  size: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'digits, pairs, brackets, remainders, states or people (default: the task’s)',
  },
  examples: { kind: 'integer', least: 1, value: 'N', help: 'lines to learn from (default: the task’s)' },
  heldOut: { kind: 'integer', least: 1, value: 'N', help: 'lines that are only asked (default: the task’s)' },
  text: { kind: 'text', value: 'FILE', help: 'task text: the text, of which the last tenth is held out' },
  seed: { kind: 'integer', least: 0, value: 'N', help: 'makes the same data again (default: 1)' },
} as const;

/** What a data set needs to know. */
export type DatasetOptions = OptionsOf<typeof DATASET_OPTIONS>;

/** Options of `check-task`. */
export const CHECK_TASK_OPTIONS = {
  run: { kind: 'text', required: true, value: 'RUN', help: 'the run that has learned the task' },
  against: {
    kind: 'text',
    value: 'JSON',
    help: 'a report of somebody else: measures again, says what differs, and writes nothing',
  },
  out: { kind: 'text', value: 'DIR', help: 'where check.html and check.json go (default: the run’s folder)' },
  device: { kind: 'text', value: 'D', help: 'an id that `devices` lists (default: the processor)' },
} as const;

/** What a check needs to know besides the folder of the data. */
type CheckTaskOptions = OptionsOf<typeof CHECK_TASK_OPTIONS>;

/** The arguments of a child process that checks a run. */
export function checkTaskArguments(folder: string, options: CheckTaskOptions): readonly string[] {
  return ['check-task', ...toArguments(CHECK_TASK_OPTIONS, options), '--json', '--', folder];
}
