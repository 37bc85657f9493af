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
  runColumn,
  tellingColumns,
  withWords,
} from '../runs/runColumns';
import { RunStore } from '../runs/runStore';
import { type Call, UsageError, type Verb } from './verb';

/** Lists runs with their settings and figures. */
export const runs: Verb = {
  summary: 'the runs of a folder as a table: names, figures, and the settings in which they differ',
  positionals: '[FOLDER]',
  options: {
    all: { help: 'all settings, also those that are the same for all' },
    words: { value: 'TEXT', help: 'only runs that have these words in a name, note, state or setting' },
    sort: { value: 'COLUMN', help: 'by this column, such as loss; by what was begun last when left out' },
    reverse: { help: 'the other way round' },
    csv: { help: 'comma-separated values, numbers in full' },
  },
  run: async (call) => {
    const rows = await wantedRows(call);
    const columns = call.has('all') ? RUN_COLUMNS : tellingColumns(rows);
    const places = columns.map((column) => RUN_COLUMNS.indexOf(column));
    const lines = rows.map(({ cells }) => places.map((place) => cells[place] ?? null));
    const names = columns.map(({ id }) => id);
    if (call.has('csv') && !call.json) process.stdout.write(csvText(names, lines));
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
  const by = call.text('sort') ?? NEWEST_FIRST.by;
  if (!runColumn(by)) {
    throw new UsageError(
      `There is no column '${by}'. There are ${RUN_COLUMNS.map(({ id }) => id).join(', ')}.`,
    );
  }
  const store = new RunStore(() => [folder]);
  await store.refresh();
  const rows = withWords(rowsOfRuns(store.runs), call.text('words') ?? '');
  return inOrder(rows, { by, turned: call.has('reverse') });
}

/** Words to the left, numbers to the right. */
function printed(columns: readonly RunColumn[], lines: readonly (readonly Cell[])[]): readonly string[] {
  const texts = lines.map((line) => columns.map((one, at) => cellInWords(line[at], one)));
  const left = columns.map((_, at) => lines.some((line) => typeof line[at] === 'string'));
  return alignedLines([columns.map(({ title }) => title), ...texts], left);
}
