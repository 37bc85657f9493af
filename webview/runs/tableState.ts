/**
 * What the table of runs shows, as a function of the runs and of what a person has chosen. It draws nothing.
 */
import * as v from 'valibot';
import {
  NEWEST_FIRST,
  RUN_COLUMNS,
  type RunColumn,
  type RunRow,
  cellInWords,
  inOrder,
  runColumn,
  tellingColumns,
  withWords,
} from '../../src/runs/runColumns';

const tableChoice = v.object({
  by: v.pipe(
    v.string(),
    v.check((id) => runColumn(id) !== undefined),
  ),
  turned: v.boolean(),
  words: v.string(),
  /** Whether all columns are shown, also those that are the same for all runs. */
  all: v.boolean(),
});

/** What a person has chosen; the page keeps it. */
export type TableChoice = Readonly<v.InferOutput<typeof tableChoice>>;

const FIRST_CHOICE: TableChoice = { ...NEWEST_FIRST, words: '', all: false };

/** What was kept, if it can be used. */
export function choiceFrom(kept: unknown): TableChoice {
  const result = v.safeParse(tableChoice, kept);
  return result.success ? result.output : FIRST_CHOICE;
}

/** A column, and how wide it is. */
interface ShownColumn {
  readonly column: RunColumn;
  /** Its place among the cells of a row. */
  readonly at: number;
  /** In characters. */
  readonly width: number;
  /** Whether it holds numbers alone. */
  readonly numeric: boolean;
}

/** Rows and columns as they are shown. */
export interface ShownTable {
  readonly columns: readonly ShownColumn[];
  readonly rows: readonly RunRow[];
}

/** Characters; longer texts are cut off, and whole when pointed at. */
const WIDEST = 32;

/** Room for the sign of the order. */
const SIGN = 2;

/** The table for a choice. Columns keep their widths while rows are filtered. */
export function shownTable(all: readonly RunRow[], choice: TableChoice): ShownTable {
  const columns = (choice.all ? RUN_COLUMNS : tellingColumns(all)).map((column) => {
    const at = RUN_COLUMNS.indexOf(column);
    const longest = all.reduce(
      (most, { cells }) => Math.max(most, cellInWords(cells[at], column).length),
      column.title.length + SIGN,
    );
    const numeric = !all.some(({ cells }) => typeof cells[at] === 'string');
    return { column, at, width: Math.min(longest, WIDEST), numeric };
  });
  return { columns, rows: inOrder(withWords(all, choice.words), choice) };
}

/** Rows beyond the edges that are drawn too, so that none is missing while one scrolls. */
const MARGIN = 12;

/** The first row to draw and the one after the last. */
export function drawnRows(
  top: number,
  height: number,
  rowHeight: number,
  count: number,
): readonly [first: number, end: number] {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - MARGIN);
  return [first, Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN)];
}
