/**
 * What a chart draws: lines, points with their intervals, bars, and rules to measure them against.
 */
import type { Frame } from './frame';
import { type Content, type Markup, element } from './markup';
import { type Palette, type Stroke, strokeOf } from './palette';
import { cornerList } from './svg';
import type { wordsSvg } from './words';

/** A place in the units of both axes. */
export type Point = readonly [x: number, y: number];

/** What every drawn series has. Without a name it is not in the legend. */
interface Series {
  readonly name?: string;
  /** Picks colour and dash; `muted` for what others are held against. */
  readonly series: number | 'muted';
}

/** A line through points. */
interface LineMark extends Series {
  readonly kind: 'line';
  readonly points: readonly Point[];
}

/** Points, each with an interval and words of its own where there are any. */
export interface PointsMark extends Series {
  readonly kind: 'points';
  readonly points: readonly Point[];
  readonly shape?: 'disc' | 'ring' | 'square';
  /** From and to, in units of y. */
  readonly intervals?: readonly (readonly [low: number, high: number])[];
  /** What the pointer is told. */
  readonly words?: readonly string[];
  /** Points that say less than the others are paler. */
  readonly faint?: readonly boolean[];
}

/** Bars from the axis up. */
interface BarsMark extends Series {
  readonly kind: 'bars';
  readonly bars: readonly (readonly [from: number, to: number, height: number])[];
}

/** A line across or upwards, with words at its end: chance, a baseline, a ceiling, now. */
export interface RuleMark {
  readonly kind: 'rule';
  readonly at: { readonly x: number } | { readonly y: number };
  readonly words: string;
}

/** Something that is drawn. */
export type Mark = LineMark | PointsMark | BarsMark | RuleMark;

/** A series’ stroke. */
export function markStroke({ series }: Series, palette: Palette): Stroke {
  return series === 'muted' ? { colour: palette.muted, dash: [2, 4] } : strokeOf(palette, series);
}

/** A mark in its frame. */
export function markSvg(mark: Mark, frame: Frame, palette: Palette, words: typeof wordsSvg): Content {
  switch (mark.kind) {
    case 'line':
      return lineSvg(mark, frame, palette);
    case 'points':
      return pointsSvg(mark, frame, palette);
    case 'bars':
      return barsSvg(mark, frame, palette);
    case 'rule':
      return ruleSvg(mark, frame, palette, words);
  }
}

function lineSvg(mark: LineMark, { x, y }: Frame, palette: Palette): Markup {
  const { colour, dash } = markStroke(mark, palette);
  const points = cornerList(mark.points.map(([px, py]) => [x(px), y(py)]));
  const stroke = { stroke: colour, 'stroke-width': 1.5, ...dashed(dash) };
  return element('polyline', { points, fill: 'none', ...stroke });
}

/** A dash as attributes; none for a whole line. */
export function dashed(dash: readonly number[]): Readonly<Record<string, string>> {
  return dash.length === 0 ? {} : { 'stroke-dasharray': dash.join(' ') };
}

function pointsSvg(mark: PointsMark, { x, y }: Frame, palette: Palette): Content {
  const { colour } = markStroke(mark, palette);
  return mark.points.map(([px, py], index) => {
    const at: Point = [x(px), y(py)];
    const [low, high] = mark.intervals?.[index] ?? [py, py];
    const whisker = { x1: at[0], x2: at[0], y1: y(low), y2: y(high), stroke: colour, 'stroke-opacity': 0.6 };
    const interval = high > low ? element('line', whisker) : '';
    const words = mark.words?.[index];
    const title = words === undefined ? '' : element('title', {}, words);
    const parts = [interval, pointSvg(mark, at, colour, title)];
    return mark.faint?.[index] === true ? element('g', { opacity: 0.45 }, parts) : parts;
  });
}

/** One point, as it also stands in the legend. */
export function pointSvg(
  { shape = 'disc' }: PointsMark,
  [cx, cy]: Point,
  colour: string,
  title: Content = '',
): Markup {
  const hollow = { fill: 'none', stroke: colour, 'stroke-width': 1.5 };
  if (shape === 'square')
    return element('rect', { x: cx - 3, y: cy - 3, width: 6, height: 6, ...hollow }, title);
  if (shape === 'ring') return element('circle', { cx, cy, r: 4, ...hollow }, title);
  return element('circle', { cx, cy, r: 3, fill: colour }, title);
}

function barsSvg(mark: BarsMark, { x, y, bottom }: Frame, palette: Palette): Content {
  const { colour } = markStroke(mark, palette);
  return mark.bars.map(([from, to, height]) => {
    // A hair’s breadth between bars tells them apart without lines.
    const width = Math.max(0.5, x(to) - x(from) - 0.5);
    const size = { x: x(from), y: y(height), width, height: bottom - y(height) };
    return element('rect', { ...size, fill: colour, 'fill-opacity': 0.35 });
  });
}

function ruleSvg(mark: RuleMark, frame: Frame, { muted }: Palette, words: typeof wordsSvg): Content {
  const stroke = { stroke: muted, 'stroke-dasharray': '1 3' };
  if ('x' in mark.at) {
    const x = frame.x(mark.at.x);
    const leftHalf = x < (frame.left + frame.right) / 2;
    const place = { x: x + (leftHalf ? 4 : -4), y: (frame.top + frame.bottom) / 2, fill: muted };
    return [
      element('line', { x1: x, x2: x, y1: frame.top, y2: frame.bottom, ...stroke }),
      words(mark.words, { ...place, 'text-anchor': leftHalf ? 'start' : 'end' }),
    ];
  }
  const y = frame.y(mark.at.y);
  return [
    element('line', { x1: frame.left, x2: frame.right, y1: y, y2: y, ...stroke }),
    words(mark.words, { x: frame.right, y: y - 4, fill: muted, 'text-anchor': 'end' }),
  ];
}
