/**
 * What keys do in a chart that has the focus: they lead a cursor along its points, and zoom about it.
 */
import type { Extent } from './linkedAxis';

/** What the keys do, for screen readers. */
export const KEYS_IN_WORDS =
  'Arrow keys read its values, with Shift in greater steps; plus and minus zoom, zero shows the whole.';

/** Shares of the rows that are shown by which the cursor moves. */
const MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -1 / 100,
  ArrowRight: 1 / 100,
  PageUp: -1 / 10,
  PageDown: 1 / 10,
  Home: -Infinity,
  End: Infinity,
};

/** With Shift. */
const GREATER = 10;

/** The first and the last row that are shown. */
export type Rows = readonly [first: number, last: number];

/**
 * The row that a key leads the cursor to; undefined for keys that do not move it.
 *
 * @param from Where the cursor stands; undefined where it is not shown: it comes in at the end.
 */
export function movedRow(
  [first, last]: Rows,
  from: number | undefined,
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
): number | undefined {
  const share = MOVES[key];
  if (share === undefined || last < first) return undefined;
  const rows = Math.abs(share) * (shiftKey ? GREATER : 1) * (last - first);
  const to = (from ?? (share < 0 ? last + 1 : first - 1)) + Math.sign(share) * Math.max(1, Math.round(rows));
  return Math.max(first, Math.min(last, to));
}

/** How much of what is shown a key leaves. */
const ZOOMS: Readonly<Record<string, number>> = { '+': 1 / 2, '=': 1 / 2, '-': 2, _: 2, '0': Infinity };

/** What a key zooms to: `whole` once nothing is left out; undefined for keys that do not zoom. */
export function zoomedTo(
  [from, to]: Extent,
  whole: Extent,
  { about, log, key }: { readonly about: number; readonly log: boolean; readonly key: string },
): Extent | undefined {
  const factor = ZOOMS[key];
  if (factor === undefined) return undefined;
  const [there, back] = log ? [Math.log, Math.exp] : [Number, Number];
  const [least, most] = [there(whole[0]), there(whole[1])];
  const [low, middle, high] = [there(from), there(about), there(to)];
  const start = middle - factor * (middle - low);
  const end = middle + factor * (high - middle);
  if (!(start > least || end < most)) return whole;
  return [start > least ? back(start) : whole[0], end < most ? back(end) : whole[1]];
}
