/**
 * Text as whole numbers, whatever the numbers stand for. The characters that models are trained on here
 * (`data/vocabulary.ts`) are the special case in which each token is one character.
 */

import type { BytePair } from './bytePairTraining';

/** A fixed set of tokens. */
export interface Tokens {
  /** How many there are; the numbers run from 0. */
  readonly size: number;
  /**
   * A text's tokens, with those that the tokenizer itself puts around a text.
   *
   * @param unknown Stands for each character that is in no token; they are left out when it is not given.
   */
  readonly encode: (text: string, unknown?: number) => number[];
  /** The tokens of a text that goes on with another: nothing is put around it. */
  readonly encodeRest: (text: string, unknown?: number) => number[];
  /** The text of tokens; numbers outside of the set are left out. */
  readonly decode: (tokens: Iterable<number>) => string;
  /** One token as it is shown: spaces at its ends as `␣`, a part of a character by its bytes, `<0xE2>`. */
  readonly label: (token: number) => string;
  /** Whether every text is read with a space before it. */
  readonly spaceBefore?: boolean;
  /** What stands in a text but in no token, each once. */
  readonly unknown: (text: string) => readonly string[];
}

/** What a checkpoint says of its tokens. */
export interface VocabularyData {
  /** Their names by number, [0] being the padding and [1] the mask; characters are their own names. */
  readonly characters: readonly string[];
  /** The pairs of bytes that were learned, in their order; left out where the tokens are characters. */
  readonly merges?: readonly BytePair[] | undefined;
}

/** Tokens that a model can be trained with. */
export interface TrainedTokens extends Tokens, VocabularyData {
  /** What a person calls them. */
  readonly unit: 'characters' | 'tokens';
  /** UTF-16 units of running text that a token stands for, about. */
  readonly unitsPerToken: number;
}

/** A token as it stands in a text that is shown; one that is no text by itself, by its label. */
export function tokenText(tokens: Tokens, token: number): string {
  const text = tokens.decode([token]);
  return text === '' || text.includes('\uFFFD') ? tokens.label(token) : text;
}

/** The text of tokens that were said by themselves, as an answer is: without the space that every text begins with. */
export function wholeText(tokens: Tokens, said: readonly number[]): string {
  const text = readableTokens(tokens, said);
  return tokens.spaceBefore === true && text.startsWith(' ') ? text.slice(1) : text;
}

/** A character has at most four bytes, and each may be a token. */
const LONGEST_CHARACTER = [1, 2, 3, 4];

/** What tokens say together: whole characters as they are, the bytes of broken ones by their labels. */
export function readableTokens(tokens: Tokens, said: readonly number[]): string {
  const whole = tokens.decode(said);
  if (!whole.includes('\uFFFD')) return whole;
  let shown = '';
  for (let at = 0; at < said.length;) {
    const next = (count: number) => tokens.decode(said.slice(at, at + count));
    const count = LONGEST_CHARACTER.find((most) => !next(most).includes('\uFFFD'));
    shown += count === undefined ? tokens.label(said[at] ?? 0) : next(count);
    at += count ?? 1;
  }
  return shown;
}
