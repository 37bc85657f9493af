/**
 * Characters as whole numbers. Index 0 is the padding □, index 1 the mask ⁇; the rest are the corpus's
 * characters and printable ASCII, in the order of their code points.
 */
import { UserError } from '../files/userError';
import { readableText } from './readableText';
import type { TrainedTokens } from './tokens/tokens';

/** Fills rows up to a common length; the loss ignores it. */
export const PADDING = '□';
/** Marks what was cut out and where the answer goes. */
export const MASK = '⁇';

/** The index of {@link PADDING}. */
export const PADDING_TOKEN = 0;
/** The index of {@link MASK}. */
export const MASK_TOKEN = 1;

/** Printable ASCII, always known: a corpus may lack the question mark that a question will end with. */
const COMMON = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index));

/** More characters than this are not a text to learn letter by letter. */
const MOST_CHARACTERS = 20_000;

/** A fixed set of characters and their numbers. */
export class Vocabulary implements TrainedTokens {
  readonly unit = 'characters';
  readonly unitsPerToken = 1;
  private readonly tokens: ReadonlyMap<string, number>;

  /** @param characters All characters, [0] being the padding and [1] the mask. */
  constructor(readonly characters: readonly string[]) {
    this.tokens = new Map(characters.map((character, token) => [character, token]));
  }

  /** The vocabulary of some lines of text. Throws a UserError when they hold no or too many characters. */
  static of(lines: Iterable<string>): Vocabulary {
    const found = new Set<string>();
    for (const line of lines) for (const character of line) found.add(character);
    found.delete(PADDING);
    found.delete(MASK);
    const own = found.size;
    if (own === 0) throw new UserError('The corpus holds no characters. Put one document on each line.');
    if (own > MOST_CHARACTERS) {
      throw new UserError(
        `The corpus holds ${own} different characters; at most ${MOST_CHARACTERS} can be learned.`,
      );
    }
    for (const character of COMMON) found.add(character);
    const sorted = [...found].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
    return new Vocabulary([PADDING, MASK, ...sorted]);
  }

  /** How many characters there are, with padding and mask. */
  get size(): number {
    return this.characters.length;
  }

  /**
   * Tokens of a text; characters that are not in the vocabulary are left out.
   *
   * @param unknown Stands in the place of such a character instead.
   */
  encode(text: string, unknown?: number): number[] {
    const encoded: number[] = [];
    for (const character of text) {
      const token = this.tokens.get(character) ?? unknown;
      if (token !== undefined) encoded.push(token);
    }
    return encoded;
  }

  /** The same: nothing stands around a text of characters. */
  encodeRest(text: string, unknown?: number): number[] {
    return this.encode(text, unknown);
  }

  /** The text of tokens; numbers outside of the vocabulary are left out. */
  decode(tokens: Iterable<number>): string {
    let text = '';
    for (const token of tokens) text += this.characters[token] ?? '';
    return text;
  }

  /** One character as it is shown in labels. */
  label(token: number): string {
    return readableText(this.characters[token] ?? '');
  }

  /** The characters of a text that are not in the vocabulary, each once. */
  unknown(text: string): readonly string[] {
    return [...new Set(text)].filter((character) => !this.tokens.has(character));
  }
}
