/**
 * A chart of formulas and of what was computed or measured beside them: data in, SVG out.
 *
 * Unlike `lineChart.ts`, which draws runs, its axes may be logarithmic and begin anywhere, and it knows
 * bars and points with error bars.
 */
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { type Axis, shareOf, tickText, ticksOf } from '../../charts/axis';
import { type Palette, strokeOf } from './palette';
import { wordsSvg } from './words';

type Point = readonly [x: number, y: number];

/** Something that is drawn; `series` picks colour and dash. Without a name it is not in the legend. */
export type Mark =
  | {
      readonly kind: 'line';
      readonly name?: string;
      readonly series: number;
      readonly points: readonly Point[];
    }
  | {
      readonly kind: 'points';
      readonly name?: string;
      readonly series: number;
      readonly points: readonly Point[];
      /** Half the length of each point’s error bar, in units of y. */
      readonly errors?: readonly number[];
    }
  | {
      readonly kind: 'bars';
      readonly name?: string;
      readonly series: number;
      readonly bars: readonly (readonly [from: number, to: number, height: number])[];
    }
  /** A line across, with words at its end. */
  | {
      readonly kind: 'rule';
      readonly at: { readonly x: number } | { readonly y: number };
      readonly words: string;
    };

/** What to draw. */
export interface Chart {
  /** Empty where the page says it. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in this order. */
  readonly marks: readonly Mark[];
}

const MARGIN = { left: 46, right: 18, bottom: 38 };
/** Rows above the plot: the title, a row of the legend, the y axis’s label. */
const ROW = 17;

/** Where things stand on the picture, in pixels. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The chart. */
export function chartSvg(chart: Chart, palette: Palette): Markup {
  const rows = legendRows(chart);
  const above = (chart.title === '' ? 0 : 1) + rows.length;
  const frame = frameOf(chart, above + 1);
  const content = [
    chart.title === ''
      ? ''
      : wordsSvg(chart.title, { x: 0, y: 12, fill: palette.foreground, 'font-size': 12 }),
    ...rows.map((row, index) => legendRow(row, above - rows.length + index, palette)),
    wordsSvg(chart.y.label, { x: 0, y: above * ROW + 11, fill: palette.muted }),
    ...axes(chart, frame, palette),
    ...chart.marks.map((mark) => drawn(mark, frame, palette)),
  ];
  return svgDocument(chart.width, chart.height, content);
}

function frameOf({ width, height, x, y }: Chart, rowsAbove: number): Frame {
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [rowsAbove * ROW + 2, height - MARGIN.bottom];
  return {
    left,
    right,
    top,
    bottom,
    x: (value) => left + (right - left) * shareOf(x, value),
    y: (value) => bottom - (bottom - top) * shareOf(y, value),
  };
}

function axes(chart: Chart, frame: Frame, palette: Palette): readonly Content[] {
  const { left, right, bottom } = frame;
  const label = { fill: palette.muted };
  const horizontal = ticksOf(chart.y).flatMap((value) => {
    const y = frame.y(value);
    return [
      element('line', { x1: left, x2: right, y1: y, y2: y, stroke: palette.line }),
      wordsSvg(tickText(value), { ...label, x: left - 5, y: y + 4, 'text-anchor': 'end' }),
    ];
  });
  const vertical = ticksOf(chart.x).map((value) =>
    wordsSvg(tickText(value), { ...label, x: frame.x(value), y: bottom + 14, 'text-anchor': 'middle' }),
  );
  return [
    ...horizontal,
    ...vertical,
    wordsSvg(chart.x.label, { ...label, x: right, y: bottom + 30, 'text-anchor': 'end' }),
  ];
}

function drawn(mark: Mark, frame: Frame, palette: Palette): Content {
  switch (mark.kind) {
    case 'line':
      return line(mark.points, mark.series, frame, palette);
    case 'points':
      return points(mark, frame, palette);
    case 'bars':
      return bars(mark, frame, palette);
    case 'rule':
      return rule(mark, frame, palette);
  }
}

