/**
 * The study's table and its report: one HTML file that opens anywhere.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { chartSvg } from '../charts/chart';
import { type CurvesOptions, type NamedLine, curvesChart } from '../charts/curves';
import { PAGE } from '../charts/palette';
import { durationInWords, percent, percentInterval } from '../numbers/formats';
import { html, type Markup } from '../charts/markup';
import type { ColumnName } from '../runs/metrics';
import { readMetrics } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { figure, reportDocument, table } from '../answers/report/reportParts';
import type { TrainingEvents } from '../training/trainingEvents';
import type { StudyRow } from './stage';

/** What a study found. */
export interface StudyResult {
  readonly rows: readonly StudyRow[];
  /** The path of the report. */
  readonly report: string;
}

/** Says the table, writes the report, says how long it took. */
export async function concludeStudy(
  out: string,
  rows: readonly StudyRow[],
  started: number,
  { say }: Pick<TrainingEvents, 'say'>,
): Promise<StudyResult> {
  say('');
  studyTable(rows).forEach(say);
  const report = await writeStudyReport(out, rows);
  say('');
  say(`${durationInWords((performance.now() - started) / 1000)} altogether; report: ${report}`);
  return { rows, report };
}

/** The table as lines of text. */
function studyTable(rows: readonly StudyRow[]): readonly string[] {
  return cellsOf(rows).map((cells) =>
    cells.map((cell, column) => cell.padEnd([24, 12, 10, 20][column] ?? 0)).join(''),
  );
}

function cellsOf(rows: readonly StudyRow[]): readonly (readonly string[])[] {
  const header = ['held-out exact match', 'right', 'share', '95 % interval, %'];
  const lines = rows.map(({ name, score }) => [
    name,
    `${score.correct}/${score.scored}`,
    percent(score.accuracy),
    percentInterval(score.interval),
  ]);
  const [first] = rows;
  if (!first) return [header, ...lines];
  const { baseline, scored, ceiling } = first.score;
  const guess = [
    `always '${baseline.answer}'`,
    `${baseline.correct}/${scored}`,
    percent(baseline.correct / scored),
    '',
  ];
  const most =
    ceiling === undefined
      ? []
      : [['stands in the text', `${ceiling}/${scored}`, percent(ceiling / scored), '']];
  return [header, ...lines, guess, ...most];
}

/** Writes the report and returns its path. */
async function writeStudyReport(folder: string, rows: readonly StudyRow[]): Promise<string> {
  const path = join(folder, 'report.html');
  const [head = [], ...lines] = cellsOf(rows);
  const charts = await Promise.all([lossChart(rows), matchChart(rows)]);
  const body = [html`<h1>The study</h1>`, table(head, lines), ...charts];
  await writeAtomically(path, [reportDocument({ title: 'The study', style: STYLE, body })]);
  return path;
}

async function lossChart(rows: readonly StudyRow[]): Promise<Markup> {
  const pretrained = rows.filter(({ folders }) => folders.length > 1);
  const lines = await Promise.all(pretrained.map(({ name, folders }) => curveOf(name, folders[0], 'loss')));
  const words = 'Mean −ln of the probability of the next character.';
  return figure('Pretraining loss', words, drawnCurves({ yLabel: 'nats a character', lines }));
}

async function matchChart(rows: readonly StudyRow[]): Promise<Markup> {
  const lines = await Promise.all(
    rows.map(({ name, folders }) => curveOf(name, folders.at(-1), 'exactMatch')),
  );
  const { score } = rows[0] ?? {};
  const levels = score ? [{ name: 'most common answer', y: score.baseline.correct / score.scored }] : [];
  const words = 'Share of a held-out sample that is answered to the letter, in finetuning.';
  return figure('Exact match', words, drawnCurves({ yLabel: 'share right', lines, levels, share: true }));
}

function drawnCurves(options: Pick<CurvesOptions, 'yLabel' | 'lines' | 'levels' | 'share'>): Markup {
  return chartSvg(curvesChart({ ...options, xLabel: 'step', width: 640, height: 280 }), PAGE).markup;
}

async function curveOf(name: string, folder: RunFolder | undefined, column: ColumnName): Promise<NamedLine> {
  if (!folder) return { name, points: [] };
  const { columns } = await readMetrics(folder);
  const points = Array.from(columns.step, (step, row) => [step, columns[column][row] ?? NaN] as const);
  return { name, points: points.filter(([, y]) => !Number.isNaN(y)) };
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
