/**
 * The table of a study or an experiment and its report: one HTML file that opens anywhere.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { chartSvg } from '../charts/chart';
import { type CurvesOptions, curvesChart } from '../charts/curves';
import type { Mark, Point } from '../charts/marks';
import { PAGE } from '../charts/palette';
import { durationInWords, fixed, percent, percentInterval } from '../numbers/formats';
import { html, type Markup } from '../charts/markup';
import type { ColumnName } from '../runs/metrics';
import { readMetrics } from '../runs/metricsTail';
import type { Score } from '../answers/evaluate';
import type { RunFolder } from '../runs/runFolder';
import { figure, reportDocument, table } from '../answers/report/reportParts';
import type { TrainingEvents } from '../training/trainingEvents';
import { type MeanCurve, bySeeds, meanCurve, spreadOf } from './seeds';
import type { StudyRow } from './runStage';

/** What a study found. */
export interface StudyResult {
  readonly rows: readonly StudyRow[];
  /** The path of the report. */
  readonly report: string;
}

/** When it began, and who is told. */
interface Conclusion {
  readonly started: number;
  readonly events: Pick<TrainingEvents, 'say'>;
}

/** Says the table, writes the report, says how long it took. */
export async function concludeStudy(
  title: string,
  out: string,
  rows: readonly StudyRow[],
  { started, events: { say } }: Conclusion,
): Promise<StudyResult> {
  say('');
  studyTable(cellsOf(rows)).forEach(say);
  if (hasSeeds(scoredRows(rows))) {
    say('');
    studyTable(seedCells(rows)).forEach(say);
  }
  const report = await writeStudyReport(title, out, rows);
  say('');
  say(`${durationInWords((performance.now() - started) / 1000)} altogether; report: ${report}`);
  return { rows, report };
}

/** The table as lines of text. */
function studyTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [24, 12, 10, 20].map((least, column) =>
    Math.max(least, ...rows.map((cells) => (cells[column]?.length ?? 0) + 2)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  );
}

function cellsOf(rows: readonly StudyRow[]): readonly (readonly string[])[] {
  const scored = scoredRows(rows);
  const [first] = scored;
  if (!first) return lossCells(rows);
  const header = ['held-out exact match', 'right', 'share', '95 % interval, %'];
  const lines = scored.map(({ name, score }) => [
    name,
    `${score.correct}/${score.scored}`,
    percent(score.accuracy),
    percentInterval(score.interval),
  ]);
  const { baseline, scored: asked, ceiling } = first.score;
  const guess = [
    `always '${baseline.answer}'`,
    `${baseline.correct}/${asked}`,
    percent(baseline.correct / asked),
    '',
  ];
  const most =
    ceiling === undefined
      ? []
      : [['stands in the text', `${ceiling}/${asked}`, percent(ceiling / asked), '']];
  return [header, ...lines, guess, ...most];
}

function lossCells(rows: readonly StudyRow[]): readonly (readonly string[])[] {
  const lines = rows.map(({ name, loss }) => [name, loss === undefined ? '–' : fixed(loss, 4)]);
  return [['pretraining', 'loss'], ...lines];
}

type ScoredRow = StudyRow & { readonly score: Score };

/** Those that were asked. */
function scoredRows(rows: readonly StudyRow[]): readonly ScoredRow[] {
  return rows.filter((row): row is ScoredRow => row.score !== undefined);
}

/** Whether something was trained with several seeds. */
function hasSeeds(rows: readonly StudyRow[]): boolean {
  return bySeeds(rows).size < rows.length;
}

/** A line for all seeds of the same: `63.1 % ± 2.4`, in percentage points. */
function seedCells(rows: readonly StudyRow[]): readonly (readonly string[])[] {
  const lines = [...bySeeds(scoredRows(rows))].map(([group, seeds]) => {
    const shares = seeds.map(({ score }) => score.accuracy);
    const { mean, deviation } = spreadOf(shares);
    const spread = deviation === undefined ? '' : ` ± ${fixed(100 * deviation, 1)}`;
    const range = percentInterval({ low: Math.min(...shares), high: Math.max(...shares) });
    return [group, String(seeds.length), `${percent(mean)}${spread}`, range];
  });
  return [['over seeds', 'seeds', 'mean ± s.d.', 'least – greatest, %'], ...lines];
}

