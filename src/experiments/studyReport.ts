/**
 * The table of a study or an experiment and its report: one HTML file that opens anywhere, and the same as JSON for
 * other programs.
 */
import { join } from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import { chartSvg } from '../charts/chart';
import { type CurvesOptions, curvesChart } from '../charts/curves';
import type { Mark, Point } from '../charts/marks';
import { PAGE } from '../charts/palette';
import { durationInWords, fixed, percent, percentInterval } from '../numbers/formats';
import { type Content, html, type Markup } from '../charts/markup';
import type { ColumnName } from '../runs/metrics';
import { readConfig } from '../runs/configFile';
import { readMetrics } from '../runs/metricsTail';
import type { Score } from '../answers/evaluate';
import type { RunFolder } from '../runs/runFolder';
import { charactersPerToken } from '../runs/runWords';
import { figure, pair, reportDocument, table } from '../answers/report/reportParts';
import { REPORT_STYLE, themeChoice } from '../answers/report/reportStyle';
import type { TrainingEvents } from '../training/trainingEvents';
import { optionCharts } from './pictures/optionCharts';
import { type MeanCurve, bySeeds, meanCurve } from './seeds';
import {
  FIGURES,
  type SettingResult,
  bestFirst,
  figuresOf,
  optionsOf,
  settingResults,
} from './settingResults';
import { BEST, figureInWords, settingTable } from './settingTable';
import type { StudyRow } from './runStage';

/** What a study found. */
export interface StudyResult {
  readonly rows: readonly StudyRow[];
  /** The same by setting, its seeds together. */
  readonly settings: readonly SettingResult[];
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
  const settings = settingResults(rows);
  say('');
  studyTable(cellsOf(rows)).forEach(say);
  if (isSweep(settings, rows)) {
    const { head, lines } = settingTable(settings);
    say('');
    studyTable([head, ...lines], 2).forEach(say);
  }
  const report = await writeStudyReport(title, out, rows, settings);
  say('');
  say(`${durationInWords((performance.now() - started) / 1000)} altogether; report: ${report}`);
  return { rows, settings, report };
}

/** The table as lines of text; the columns of a study are wide, so that those of one look like another's. */
function studyTable(rows: readonly (readonly string[])[], widest = Infinity): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(
      Math.min(widest, [24, 12, 10, 20][column] ?? 0),
      ...rows.map((cells) => (cells[column]?.length ?? 0) + 2),
    ),
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

/** Whether settings are compared, or seeds. */
function isSweep(settings: readonly SettingResult[], rows: readonly StudyRow[]): boolean {
  return settings.length < rows.length || (settings.length > 1 && optionsOf(settings).length > 0);
}

/** Writes the report and returns its path. Throws a UserError when it cannot be written. */
export async function writeStudyReport(
  title: string,
  folder: string,
  rows: readonly StudyRow[],
  settings = settingResults(rows),
): Promise<string> {
  const sweep = isSweep(settings, rows);
  const drawn = rowsOfBest(settings, rows);
  const charts = await Promise.all([lossChart(drawn), matchChart(drawn)]);
  const every = tableOf(cellsOf(rows));
  const body = [
    themeChoice(),
    html`<h1>${title}</h1>`,
    ...(sweep ? sweepParts(settings) : [every]),
    ...(sweep ? [html`<h2>Over training</h2>`, ...bestInWords(drawn, rows)] : []),
    ...charts,
    ...(sweep ? [html`<h2>Every run</h2>`, every] : []),
  ];
  const path = join(folder, 'report.html');
  await writeAtomically(path, [reportDocument({ title, style: REPORT_STYLE, body })]);
  const json = { version: 1, title, settings };
  await writeAtomically(join(folder, 'report.json'), [`${JSON.stringify(json, undefined, 2)}\n`]);
  return path;
}

function tableOf([head = [], ...lines]: readonly (readonly string[])[]): Markup {
  return table(head, lines, [1, 2, 3]);
}

const SEEDS_IN_WORDS =
  'Seeds differ by nothing but chance: ± is their standard deviation, of shares in percentage points. In the ' +
  'pictures a mark is their mean, and its bar reaches from the least to the greatest.';

/** The table of settings, and what each option does. */
function sweepParts(settings: readonly SettingResult[]): readonly Content[] {
  const { head, lines, numbers } = settingTable(settings);
  const rows = lines.map((line, index) =>
    settings[index]?.best === true ? line.map((cell) => html`<strong>${cell}</strong>`) : line,
  );
  const best = settings.find((setting) => setting.best);
  const charts = optionCharts(settings).map(({ markup }) => html`<figure>${markup}</figure>`);
  const seeds = settings.some((setting) => setting.seeds > 1)
    ? [html`<p class="muted">${SEEDS_IN_WORDS}</p>`]
    : [];
  return [
    ...(best ? [html`<p class="lead">${BEST} Best: ${best.name}, ${bestFigure(best)}.</p>`] : []),
    table(head, rows, numbers),
    ...seeds,
    ...(charts.length === 0 ? [] : [html`<h2>What each option does</h2>`, CHARTS_IN_WORDS, pair(...charts)]),
  ];
}

const CHARTS_IN_WORDS = html`<p class="muted">
  A point is a setting, the square is the best one. The line goes through the means of all settings with the
  same value.
</p>`;

function bestFigure({ figures }: SettingResult): string {
  const [name] = figuresOf([{ figures }]);
  const found = name && figures[name];
  return found ? `${FIGURES[name].title} ${figureInWords(name, found)}` : '';
}

/** More curves cannot be told apart. */
const MOST_CURVES = 5;

/** The lines of the best settings, where there are many. */
function rowsOfBest(settings: readonly SettingResult[], rows: readonly StudyRow[]): readonly StudyRow[] {
  if (settings.length <= MOST_CURVES || optionsOf(settings).length === 0) return rows;
  const best = bestFirst(settings).slice(0, MOST_CURVES);
  return rows.filter(({ group }) => best.some(({ name }) => name === group));
}

function bestInWords(drawn: readonly StudyRow[], rows: readonly StudyRow[]): readonly Markup[] {
  return drawn.length < rows.length ? [html`<p class="muted">The ${MOST_CURVES} best settings.</p>`] : [];
}

async function lossChart(rows: readonly StudyRow[]): Promise<Markup> {
  const pretrained = rows.filter(({ loss }) => loss !== undefined);
  const lines = await curvesOf(pretrained, ({ folders }) => folders[0], 'loss');
  const words = 'Mean −ln of the probability of what comes next, by character.';
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
  if (columns.step.length === 0) return [];
  const unit = column === 'loss' ? charactersPerToken(await readConfig(folder)) : 1;
  const points = Array.from(
    columns.step,
    (step, row) => [step, (columns[column][row] ?? NaN) / unit] as const,
  );
  return points.filter(([, y]) => !Number.isNaN(y));
}
