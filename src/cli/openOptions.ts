/**
 * The options with which the verbs open a model that is no run, and which models follow which of them.
 */
import type { ModelKind } from '../model/openAny';
import type { OpenOptions } from '../model/openOptions';
import { type Call, type OptionSpecs, UsageError } from './verb';

/** Beside `--run`. */
export const OPEN_OPTIONS = {
  run: {
    value: 'RUN',
    required: true,
    help: 'a run, a Hugging Face model folder, or an assignment’s .params file',
  },
  template: { value: 'TEXT', help: 'how questions are put to an open model (default: Q: {question}\\nA:)' },
  corpus: { value: 'FILE', help: 'an assignment’s corpus (default: the text file beside it)' },
  'heads-each': { value: 'N', help: 'an assignment’s heads in a block (default: as its file says, else 8)' },
} satisfies OptionSpecs;

/** Options that not every kind of model follows, with the kinds that do. */
export type FollowedBy = Readonly<Record<string, readonly ModelKind[]>>;

/** What most verbs do with them. */
export const FOLLOWED_BY = {
  template: ['run', 'huggingFace', 'checkpoint'],
  corpus: ['assignment'],
  'heads-each': ['assignment'],
  step: ['run'],
} as const satisfies FollowedBy;

const IN_WORDS: Readonly<Record<ModelKind, string>> = {
  run: 'a run',
  huggingFace: 'a Hugging Face folder',
  checkpoint: 'a checkpoint file',
  assignment: 'an assignment',
};

/** Throws a UsageError for the first option that the model of `--run` would ignore. */
export function refuseIgnored(call: Call, kind: ModelKind, followedBy: FollowedBy = FOLLOWED_BY): void {
  for (const [option, kinds] of Object.entries(followedBy)) {
    if (!call.given(option) || kinds.includes(kind)) continue;
    const wanted = kinds.map((one) => IN_WORDS[one]).join(' or ');
    const is = `${call.required('run')} is ${IN_WORDS[kind]}`;
    throw new UsageError(`--${option} is for ${wanted}, and ${is}: leave it out.`);
  }
}

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
