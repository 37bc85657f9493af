/**
 * Draws lines that all differ, so that what is held out was never learned.
 */
import { UserError } from '../files/userError';
import { wholeNumber } from '../numbers/formats';
import type { RandomNumbers } from '../numbers/randomNumbers';
import type { TaskSizes } from './task';

/** Draws in vain, one after another, after which there are probably no more to find. */
const MOST_IN_VAIN = 10_000;

/** How lines are drawn. */
export interface LineDraw {
  /** What people call so many of them, as in “additions of 3 digits”. */
  readonly what: string;
  readonly next: RandomNumbers;
  readonly line: (next: RandomNumbers) => string;
}

/**
 * Lines to learn and lines held out, no two alike.
 *
 * @throws UserError when there are not so many
 */
export function distinctLines(
  { examples, heldOut }: Pick<TaskSizes, 'examples' | 'heldOut'>,
  draw: LineDraw,
): { readonly learned: readonly string[]; readonly heldOut: readonly string[] } {
  const found = drawDistinct(examples + heldOut, draw, new Set());
  // The first ones are held out, so that more to learn does not change what is asked.
  return { learned: found.slice(heldOut), heldOut: found.slice(0, heldOut) };
}

/**
 * So many lines, no two alike, and none of those known.
 *
 * @throws UserError when there are not so many
 */
export function drawDistinct(
  count: number,
  { what, next, line }: LineDraw,
  known: ReadonlySet<string>,
): readonly string[] {
  const found = new Set<string>();
  let vain = 0;
  while (found.size < count) {
    const drawn = line(next);
    if (known.has(drawn) || found.has(drawn)) vain++;
    else {
      found.add(drawn);
      vain = 0;
    }
    if (vain > MOST_IN_VAIN)
      throw new UserError(
        `There are only about ${wholeNumber(found.size)} different ${what}, not ${wholeNumber(count)}. ` +
          'Ask for fewer (--examples, --held-out), or for larger ones (--size).',
      );
  }
  return [...found];
}
