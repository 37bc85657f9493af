/**
 * Tables of results: as text for people, and as CSV for other programs.
 */

/** What stands in a cell; null where a number is not defined. */
export type Cell = string | number | null;

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

/** The table as lines of text, its columns aligned: the first to the left, numbers to the right. */
export function tableLines({ columns, rows }: Table): readonly string[] {
  const texts = [
    columns.map(heading),
    ...rows.map((row) => columns.map((column, index) => cellText(row[index] ?? null, column))),
  ];
  const widths = columns.map((_, index) => Math.max(...texts.map((row) => (row[index] ?? '').length)));
  const left = columns.map((_, index) => rows.every((row) => typeof row[index] === 'string'));
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
  const value = form === 'percent' || form === 'signed percent' ? 100 * cell : cell;
  const text = value.toFixed(decimals);
  const isZero = Number(text) === 0;
  const size = isZero ? text.replace('-', '') : text;
  const signed = form === 'signed' || form === 'signed percent';
  return signed && !isZero && value > 0 ? `+${size}` : size.replace('-', '−');
}

/** The table as comma-separated values (RFC 4180), numbers in full. */
export function tableCsv({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => row.map((cell) => String(cell ?? ''))),
  ];
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
