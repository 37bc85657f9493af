/**
 * The options with which the verbs open a model that is no run.
 */
import type { OpenOptions } from '../model/openOptions';
import type { Call, OptionSpecs } from './verb';

/** Beside `--run`. */
export const OPEN_OPTIONS: OptionSpecs = {
  run: { value: 'RUN', help: 'a run, a Hugging Face model folder, or an assignment’s .params file' },
  template: { value: 'TEXT', help: 'how questions are put to an open model (default: Q: {question}\\nA:)' },
  corpus: { value: 'FILE', help: 'an assignment’s corpus (default: the text file beside it)' },
  'heads-each': { value: 'N', help: 'an assignment’s heads in a block (default: as its file says, else 8)' },
};

/** What was said of how to open it. */
export function openOptionsOf(call: Call): OpenOptions {
  const [template, corpus, heads] = [
    call.text('template'),
    call.text('corpus'),
    call.integer('heads-each', 1),
  ];
  return {
    ...(template === undefined ? {} : { template }),
    ...(corpus === undefined ? {} : { corpus }),
    ...(heads === undefined ? {} : { heads }),
  };
}
