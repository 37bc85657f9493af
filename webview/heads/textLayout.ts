/**
 * Where each token of a text stands in lines of a given width. Words are kept together where they fit a line.
 */

/** A token's place, in pixels; rows count from 0. */
export interface TokenPlace {
  readonly x: number;
  readonly row: number;
  readonly width: number;
}

/**
 * The places of tokens of these widths.
 *
 * @param begins Whether a line may be broken before a token.
 */
export function textLayout(
  widths: readonly number[],
  begins: readonly boolean[],
  room: number,
): readonly TokenPlace[] {
  const places: TokenPlace[] = [];
  let [x, row] = [0, 0];
  widths.forEach((width, index) => {
    const needed = begins[index] === false ? width : wordWidth(widths, begins, index);
    // A word that is longer than a line is broken where it must be.
    if (x > 0 && x + (needed > room ? width : needed) > room) [x, row] = [0, row + 1];
    places.push({ x, row, width });
    x += width;
  });
  return places;
}

function wordWidth(widths: readonly number[], begins: readonly boolean[], from: number): number {
  let width = widths[from] ?? 0;
  for (let index = from + 1; index < widths.length && begins[index] === false; index++)
    width += widths[index] ?? 0;
  return width;
}
