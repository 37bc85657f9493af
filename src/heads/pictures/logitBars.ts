/**
 * What adds to a logit, as bars: to the right what raises it above the mean of all tokens, to the left
 * what lowers it.
 */
import { nice } from 'd3-array';
import type { Axis } from '../../charts/axis';
import { shareOf } from '../../charts/axis';
import { AXIS_HEIGHT, axisAcross } from '../../charts/frame';
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette, strokeOf } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { signed } from '../../numbers/formats';
import type { LogitPart } from '../results';
import { partName } from './headTables';

/** Parts with a bar of their own; the others share the last one. */
const MOST_BARS = 14;
const ROW = 18;
const LABEL = 104;
const NUMBER = 48;
const WIDTH = 480;
const LEAST_WIDTH = 280;

interface Bar {
  readonly name: string;
  readonly value: number;
}

/** The bars, the longest first; at most `room` pixels wide. */
export function logitBarsSvg(parts: readonly LogitPart[], palette: Palette = PAPER, room = WIDTH): Drawing {
  const bars = barsOf(parts);
  const values = bars.map(({ value }) => value);
  const [from, to] = nice(Math.min(0, ...values), Math.max(1e-9, ...values), 5);
  const axis: Axis = { label: 'logit above the mean of all tokens', from, to, scale: 'linear' };
  const width = Math.max(LEAST_WIDTH, Math.min(WIDTH, room));
  const bottom = bars.length * ROW + 8;
  const edges = { left: LABEL + (from < 0 ? NUMBER : 0), right: width - NUMBER, bottom };
  const x = (value: number) => edges.left + (edges.right - edges.left) * shareOf(axis, value);
  const zero = { x1: x(0), x2: x(0), y1: 0, y2: bottom, stroke: palette.muted };
  const rows = bars.map((bar, row) => barSvg(bar, 4 + row * ROW, x, palette));
  return drawing(width, bottom + AXIS_HEIGHT, [
    element('line', zero),
    axisAcross(axis, edges, palette),
    rows,
  ]);
}

function barsOf(parts: readonly LogitPart[]): readonly Bar[] {
  const sorted = [...parts].sort((a, b) => Math.abs(b.aboveMean) - Math.abs(a.aboveMean));
  const shown = sorted.slice(0, MOST_BARS).map((part) => ({ name: partName(part), value: part.aboveMean }));
  const others = sorted.slice(MOST_BARS);
  if (others.length === 0) return shown;
  const value = others.reduce((sum, { aboveMean }) => sum + aboveMean, 0);
  return [...shown, { name: `${others.length} others`, value }];
}

function barSvg({ name, value }: Bar, y: number, x: (value: number) => number, palette: Palette): Content {
  const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
  const { colour } = strokeOf(palette, value < 0 ? 1 : 0);
  const words = { y: y + 12, fill: palette.foreground };
  const number = value < 0 ? { ...words, x: from - 4, 'text-anchor': 'end' } : { ...words, x: to + 4 };
  return [
    wordsSvg(name, { ...words, x: LABEL - 8, 'text-anchor': 'end' }),
    element('rect', { x: from, y: y + 2, width: to - from, height: ROW - 5, fill: colour }),
    wordsSvg(signed(value, 2), number),
  ];
}
