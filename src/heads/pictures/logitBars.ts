/**
 * What adds to a logit, as bars: to the right what raises it above the mean of all characters, to the left
 * what lowers it.
 */
import type { LogitPart } from '../results';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { partName } from './headTables';
import { PAPER_STYLE, type PictureStyle, SMALL_TEXT } from './pictureStyle';

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

/** The bars, the longest first. */
export function logitBarsSvg(parts: readonly LogitPart[], style: PictureStyle = PAPER_STYLE): Markup {
  const bars = barsOf(parts);
  const least = bars.reduce((low, { value }) => Math.min(low, value), 0);
  const most = bars.reduce((high, { value }) => Math.max(high, value), 0);
  const width = Math.max(LEAST_WIDTH, Math.min(WIDTH, style.room ?? WIDTH));
  const [left, right] = [LABEL + (least < 0 ? NUMBER : 0), width - NUMBER];
  const x = (value: number) => left + ((value - least) / Math.max(1e-9, most - least)) * (right - left);
  const height = bars.length * ROW + 8;
  const axis = { x1: x(0), x2: x(0), y1: 0, y2: height, stroke: 'currentColor', 'stroke-opacity': 0.4 };
  const rows = bars.map((bar, row) => barSvg(bar, 4 + row * ROW, x, style));
  return svgDocument(width, height, [element('line', axis), rows]);
}

function barsOf(parts: readonly LogitPart[]): readonly Bar[] {
  const sorted = [...parts].sort((a, b) => Math.abs(b.aboveMean) - Math.abs(a.aboveMean));
  const shown = sorted.slice(0, MOST_BARS).map((part) => ({ name: partName(part), value: part.aboveMean }));
  const others = sorted.slice(MOST_BARS);
  if (others.length === 0) return shown;
  const value = others.reduce((sum, { aboveMean }) => sum + aboveMean, 0);
  return [...shown, { name: `${others.length} others`, value }];
}

function barSvg(
  { name, value }: Bar,
  y: number,
  x: (value: number) => number,
  { series: [up, down] }: PictureStyle,
): Content {
  const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
  const label = { ...SMALL_TEXT, x: LABEL - 8, y: y + 12, 'text-anchor': 'end' };
  const bar = { x: from, y: y + 2, width: to - from, height: ROW - 5, fill: value < 0 ? down : up };
  const number =
    value < 0
      ? { ...SMALL_TEXT, x: from - 4, y: y + 12, 'text-anchor': 'end' }
      : { ...SMALL_TEXT, x: to + 4, y: y + 12 };
  const text = value < 0 ? `−${(-value).toFixed(2)}` : `+${value.toFixed(2)}`;
  return [element('text', label, name), element('rect', bar), element('text', number, text)];
}
