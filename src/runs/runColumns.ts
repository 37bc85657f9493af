/**
 * Runs as rows of a table: each column declared once, for the view of runs, the table in the editor, the command
 * line and files. Cells are plain values; `cellInWords` says how people read them.
 */
import type { Cell } from '../charts/csv';
import { durationInWords, percent, threeDigits, wholeNumber } from '../numbers/formats';
import { type RunConfig, type RunStatus, asksQuestions } from './runConfig';
import type { RunSummary } from './runSummary';

/** A column. */
export interface RunColumn {
  /** As CSV and JSON name it. */
  readonly id: string;
  /** As people read it. */
  readonly title: string;
  /** What it tells of a run: what people say about it, what came of it, or how it was set up. */
  readonly kind: 'label' | 'figure' | 'setting';
  /** What people look for first stands first: the least, or the greatest. */
  readonly first: 'least' | 'greatest';
  /** How people read its numbers. */
  readonly words: (value: number) => string;
  /** The cell of a run; null where the run has none. */
  readonly of: (run: RunSummary) => Cell;
}

type Declaration = readonly [
  id: string,
  title: string,
  of: (run: RunSummary) => Cell | undefined,
  more?: Partial<Pick<RunColumn, 'first' | 'words'>>,
];

const WHOLE = { words: wholeNumber };
const MOST = { words: wholeNumber, first: 'greatest' } as const;

const ofStatus = (of: (status: RunStatus) => Cell | undefined) => (run: RunSummary) =>
  run.status && of(run.status);
const ofConfig = (of: (config: RunConfig) => Cell | undefined) => (run: RunSummary) => of(run.config);
const ofModel = (name: Exclude<keyof RunConfig['model'], 'variant'>) => ofConfig(({ model }) => model[name]);
const fileName = (path: string | undefined) => path?.split(/[\\/]/).findLast((part) => part !== '');

const LABELS: readonly Declaration[] = [
  ['starred', 'star', ({ label }) => (label?.starred === true ? 'starred' : null), { first: 'greatest' }],
  ['name', 'run', ({ name }) => name],
  ['note', 'note', ({ label }) => label?.note],
];

const FIGURES: readonly Declaration[] = [
  ['state', 'state', ({ state }) => state],
  ['step', 'step', ofStatus(({ step }) => step), MOST],
  [
    'exactMatch',
    'exact match',
    ({ config, status }) => (asksQuestions(config) ? status?.exactMatch : undefined),
    { words: percent, first: 'greatest' },
  ],
  [
    'spansRight',
    'spans right',
    ({ config, status }) => (asksQuestions(config) ? undefined : status?.exactMatch),
    { words: percent, first: 'greatest' },
  ],
  ['correct', 'right', ofStatus(({ correct }) => correct), MOST],
  ['asked', 'asked', ofStatus(({ asked }) => asked), MOST],
  ['loss', 'loss', ofStatus(({ loss }) => loss)],
  ['seconds', 'time', ofStatus(({ secondsElapsed }) => secondsElapsed), { words: durationInWords }],
];

const SETTINGS: readonly Declaration[] = [
  ['task', 'task', ofConfig(({ task }) => task)],
  ['variant', 'attention', ofConfig(({ model }) => fileName(model.variant))],
  ['preset', 'preset', ofConfig(({ preset }) => preset)],
  ['seed', 'seed', ofConfig(({ seed }) => seed), { words: String }],
  ['steps', 'steps', ofConfig(({ training }) => training.steps), WHOLE],
  ['learningRate', 'learning rate', ofConfig(({ training }) => training.optimizer.learningRate)],
  ['weightDecay', 'weight decay', ofConfig(({ training }) => training.optimizer.weightDecay)],
  ['dropout', 'dropout', ofModel('dropout')],
  ['layers', 'layers', ofModel('layers'), WHOLE],
  ['heads', 'heads', ofModel('heads'), WHOLE],
  ['width', 'width', ofModel('width'), WHOLE],
  ['contextLength', 'context', ofModel('contextLength'), WHOLE],
  ['batchRows', 'batch', ofConfig(({ training }) => training.batchRows), WHOLE],
  ['optimizer', 'optimizer', ofConfig(({ training }) => training.optimizer.kind)],
  ['matrixLearningRate', 'matrix rate', ofConfig(({ training }) => training.optimizer.matrixLearningRate)],
  ['warmupTokens', 'warm-up', ofConfig(({ training }) => training.schedule.warmupTokens), WHOLE],
  ['objective', 'objective', ofConfig(({ objective }) => objective)],
  ['tokens', 'tokens', ofConfig(({ tokens }) => tokens)],
  ['vocabularySize', 'vocabulary', ofModel('vocabularySize'), WHOLE],
  ['corpus', 'corpus', ofConfig(({ corpus }) => fileName(corpus?.path))],
  [
    'questions',
    'questions',
    ofConfig(({ questions, prompts }) => fileName((questions ?? prompts?.questions)?.path)),
  ],
  ['heldOut', 'held-out questions', ofConfig(({ heldOut }) => fileName(heldOut?.path))],
  ['from', 'finetuned from', ofConfig(({ from }) => fileName(from))],
  ['branch', 'branched from', ofConfig(({ branch }) => fileName(branch?.run))],
  ['branchStep', 'at step', ofConfig(({ branch }) => branch?.step), WHOLE],
  ['device', 'device', ({ config, status }) => status?.device ?? config.device],
  ['created', 'begun', ofConfig(({ created }) => created), { first: 'greatest' }],
  ['path', 'folder', ({ path }) => path],
];

