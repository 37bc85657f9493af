/**
 * `attention-lab runs`: all runs of a folder as a table.
 */
import { stat } from 'node:fs/promises';
import { type Cell, csvText } from '../charts/csv';
import { alignedLines } from '../charts/table';
import { UserError } from '../files/userError';
import {
  NEWEST_FIRST,
  RUN_COLUMNS,
  type RunColumn,
  type RunRow,
  cellInWords,
  inOrder,
  rowsOfRuns,
  tellingColumns,
  withWords,
} from '../runs/runColumns';
import { RunStore } from '../runs/runStore';
import { type Call, UsageError, type Verb } from './verb';

const COLUMN_NAMES = RUN_COLUMNS.map(({ id }) => id).join(', ');

/** Lists runs with their settings and figures. */
export const runs: Verb = {
  summary: 'the runs of a folder as a table: names, figures, and the settings in which they differ',
  positionals: '[FOLDER]',
  options: {
    all: { help: 'all settings, also those that are the same for all' },
    words: { value: 'TEXT', help: 'only runs that have these words in a name, note, state or setting' },
    sort: {
      value: 'COLUMN',
      help: `by this column, as it is printed or as one of ${COLUMN_NAMES} (default: what was begun last)`,
    },
    reverse: { help: 'the other way round' },
    csv: { help: 'comma-separated values, numbers in full' },
  },
  run: async (call) => {
    call.refuseBoth('csv', 'json');
    const rows = await wantedRows(call);
    const columns = call.has('all') ? RUN_COLUMNS : tellingColumns(rows);
    const places = columns.map((column) => RUN_COLUMNS.indexOf(column));
    const lines = rows.map(({ cells }) => places.map((place) => cells[place] ?? null));
    const names = columns.map(({ id }) => id);
    if (call.has('csv')) process.stdout.write(csvText(names, lines));
    else if (!call.json) printed(columns, lines).forEach(call.say);
    return rows.map(({ path }, at) => ({
      path,
      ...Object.fromEntries(names.map((name, index) => [name, lines[at]?.[index] ?? null])),
    }));
  },
};

async function wantedRows(call: Call): Promise<readonly RunRow[]> {
  const [folder = 'runs', ...more] = call.positionals;
  if (more.length > 0) throw new UsageError('Name one folder.');
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UserError(`${folder} is no folder. Name the one that holds the runs.`);
  }
  const { id: by } = columnCalled(call.text('sort') ?? NEWEST_FIRST.by);
  const store = new RunStore(() => [folder]);
  await store.refresh();
  const rows = withWords(rowsOfRuns(store.runs), call.text('words') ?? '');
  return inOrder(rows, { by, turned: call.has('reverse') });
}

/** The column of a name, or of what is printed above it. */
function columnCalled(name: string): RunColumn {
  const column = RUN_COLUMNS.find(({ id, title }) => id === name || title === name);
  if (column) return column;
  throw new UsageError(`There is no column '${name}'. There are ${COLUMN_NAMES}.`);
}

/** Words to the left, numbers to the right. */
function printed(columns: readonly RunColumn[], lines: readonly (readonly Cell[])[]): readonly string[] {
  const texts = lines.map((line) => columns.map((one, at) => cellInWords(line[at], one)));
  const left = columns.map((_, at) => lines.some((line) => typeof line[at] === 'string'));
  return alignedLines([columns.map(({ title }) => title), ...texts], left);
}
