/**
 * How a model is asked: what stands around a question, and where its answer ends.
 *
 * A model that was trained here reads `question ⁇` and closes its answer with another ⁇. Any other model goes on
 * with a text, so its question is written into a template, and the answer ends with the line.
 */
import { UserError } from '../files/userError';
import { MASK_TOKEN } from '../data/vocabulary';
import { endsAnswer } from './answerEnd';
import type { Tokens } from './tokens/tokens';

/** See the header. */
export interface Asking {
  /** The tokens that a model reads before it answers. */
  readonly prompt: (question: string) => readonly number[];
  /** Whether a token ends the answer, and is no part of it. */
  readonly ends: (token: number) => boolean;
  /** Turns the answer's tokens into text. */
  readonly answer: (tokens: readonly number[]) => string;
}

/** The template of an open model where none is given. */
export const DEFAULT_TEMPLATE = 'Q: {question}\nA:';

const PLACE = '{question}';

/** Asks a model that was trained on questions here. */
export function askingByMask(tokens: Tokens): Asking {
  return {
    prompt: (question) => [...tokens.encode(question), MASK_TOKEN],
    ends: endsAnswer,
    answer: (answer) => tokens.decode(answer),
  };
}

/**
 * Asks a model that goes on with a text.
 *
 * @param template Holds `{question}`; `\n` in it is a line end.
 * @param ends Tokens that end any text.
 * @throws UserError when the template has no place for the question.
 */
export function askingByTemplate(tokens: Tokens, template: string, ends: ReadonlySet<number>): Asking {
  if (!template.includes(PLACE)) {
    throw new UserError(
      `The template '${template}' has no place for the question. Write {question} where it goes.`,
    );
  }
  const [before = '', ...after] = template.replaceAll('\\n', '\n').split(PLACE);
  return {
    prompt: (question) => tokens.encode(before + question + after.join(question)),
    ends: (token) => ends.has(token) || tokens.decode([token]).includes('\n'),
    answer: (answer) => tokens.decode(answer).trim(),
  };
}
