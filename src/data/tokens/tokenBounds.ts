/**
 * How many tokens of byte pairs there may be. It loads nothing, so that the editor's process may use it.
 */

/** Padding, mask, and one for each byte. */
export const FEWEST_TOKENS = 258;

/** As many as a pair of them fits into one whole number, and as large models have. */
export const MOST_TOKENS = 65_536;
