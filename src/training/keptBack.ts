/**
 * How many questions finetuning keeps back, to be asked but never learned, where no file of them is named.
 */

/** More take longer than they tell. */
export const MOST_HELD_OUT = 100;

/** A fifth of the questions; of fewer than a hundred so many that a share of them says something. */
const SHARE = 0.2;
const FEWEST = 20;

/** How many of `count` questions are kept back; never more than half. */
export function keptBack(count: number): number {
  const enough = Math.max(Math.floor(SHARE * count), FEWEST);
  return Math.min(enough, MOST_HELD_OUT, Math.floor(count / 2));
}
