/**
 * A chart of the training page as it is taken away: as a picture for a paper, or as its data.
 */
import { chartSvg } from '../../src/charts/chart';
import { csvText } from '../../src/charts/csv';
import { curvesChart } from '../../src/charts/curves';
import { figure } from '../../src/charts/figure';
import { PAPER } from '../../src/charts/palette';
import type { Drawing } from '../../src/charts/svg';
import { wholeNumber } from '../../src/numbers/formats';
import type { ChartContent } from './chartContent';

/** More points than a printed picture can hold. */
const MOST_POINTS = 2000;

/** The curves that are shown, with title and caption. */
export function curvesFigure({
  title,
  xLabel,
  yLabel,
  references,
  share,
  ...content
}: ChartContent): Drawing {
  const curves = content.curves.filter(({ name }) => !content.hidden.has(name));
  const chart = curvesChart({
    xLabel,
    yLabel,
    width: 640,
    height: 400,
    levels: references,
    marks: content.marks,
    lines: curves.map(({ name, x, y }) => ({ name, points: pointsOf(x, y) })),
    share,
  });
  const runs = curves.map(({ name }) => name).join(', ');
  const last = curves.reduce((most, { x }) => Math.max(most, x.at(-1) ?? 0), 0);
  return figure(chartSvg(chart, PAPER), { title, caption: `${runs}, to ${wholeNumber(last)} ${xLabel}.` });
}

function pointsOf(x: Float64Array, y: Float64Array): readonly (readonly [x: number, y: number])[] {
  const stride = Math.max(1, Math.floor(x.length / MOST_POINTS));
  const points: (readonly [number, number])[] = [];
  for (let row = 0; row < x.length; row += stride) {
    const [at = NaN, value = NaN] = [x[row], y[row]];
    if (!Number.isNaN(value)) points.push([at, value]);
  }
  return points;
}

/** Every value of every curve, a line each. */
export function curvesCsv({ curves, xLabel }: ChartContent): string {
  const rows = curves.flatMap(({ name, x, y }) => Array.from(x, (at, row) => [name, at, y[row] ?? null]));
  return csvText(['curve', xLabel, 'value'], rows);
}
