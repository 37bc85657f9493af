/**
 * How the live charts look: axes, lines, bands and levels, in the editor’s colours.
 */
import type UPlot from 'uplot';
import { cssColour } from '../../src/charts/colourScale';
import { shortNumber, threeDigits, wholeNumber, wholePercent } from '../../src/numbers/formats';
import type { Theme } from '../frame/theme';
import type { ChartContent, Reference } from './chartContent';
import type { Curve } from './curves';
import type { LinkedAxis } from './linkedAxis';
import type { CurveMark } from './marks';
import { columnsOf } from './plotData';
import { strokeOf } from './swatch';

/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment --
   uPlot’s names for kinds of scales exist only as types, which a bundler cannot follow. */
const LINEAR = 1 as UPlot.Scale.Distr;
const LOGARITHMIC = 3 as UPlot.Scale.Distr;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

/** What the plot is made for: it must be made anew when this changes. */
export function keyOf({ curves, logX, logY, hidden }: ChartContent, theme: Theme): string {
  const shapes = curves.map(({ series, raw, low }) => [series, raw !== undefined, low !== undefined]);
  return JSON.stringify([shapes, logX, logY, [...hidden], theme]);
}

/** All but the size and the hooks. `content` is asked again at every drawing: curves grow. */
export function plotOptions(
  content: () => ChartContent,
  axis: LinkedAxis,
  theme: Theme,
): Omit<UPlot.Options, 'width' | 'height'> {
  const { logX, logY, share, curves, hidden } = content();
  return {
    legend: { show: false },
    padding: [8, 20, 0, 0],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      // Cursors are shared; what is dragged out in one goes to all by way of the axis.
      sync: { key: axis.key, setSeries: false, scales: ['x', null], filters: { pub: isMove } },
      bind: { dblclick: () => () => (axis.zoom(undefined), null) },
    },
    scales: {
      x: {
        time: false,
        distr: logX ? LOGARITHMIC : LINEAR,
        range: () => [...axis.within(content().extent, logX)],
      },
      y: share
        ? { range: [0, 1] }
        : {
            distr: logY ? LOGARITHMIC : LINEAR,
            range: (_plot, low, high) => fittedRange(low, high, logY),
          },
    },
    axes: [across(theme), upwards(theme, share, logY)],
    series: seriesOf(curves, hidden, theme),
    bands: bandsOf(curves, theme),
  };
}

function isMove(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave' || type === 'mouseenter';
}

/** Steps, tokens and seconds are counted: there is nothing between two of them. */
const WHOLE = [1, 2, 5].flatMap((digit) => Array.from({ length: 13 }, (_, power) => digit * 10 ** power));

function across(theme: Theme): UPlot.Axis {
  const whole = (value: number) => (value < 100_000 ? wholeNumber(value) : shortNumber(value));
  return {
    ...axisStyle(theme),
    size: 28,
    incrs: WHOLE.sort((a, b) => a - b),
    values: wordsOf(whole),
    space: 64,
  };
}

function upwards(theme: Theme, share: boolean, log: boolean): UPlot.Axis {
  const words = wordsOf(share ? wholePercent : threeDigits);
  const marks = log
    ? { splits: (_: UPlot, _axis: number, low: number, high: number) => decades(low, high) }
    : {};
  return { ...axisStyle(theme), size: 44, values: words, space: 48, ...marks };
}

/** The powers of ten in a range; over two of them or less, twice and five times as much too. */
export function decades(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const digits = Math.log10(high / low) > 2 ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((power) => digits.map((digit) => digit * 10 ** power))
    .filter((value) => value >= low && value <= high);
}

function axisStyle(theme: Theme): UPlot.Axis {
  return {
    stroke: theme.muted,
    font: `11px ${theme.fontFamily}`,
    grid: { stroke: theme.line, width: 1 },
    ticks: { show: false },
  };
}

function wordsOf(text: (value: number) => string): UPlot.Axis.DynamicValues {
  return (_plot, splits) => splits.map((value) => (Number.isFinite(value) ? text(value) : ''));
}

/** The loss starts at zero, so that distances mean something; on a log axis at its least value. */
function fittedRange(low: number | null, high: number | null, log: boolean): [number, number] {
  if (low === null || high === null) return [log ? 0.1 : 0, 1];
  return log ? [low * 0.9, high * 1.1] : [Math.min(0, low * 1.05), Math.max(0, high * 1.05)];
}

