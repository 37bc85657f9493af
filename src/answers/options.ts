/**
 * The options of questions to trained models: typed for services, read from the command line and written for
 * child processes by one table each. It loads no engine, so that the editor's process may use it.
 */
import { type OptionsOf, toArguments } from '../training/optionTable';

/** Options of `evaluate`. */
export const EVALUATE_OPTIONS = {
  run: {
    kind: 'text',
    required: true,
    value: 'RUN',
    help: 'a run, a Hugging Face model folder, or an assignment’s .params file',
  },
  questions: { kind: 'text', required: true, value: 'TSV', help: 'questions, with answers to score them' },
  template: {
    kind: 'text',
    value: 'TEXT',
    help: 'how questions are put to an open model (default: Q: {question}\\nA:)',
  },
  tokens: {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'an open model: the most tokens of an answer (default: 32)',
  },
  'heads-each': {
    kind: 'integer',
    least: 1,
    value: 'N',
    help: 'an assignment’s heads in a block (default: as its file says, else 8)',
  },
  predictions: {
    kind: 'text',
    value: 'FILE',
    help: 'where to write the answers (default: in the run folder, if it is one)',
  },
  corpus: {
    kind: 'text',
    value: 'FILE',
    help: 'the text, for the ceiling (default: the run’s own), or an assignment’s',
  },
  device: { kind: 'text', value: 'D', help: 'where to compute (default: onnx-cpu)' },
} as const;

/** What an evaluation needs to know. */
export type EvaluateOptions = OptionsOf<typeof EVALUATE_OPTIONS>;

/** The arguments of a child process that evaluates and prints JSON. */
export function evaluateArguments(options: EvaluateOptions): readonly string[] {
  return ['evaluate', ...toArguments(EVALUATE_OPTIONS, options), '--json'];
}

/** Names that are made up unless told otherwise: enough for a threshold at 95 %. */
export const INVENTIONS = 100;

/** Options of `trust`. */
export const TRUST_OPTIONS = {
  run: {
    kind: 'texts',
    required: true,
    value: 'RUN',
    help: 'the run whose model is asked; several --run are asked together (an ensemble)',
  },
  questions: {
    kind: 'text',
    required: true,
    value: 'TSV',
    help: 'questions, with answers where they are known',
  },
  corpus: { kind: 'text', value: 'FILE', help: 'the pretraining text (default: the run’s own)' },
  train: { kind: 'text', value: 'TSV', help: 'the training questions (default: the run’s own)' },
  compare: { kind: 'text', value: 'RUN', help: 'another run, to be compared on the same questions' },
  invented: {
    kind: 'text',
    value: 'TSV',
    help: 'questions about people who do not exist (default: made from the questions’ names)',
  },
  inventions: {
    kind: 'integer',
    least: 0,
    value: 'N',
    help: `how many names to make up (default: ${INVENTIONS})`,
  },
  out: {
    kind: 'text',
    value: 'FILE',
    help: 'where the report goes (default: in the first run’s folder)',
  },
  device: { kind: 'text', value: 'D', help: 'where to compute (default: onnx-cpu)' },
} as const;

/** What a trust report needs to know. */
export type TrustOptions = OptionsOf<typeof TRUST_OPTIONS>;

/** The arguments of a child process that reports on trust and prints JSON. */
export function trustArguments(options: TrustOptions): readonly string[] {
  return ['trust', ...toArguments(TRUST_OPTIONS, options), '--json'];
}