/** Writes the report and returns its path. Throws a UserError when it cannot be written. */
export async function writeStudyReport(
  title: string,
  folder: string,
  rows: readonly StudyRow[],
): Promise<string> {
  const path = join(folder, 'report.html');
  const charts = await Promise.all([lossChart(rows), matchChart(rows)]);
  const body = [html`<h1>${title}</h1>`, tableOf(cellsOf(rows)), ...seedParts(rows), ...charts];
  await writeAtomically(path, [reportDocument({ title, style: STYLE, body })]);
  return path;
}

function tableOf([head = [], ...lines]: readonly (readonly string[])[]): Markup {
  return table(head, lines);
}

const SEEDS_IN_WORDS =
  'Seeds differ by nothing but chance: ± is their standard deviation, in percentage points. In the pictures a ' +
  'line is their mean, and its bars reach from the least to the greatest.';

function seedParts(rows: readonly StudyRow[]): readonly Markup[] {
  return hasSeeds(scoredRows(rows))
    ? [html`<h2>Over seeds</h2>`, tableOf(seedCells(rows)), html`<p>${SEEDS_IN_WORDS}</p>`]
    : [];
}

async function lossChart(rows: readonly StudyRow[]): Promise<Markup> {
  const pretrained = rows.filter(({ loss }) => loss !== undefined);
  const lines = await curvesOf(pretrained, ({ folders }) => folders[0], 'loss');
  const words = 'Mean −ln of the probability of the next character.';
  return figure('Pretraining loss', words, drawnCurves({ yLabel: 'nats a character', lines }));
}

async function matchChart(rows: readonly StudyRow[]): Promise<Markup | string> {
  if (scoredRows(rows).length === 0) return '';
  const lines = await curvesOf(rows, ({ folders }) => folders.at(-1), 'exactMatch');
  const { score } = rows[0] ?? {};
  const levels = score ? [{ name: 'most common answer', y: score.baseline.correct / score.scored }] : [];
  const words = 'Share of a held-out sample that is answered to the letter, in finetuning.';
  return figure('Exact match', words, drawnCurves({ yLabel: 'share right', lines, levels, share: true }));
}

interface DrawnCurves extends Pick<CurvesOptions, 'yLabel' | 'levels' | 'share'> {
  readonly lines: readonly MeanCurve[];
}

function drawnCurves(options: DrawnCurves): Markup {
  const chart = curvesChart({ ...options, xLabel: 'step', width: 640, height: 280 });
  const bars = options.lines.flatMap((line, series): readonly Mark[] =>
    line.seeds > 1 ? [{ kind: 'points', series, ...fewOf(line) }] : [],
  );
  return chartSvg({ ...chart, marks: [...chart.marks, ...bars] }, PAGE).markup;
}

/** Bars at so many points can be told apart. */
const MOST_BARS = 12;

function fewOf({ points, intervals }: MeanCurve): Pick<MeanCurve, 'points' | 'intervals'> {
  const every = Math.ceil(points.length / MOST_BARS);
  const isShown = (_: unknown, index: number) => (points.length - 1 - index) % every === 0;
  return { points: points.filter(isShown), intervals: intervals.filter(isShown) };
}

/** A curve for each group of seeds. */
function curvesOf(
  rows: readonly StudyRow[],
  folderOf: (row: StudyRow) => RunFolder | undefined,
  column: ColumnName,
): Promise<readonly MeanCurve[]> {
  return Promise.all(
    [...bySeeds(rows)].map(async ([group, seeds]) =>
      meanCurve(group, await Promise.all(seeds.map((row) => pointsOf(folderOf(row), column)))),
    ),
  );
}

async function pointsOf(folder: RunFolder | undefined, column: ColumnName): Promise<readonly Point[]> {
  if (!folder) return [];
  const { columns } = await readMetrics(folder);
  const points = Array.from(columns.step, (step, row) => [step, columns[column][row] ?? NaN] as const);
  return points.filter(([, y]) => !Number.isNaN(y));
}

// prettier-ignore
const STYLE = html`
:root { color-scheme: light dark; }
body { font: 14px system-ui, sans-serif; max-width: 680px; margin: 32px auto; padding: 0 16px; }
table { border-collapse: collapse; margin: 16px 0; }
td, th { text-align: left; padding: 4px 16px 4px 0; }
svg { max-width: 100%; height: auto; }
figure { margin: 24px 0; }
figcaption { font-weight: 600; }
figcaption span { display: block; font-weight: 400; }
`;
