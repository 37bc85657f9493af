/**
 * Comma-separated values, for spreadsheets and data frames: the one writer of them.
 */
import { csvFormatRows } from 'd3-dsv';

/** What stands in a cell; null where a number is not defined, which leaves it empty. */
export type Cell = string | number | null;

/**
 * Rows as a file’s content (RFC 4180, lines ended by LF), the names of the columns first. Numbers stand in full.
 *
 * A spreadsheet takes a text that begins with = + - @, a tab or a carriage return for a formula, and would run
 * what somebody wrote into a corpus. Such a text gets an apostrophe in front (OWASP, “CSV injection”); a number,
 * also one that is written as text, is left as it is.
 */
export function csvText(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [names, ...rows].map((row) => row.map((cell) => cellSource(cell)));
  return `${csvFormatRows(lines)}\n`;
}

function cellSource(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  return /^[=+\-@\t\r]/.test(cell) && !isNumber(cell) ? `'${cell}` : cell;
}

function isNumber(text: string): boolean {
  return /^[+-]?\d/.test(text) && Number.isFinite(Number(text));
}
