/**
 * Which answers are listed, and in which order.
 */
import type { TrustLine } from '../../src/answers/trust';
import type { Verdict } from '../../src/answers/verdicts';

/** What answers can be sorted by. */
export type TrustColumn = 'line' | 'verdict' | 'question' | 'answer' | 'truth' | 'probability';

/** A column and a direction. */
export interface TrustOrder {
  readonly by: TrustColumn;
  readonly descending: boolean;
}

/** Which answers are wanted. */
export interface TrustFilter {
  /** All verdicts when undefined. */
  readonly verdict: Verdict | undefined;
  /** What question, answer or right answer must hold, whatever the case; everything when empty. */
  readonly search: string;
}

/** The order after a click on a column: the same once more turns round; probabilities begin with the surest. */
export function nextOrder({ by, descending }: TrustOrder, column: TrustColumn): TrustOrder {
  return { by: column, descending: by === column ? !descending : column === 'probability' };
}

/** The answers that are wanted. */
export function matchingLines(
  lines: readonly TrustLine[],
  { verdict, search }: TrustFilter,
): readonly TrustLine[] {
  const wanted = search.trim().toLocaleLowerCase();
  return lines.filter((line) => {
    if (verdict !== undefined && line.verdict !== verdict) return false;
    return [line.question, line.answer, line.truth ?? ''].some((words) =>
      words.toLocaleLowerCase().includes(wanted),
    );
  });
}

/** The answers in an order; equal ones as they stand in the file. */
export function sortedLines(
  lines: readonly TrustLine[],
  { by, descending }: TrustOrder,
): readonly TrustLine[] {
  const sign = descending ? -1 : 1;
  return [...lines].sort((one, other) => sign * compared(one, other, by) || one.line - other.line);
}

function compared(one: TrustLine, other: TrustLine, by: TrustColumn): number {
  const [first, second] = [one[by] ?? '', other[by] ?? ''];
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  return String(first).localeCompare(String(second));
}
