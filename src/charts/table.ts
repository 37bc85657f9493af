/**
 * Tables of results: as text for people, and as CSV for other programs.
 */
import { fixed, signed } from '../numbers/formats';
import { type Cell, csvText } from './csv';

/** A column. */
export interface Column {
  readonly name: string;
  /** Decimals for people; text and whole numbers need none. CSV has all. */
  readonly decimals?: number;
  /** `signed` shows a + before what is above zero; `percent` shows 0.25 as 25. */
  readonly form?: 'signed' | 'percent' | 'signed percent';
}

/** Rows under named columns. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The table as lines of text, its columns aligned: words to the left, numbers to the right. */
export function tableLines({ columns, rows }: Table): readonly string[] {
  const texts = [
    columns.map(heading),
    ...rows.map((row) => columns.map((column, index) => cellText(row[index] ?? null, column))),
  ];
  return alignedLines(
    texts,
    columns.map((_, index) => rows.every((row) => typeof row[index] === 'string')),
  );
}

/** Rows of texts as lines, their columns aligned; to the left where `left` says so. */
export function alignedLines(
  texts: readonly (readonly string[])[],
  left: readonly boolean[],
): readonly string[] {
  const widths = left.map((_, index) => Math.max(...texts.map((row) => (row[index] ?? '').length)));
  return texts.map((row) =>
    row
      .map((text, index) =>
        left[index] ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** A column's name as people read it, with its unit. */
export function heading({ name, form }: Column): string {
  return form?.endsWith('percent') === true ? `${name} %` : name;
}

/** One cell as people read it; – where nothing is defined. */
export function cellText(cell: Cell, { decimals = 0, form }: Column): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  const value = form?.endsWith('percent') === true ? 100 * cell : cell;
  return form?.startsWith('signed') === true ? signed(value, decimals) : fixed(value, decimals);
}

/** The table as comma-separated values, numbers in full. */
export function tableCsv({ columns, rows }: Table): string {
  return csvText(
    columns.map(({ name }) => name),
    rows,
  );
}
