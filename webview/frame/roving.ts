/**
 * Where the arrow keys lead in rows of things of which one has the focus (ARIA’s “roving tabindex”).
 */

/** A thing’s place, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

const MOVES: Readonly<Record<string, Place>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  Home: { row: 0, column: -Infinity },
  End: { row: 0, column: Infinity },
};

/**
 * The place that a key leads to; nothing leads beyond the edge. Undefined for keys that do not move.
 *
 * @param lengths How many things each row has; shorter rows are met at their ends.
 */
export function movedPlace(lengths: readonly number[], from: Place, key: string): Place | undefined {
  const move = MOVES[key];
  if (!move) return undefined;
  const row = clamped(from.row + move.row, lengths.length);
  return { row, column: clamped(from.column + move.column, lengths[row] ?? 0) };
}

function clamped(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}
