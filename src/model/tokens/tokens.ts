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