function seriesOf(curves: readonly Curve[], hidden: ReadonlySet<string>, theme: Theme): UPlot.Series[] {
  return [
    {},
    ...curves.flatMap((curve): UPlot.Series[] => {
      const { colour, dash } = strokeOf(curve, theme);
      const show = !hidden.has(curve.name);
      const plain = { points: { show: false }, spanGaps: true, show };
      const edge = { ...plain, stroke: 'transparent', width: 0 };
      const raw = { ...plain, stroke: faint(colour, 55), width: 1 };
      return [
        ...(curve.low && curve.high ? [edge, { ...edge }] : []),
        ...(curve.raw ? [raw] : []),
        { ...plain, points: { show: hasFewPoints }, stroke: colour, width: 2, dash: [...dash] },
      ];
    }),
  ];
}

/** Whether a curve would be too short to be seen as a line. Asked at every drawing: curves grow. */
function hasFewPoints({ data }: UPlot): boolean {
  return data[0].length < 3;
}

function bandsOf(curves: readonly Curve[], theme: Theme): UPlot.Band[] {
  return columnsOf(curves).flatMap(({ band }, index) => {
    const curve = curves[index];
    if (!band || !curve) return [];
    const [low, high] = band;
    return [{ series: [high, low] as [number, number], fill: faint(strokeOf(curve, theme).colour, 20) }];
  });
}

function faint(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}

/** Height of a level's name, in pixels. */
const LABEL = 16;

/** Draws the levels, each with its name at the right; at the left where a curve ends there. */
export function drawReferences(plot: UPlot, references: readonly Reference[], theme: Theme): void {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  ctx.save();
  ctx.fillStyle = theme.muted;
  ctx.font = `${11 * devicePixelRatio}px ${theme.fontFamily}`;
  ctx.lineJoin = 'round';
  for (const { name, y, named } of references) {
    const height = Math.round(plot.valToPos(y, 'y', true)) + 0.5;
    ctx.strokeStyle = theme.muted;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(left, height);
    ctx.lineTo(left + width, height);
    ctx.stroke();
    if (named) continue;
    // Above its line, but for one at the very top.
    const above = height > plot.bbox.top + LABEL * devicePixelRatio;
    ctx.textBaseline = above ? 'bottom' : 'top';
    const words = `${name} ${wholePercent(y)}`;
    const middle = height + (above ? -LABEL : LABEL) * (devicePixelRatio / 2);
    const length = ctx.measureText(words).width;
    const onRight = !isCrossed(plot, [left + width - length, left + width], middle);
    ctx.textAlign = onRight ? 'right' : 'left';
    const place = [
      onRight ? left + width - 4 : left + 4,
      height + (above ? -3 : 4) * devicePixelRatio,
    ] as const;
    // Over the curves, and read all the same.
    ctx.strokeStyle = cssColour(theme.background);
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.setLineDash([]);
    ctx.strokeText(words, ...place);
    ctx.fillText(words, ...place);
  }
  ctx.restore();
}

/** Whether a curve that is shown runs through a name that stands between two pixels of the canvas, about a height. */
function isCrossed(plot: UPlot, [from, to]: readonly [number, number], middle: number): boolean {
  const indexAt = (x: number) => plot.posToIdx((x - plot.bbox.left) / devicePixelRatio);
  const [first, last] = [indexAt(from), indexAt(to)];
  return plot.data
    .slice(1)
    .some(
      (values, index) =>
        plot.series[index + 1]?.show !== false &&
        Array.from(values.slice(first, last + 1)).some(
          (value) =>
            typeof value === 'number' &&
            Math.abs(plot.valToPos(value, 'y', true) - middle) < (LABEL / 2) * devicePixelRatio,
        ),
    );
}

/** Half the width of a mark's head, in pixels. */
const MARK = 4;

/** Draws what was done on the way: an upright line in the curve's colour, with a head at the top. */
export function drawMarks(plot: UPlot, marks: readonly CurveMark[], theme: Theme): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const half = MARK * devicePixelRatio;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.x, 'x', true)) + 0.5;
    if (x < left || x > left + width) continue;
    const { colour } = strokeOf(mark, theme);
    ctx.strokeStyle = faint(colour, 60);
    ctx.fillStyle = colour;
    ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - half, top);
    ctx.lineTo(x + half, top);
    ctx.lineTo(x, top + 1.5 * half);
    ctx.fill();
  }
  ctx.restore();
}