function line(list: readonly Point[], series: number, frame: Frame, palette: Palette): Content {
  const { colour, dash } = strokeOf(palette, series);
  const path = list.map(([x, y]) => `${frame.x(x).toFixed(1)},${frame.y(y).toFixed(1)}`).join(' ');
  const stroke = { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dash.join(' ') };
  return element('polyline', { points: path, fill: 'none', ...stroke });
}

function points(mark: Mark & { kind: 'points' }, frame: Frame, palette: Palette): Content {
  const { colour } = strokeOf(palette, mark.series);
  return mark.points.map(([x, y], index) => {
    const error = mark.errors?.[index] ?? 0;
    const bar =
      error > 0
        ? element('line', {
            x1: frame.x(x),
            x2: frame.x(x),
            y1: frame.y(y - error),
            y2: frame.y(y + error),
            stroke: colour,
          })
        : '';
    return [bar, element('circle', { cx: frame.x(x), cy: frame.y(y), r: 3, fill: colour })];
  });
}

function bars(mark: Mark & { kind: 'bars' }, frame: Frame, palette: Palette): Content {
  const { colour } = strokeOf(palette, mark.series);
  return mark.bars.map(([from, to, height]) => {
    const [x, y] = [frame.x(from), frame.y(height)];
    // A hair’s breadth between bars tells them apart without lines.
    const size = { width: Math.max(0.5, frame.x(to) - x - 0.5), height: frame.bottom - y };
    return element('rect', { x, y, ...size, fill: colour, 'fill-opacity': 0.35 });
  });
}

function rule(mark: Mark & { kind: 'rule' }, frame: Frame, palette: Palette): Content {
  const stroke = { stroke: palette.muted, 'stroke-dasharray': '1 3' };
  if ('x' in mark.at) {
    const x = frame.x(mark.at.x);
    const leftHalf = x < (frame.left + frame.right) / 2;
    const words = { x: x + (leftHalf ? 4 : -4), y: (frame.top + frame.bottom) / 2, fill: palette.muted };
    return [
      element('line', { x1: x, x2: x, y1: frame.top, y2: frame.bottom, ...stroke }),
      wordsSvg(mark.words, { ...words, 'text-anchor': leftHalf ? 'start' : 'end' }),
    ];
  }
  const y = frame.y(mark.at.y);
  const words = { x: frame.right, y: y - 4, fill: palette.muted, 'text-anchor': 'end' };
  return [
    element('line', { x1: frame.left, x2: frame.right, y1: y, y2: y, ...stroke }),
    wordsSvg(mark.words, words),
  ];
}

interface Entry {
  readonly x: number;
  readonly mark: Exclude<Mark, { kind: 'rule' }>;
}

/** A letter’s mean width, so that entries can be laid out without a browser. */
const LETTER = 6;

/** Legend entries from left to right, as many rows as they need. */
function legendRows({ marks, width }: Chart): readonly (readonly Entry[])[] {
  const rows: Entry[][] = [];
  let x = Infinity;
  for (const mark of marks) {
    if (mark.kind === 'rule' || mark.name === undefined) continue;
    const needed = 30 + LETTER * mark.name.length;
    if (x + needed > width - MARGIN.right) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ x, mark });
    x += needed + 8;
  }
  return rows;
}

function legendRow(entries: readonly Entry[], row: number, palette: Palette): Content {
  const y = row * ROW + 7;
  return entries.map((entry) => legendEntry(entry, y, palette));
}

function legendEntry({ x, mark }: Entry, y: number, palette: Palette): Content {
  const { colour, dash } = strokeOf(palette, mark.series);
  const words = wordsSvg(mark.name ?? '', { x: x + 26, y: y + 4, fill: palette.foreground });
  const sign = {
    line: () =>
      element('line', {
        x1: x,
        x2: x + 20,
        y1: y,
        y2: y,
        stroke: colour,
        'stroke-width': 1.5,
        'stroke-dasharray': dash.join(' '),
      }),
    points: () => element('circle', { cx: x + 10, cy: y, r: 3, fill: colour }),
    bars: () =>
      element('rect', { x: x + 4, y: y - 5, width: 12, height: 10, fill: colour, 'fill-opacity': 0.35 }),
  }[mark.kind];
  return [sign(), words];
}
