/**
 * How a model is asked: what stands around a question, and where its answer ends.
 *
 * A model that was trained here reads `question ⁇` and closes its answer with another ⁇. Any other model goes on
 * with a text, so its question is written into a template, and the answer ends with the line.
 */
import { UserError } from '../files/userError';
import { MASK, MASK_TOKEN, PADDING_TOKEN } from '../data/vocabulary';
import { endsAnswer } from './answerEnd';
import { PLACE } from './template';
import { type Tokens, readableTokens, wholeText } from '../data/tokens/tokens';

/** A model’s way of being asked: from a question to the tokens that it reads, and from its tokens to an answer. */
export interface Asking {
  /** The tokens that a model reads before it answers; the last of them is the one that asks. */
  readonly prompt: (question: string) => readonly number[];
  /** What stands before the question, as text. */
  readonly before: string;
  /** The tokens of an answer behind a prompt. */
  readonly answerTokens: (answer: string) => readonly number[];
  /** Whether a token ends the answer, and is no part of it. */
  readonly ends: (token: number) => boolean;
  /** The token that ends an answer which is given as the right one. */
  readonly close: number;
  /** Turns the answer's tokens into text. */
  readonly answer: (tokens: readonly number[]) => string;
  /** The token that asks wherever it stands in a text, if there is one of its own. */
  readonly mark: number | undefined;
  /** Stands among targets for what does not count. */
  readonly ignored: number;
}

/** What ends an answer, and what does not count. */
export type AnswerRule = Pick<Asking, 'ends' | 'ignored'>;

/** The rule of models that were trained on questions here. */
export const OWN_ANSWERS: AnswerRule = { ends: endsAnswer, ignored: PADDING_TOKEN };

/** No token: most open models use 0 for one. */
const NO_TOKEN = -1;

/** Asks a model that was trained on questions here. */
export function askingByMask(tokens: Tokens): Asking {
  return {
    prompt: (question) => [...tokens.encode(question), MASK_TOKEN],
    before: '',
    // An answer with a character that the model does not know can never be given: padding stands in its place.
    answerTokens: (answer) => tokens.encodeRest(answer, PADDING_TOKEN),
    ...OWN_ANSWERS,
    close: MASK_TOKEN,
    answer: (answer) => wholeText(tokens, answer),
    mark: MASK_TOKEN,
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
  const behind = after.at(-1) ?? '';
  // Behind `A:` an answer begins with a space; behind a space, a line end or the mask of a model of ours it does not.
  const joint = /\s$/.test(behind) || behind.endsWith(MASK) ? '' : ' ';
  const [lineEnd] = tokens.encodeRest('\n');
  const closed = (token: number) => ends.has(token) || tokens.decode([token]).includes('\n');
  return {
    prompt: (question) => tokens.encode(before + question + after.join(question)),
    before,
    answerTokens: (answer) => tokens.encodeRest(joint + answer),
    ends: closed,
    close: lineEnd !== undefined && closed(lineEnd) ? lineEnd : ([...ends][0] ?? NO_TOKEN),
    answer: (answer) => readableTokens(tokens, answer).trim(),
    mark: undefined,
    ignored: NO_TOKEN,
  };
}
