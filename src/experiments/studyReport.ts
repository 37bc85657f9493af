/**
 * The study's table and its report: one HTML file that opens anywhere.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { type Curve, lineChartSvg } from '../charts/lineChart';
import { escapeText } from '../charts/svg';
import { durationInWords } from '../numbers/formats';
import { readMetrics } from '../runs/metricsFile';
import type { RunFolder } from '../runs/runFolder';
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
async function writeStudyReport(folder: string, rows: readonly StudyRow[]): Promise<string> {
  const path = join(folder, 'report.html');
  const [head, ...body] = cellsOf(rows).map((cells) => cells.map((cell) => escapeText(cell)));
  const header = `<tr>${(head ?? []).map((cell) => `<th>${cell}</th>`).join('')}</tr>`;
  const lines = body.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  const charts = await Promise.all([lossChart(rows), matchChart(rows)]);
  const table = `<table>${header}${lines.join('')}</table>`;
  await writeAtomically(path, [page(`<h1>The study</h1>${table}${charts.join('')}`)]);
  return path;
}

async function lossChart(rows: readonly StudyRow[]): Promise<string> {
  const pretrained = rows.filter(({ folders }) => folders.length > 1);
  const curves = await Promise.all(
    pretrained.map(({ name, folders }) => curveOf(name, folders[0], (row) => row.loss)),
  );
  const labels = { title: 'Pretraining loss', xLabel: 'step', yLabel: 'nats a character' };
  return lineChartSvg({ ...labels, curves, width: 640, height: 280 });
}

async function matchChart(rows: readonly StudyRow[]): Promise<string> {
  const curves = await Promise.all(
    rows.map(({ name, folders }) => curveOf(name, folders.at(-1), (row) => row.exactMatch)),
  );
  const { score } = rows[0] ?? {};
  const references = score ? [{ name: 'most common answer', y: score.baseline.correct / score.scored }] : [];
  const labels = { title: 'Held-out exact match in finetuning', xLabel: 'step', yLabel: 'share right' };
  return lineChartSvg({ ...labels, curves, references, width: 640, height: 280, top: 1 });
}

type Rows = Awaited<ReturnType<typeof readMetrics>>;

async function curveOf(
  name: string,
  folder: RunFolder | undefined,
  value: (row: Rows[number]) => number | undefined,
): Promise<Curve> {
  const rows = folder ? await readMetrics(folder) : [];
  const points = rows.flatMap((row) => {
    const y = value(row);
    return y === undefined ? [] : [[row.step, y] as const];
  });
  return { name, points };
}

function page(content: string): string {
  const style =
    ':root{color-scheme:light dark}body{font:14px system-ui,sans-serif;max-width:680px;margin:32px auto;padding:0 16px}' +
    'table{border-collapse:collapse;margin:16px 0}td,th{text-align:left;padding:4px 16px 4px 0}svg{max-width:100%;height:auto}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Attention Lab: the study</title><style>${style}</style>${content}</html>\n`;
}