const column =
  (kind: RunColumn['kind']) =>
  ([id, title, of, more]: Declaration): RunColumn => ({
    ...{ id, title, kind, first: 'least', words: threeDigits, ...more },
    of: (run) => of(run) ?? null,
  });

/** All columns, in their order. */
export const RUN_COLUMNS: readonly RunColumn[] = [
  ...LABELS.map(column('label')),
  ...FIGURES.map(column('figure')),
  ...SETTINGS.map(column('setting')),
];

/** The column of a name; undefined when there is none. */
export function runColumn(id: string): RunColumn | undefined {
  return RUN_COLUMNS.find((one) => one.id === id);
}

/** A run as cells, one for each of {@link RUN_COLUMNS}. */
export interface RunRow {
  readonly path: string;
  readonly cells: readonly Cell[];
}

/** The rows of runs, in their order. */
export function rowsOfRuns(runs: readonly RunSummary[]): readonly RunRow[] {
  return runs.map((run) => ({ path: run.path, cells: RUN_COLUMNS.map(({ of }) => of(run)) }));
}

/** What always tells something, even of one run. */
const ALWAYS = new Set(['name', 'state', 'step', 'loss', 'seconds']);

/** Long and of use to programs alone: shown where all is wanted. */
const SELDOM = new Set(['created', 'path', 'correct', 'asked']);

/** The columns that tell these runs apart: what is said about them, figures that they have, settings in which they differ. */
export function tellingColumns(rows: readonly RunRow[]): readonly RunColumn[] {
  return RUN_COLUMNS.filter(({ id, kind }, at) => {
    if (ALWAYS.has(id) || SELDOM.has(id)) return ALWAYS.has(id);
    const values = new Set(rows.map(({ cells }) => cells[at]));
    return kind === 'setting' ? values.size > 1 : values.size > 1 || !values.has(null);
  });
}

/** A cell as people read it; nothing where a run has none. */
export function cellInWords(cell: Cell | undefined, { words }: RunColumn): string {
  return typeof cell === 'number' ? words(cell) : (cell ?? '');
}

/** How rows are put in order. */
export interface RunOrder {
  /** The column's name. */
  readonly by: string;
  /** Whether what the column puts first comes last. */
  readonly turned: boolean;
}

/** What was begun last comes first. */
export const NEWEST_FIRST: RunOrder = { by: 'created', turned: false };

/** The order that a person chooses next: by a column; the same once more turns it round. */
export function reordered({ by: before, turned }: RunOrder, by: string): RunOrder {
  return { by, turned: before === by && !turned };
}

/** The rows in order; those that have no such cell come last. */
export function inOrder(rows: readonly RunRow[], { by, turned }: RunOrder): readonly RunRow[] {
  const at = RUN_COLUMNS.findIndex(({ id }) => id === by);
  const sign = (RUN_COLUMNS[at]?.first === 'greatest') === turned ? 1 : -1;
  return [...rows].sort((a, b) => compared(a.cells[at] ?? null, b.cells[at] ?? null, sign));
}

const WORDS = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compared(a: Cell, b: Cell, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return (
    sign * (typeof a === 'number' && typeof b === 'number' ? a - b : WORDS.compare(String(a), String(b)))
  );
}

/** The rows that have all words of a text somewhere, in whatever case. */
export function withWords(rows: readonly RunRow[], text: string): readonly RunRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter(({ cells }) => {
    const said = cells
      .map((cell, at) => `${cell ?? ''} ${spoken(cell, at)}`)
      .join('\n')
      .toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

function spoken(cell: Cell, at: number): string {
  const own = RUN_COLUMNS[at];
  return own && typeof cell === 'number' ? own.words(cell) : '';
}
