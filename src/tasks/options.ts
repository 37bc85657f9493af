/**
 * The options of `dataset`. They load no engine, so that the editor's process may use them.
 */
import type { OptionsOf } from '../training/optionTable';
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
