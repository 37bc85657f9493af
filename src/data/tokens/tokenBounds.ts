/**
 * How tokens are asked for, and how many of byte pairs there may be. It loads nothing, so that the editor's process may use it.
 */

/** Padding, mask, and one for each byte. */
export const FEWEST_TOKENS = 258;

/** As many as a pair of them fits into one whole number, and as large models have. */
export const MOST_TOKENS = 65_536;

/** What asks for characters instead of byte pairs. */
export const CHARACTERS = 'characters';

/** How many tokens `bpe:N` asks for; undefined for other words, and for more or fewer than there may be. */
export function bytePairsAsked(tokens: string): number | undefined {
  const size = Number(/^bpe:(\d{1,6})$/.exec(tokens)?.[1]);
  return size >= FEWEST_TOKENS && size <= MOST_TOKENS ? size : undefined;
}
