/**
 * The study's table and its report: one HTML file that opens anywhere.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { type Curve, lineChartSvg } from '../charts/lineChart';
import { html, type Markup } from '../charts/markup';
import type { ColumnName } from '../runs/metrics';
import { readMetrics } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { reportDocument, table } from '../answers/report/reportParts';
import type { StudyRow } from './stages';

/** The table as lines of text. */
export function studyTable(rows: readonly StudyRow[]): readonly string[] {
  return cellsOf(rows).map((cells) =>
    cells.map((cell, column) => cell.padEnd([24, 12, 10, 20][column] ?? 0)).join(''),
  );
}

function cellsOf(rows: readonly StudyRow[]): readonly (readonly string[])[] {
  const header = ['held-out exact match', 'right', 'share', '95 % interval'];
  const lines = rows.map(({ name, score }) => [
    name,
    `${score.correct}/${score.scored}`,
    percent(score.accuracy),
    `${percent(score.interval.low)} – ${percent(score.interval.high)}`,
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

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Writes the report and returns its path. */
export async function writeStudyReport(folder: string, rows: readonly StudyRow[]): Promise<string> {
  const path = join(folder, 'report.html');
  const [head = [], ...lines] = cellsOf(rows);
  const charts = await Promise.all([lossChart(rows), matchChart(rows)]);
  const body = [html`<h1>The study</h1>`, table(head, lines), ...charts];
  await writeAtomically(path, [reportDocument({ title: 'The study', style: STYLE, body })]);
  return path;
}

async function lossChart(rows: readonly StudyRow[]): Promise<Markup> {
  const pretrained = rows.filter(({ folders }) => folders.length > 1);
  const curves = await Promise.all(pretrained.map(({ name, folders }) => curveOf(name, folders[0], 'loss')));
  const labels = { title: 'Pretraining loss', xLabel: 'step', yLabel: 'nats a character' };
  return lineChartSvg({ ...labels, curves, width: 640, height: 280 });
}

async function matchChart(rows: readonly StudyRow[]): Promise<Markup> {
  const curves = await Promise.all(
    rows.map(({ name, folders }) => curveOf(name, folders.at(-1), 'exactMatch')),
  );
  const { score } = rows[0] ?? {};
  const references = score ? [{ name: 'most common answer', y: score.baseline.correct / score.scored }] : [];
  const labels = { title: 'Held-out exact match in finetuning', xLabel: 'step', yLabel: 'share right' };
  return lineChartSvg({ ...labels, curves, references, width: 640, height: 280, top: 1 });
}

async function curveOf(name: string, folder: RunFolder | undefined, column: ColumnName): Promise<Curve> {
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
`;
