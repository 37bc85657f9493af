/**
 * How sure the model is when it is right, when it is wrong, and about people who do not exist: three rows on
 * one axis. What it is worth as a warning is how little they overlap.
 */
import { type Axis, shareOf } from '../../charts/axis';
import { AXIS_HEIGHT, axisAcross } from '../../charts/frame';
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { threeDigits, wholeNumber } from '../../numbers/formats';
import type { ConfidenceHistogram, ConfidenceMeasure } from '../trustMeasures';
import type { Verdict } from '../verdicts';
import { verdictColour } from './verdictSeries';

const ROW = 56;
const LEFT = 72;
const RIGHT = 16;
const HEADER = 16;

const ROWS: readonly (readonly [row: 'right' | 'wrong' | 'invented', like: Verdict])[] = [
  ['right', 'known'],
  ['wrong', 'made up'],
  ['invented', 'unknowable'],
];

/** What to draw. */
export interface ConfidencePicture {
  readonly histogram: ConfidenceHistogram;
  /** Where the model had better say “I don’t know”. */
  readonly threshold?: number | undefined;
  readonly measure: ConfidenceMeasure;
}

/** The three rows; a line marks the threshold. */
export function confidenceHistogramSvg(
  { histogram, threshold, measure }: ConfidencePicture,
  palette: Palette = PAPER,
  width = 480,
): Drawing {
  const { low, high } = histogram;
  const axis: Axis = { label: measure, from: low, to: high, scale: 'linear' };
  const shown = ROWS.filter(([key]) => histogram[key].some((count) => count > 0));
  const bottom = HEADER + shown.length * ROW;
  const edges = { left: LEFT, right: width - RIGHT, bottom };
  const rows = shown.map(([key, like], index) => {
    const row = { counts: histogram[key], title: key, colour: verdictColour(like, palette) };
    return rowSvg({ ...row, y: HEADER + index * ROW, inner: edges.right - LEFT }, palette);
  });
  const content: Content[] = [rows, axisAcross(axis, edges, palette)];
  if (threshold !== undefined && Number.isFinite(threshold)) {
    const x = LEFT + (edges.right - LEFT) * shareOf(axis, threshold);
    const line = { x1: x, x2: x, y1: HEADER - 4, y2: bottom, stroke: palette.foreground };
    const words = { x, y: 10, 'text-anchor': x > width / 2 ? 'end' : 'start', fill: palette.foreground };
    content.push(
      element('line', { ...line, 'stroke-dasharray': '2 3' }),
      wordsSvg(`“I don’t know” up to ${threeDigits(threshold)}`, words),
    );
  }
  return drawing(width, bottom + AXIS_HEIGHT, content);
}

interface HistogramRow {
  readonly counts: readonly number[];
  readonly title: string;
  readonly colour: string;
  readonly y: number;
  readonly inner: number;
}

/** One row, as high as its own greatest count: the three have different numbers of answers. */
function rowSvg({ counts, title, colour, y, inner }: HistogramRow, palette: Palette): Content {
  const [greatest, all] = [Math.max(1, ...counts), counts.reduce((sum, count) => sum + count, 0)];
  const step = inner / counts.length;
  const tall = ROW - 12;
  const bars = counts.map((count, index) => {
    const height = (count / greatest) * tall;
    const bar = { x: LEFT + index * step, y: y + ROW - height, width: step - 1, height };
    return count === 0 ? '' : element('rect', { ...bar, fill: colour });
  });
  const line = { x1: LEFT, x2: LEFT + inner, y1: y + ROW, y2: y + ROW, stroke: palette.line };
  const words = { x: LEFT - 8, 'text-anchor': 'end' };
  return [
    bars,
    element('line', line),
    wordsSvg(title, { ...words, y: y + ROW - 14, fill: palette.foreground }),
    wordsSvg(wholeNumber(all), { ...words, y: y + ROW, fill: palette.muted }),
  ];
}
