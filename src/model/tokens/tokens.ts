/**
 * Text as whole numbers, whatever the numbers stand for. The characters that models are trained on here
 * (`data/vocabulary.ts`) are the special case in which each token is one character.
 */

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
  /** What stands in a text but in no token, each once. */
  readonly unknown: (text: string) => readonly string[];
}

/** A token as it stands in a text that is shown; one that is no text by itself, by its label. */
export function tokenText(tokens: Tokens, token: number): string {
  const text = tokens.decode([token]);
  return text === '' || text.includes('\uFFFD') ? tokens.label(token) : text;
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
