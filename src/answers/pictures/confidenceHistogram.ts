/**
 * How sure the model is when it is right, when it is wrong, and about people who do not exist: three rows on
 * one axis. What it is worth as a warning is how little they overlap.
 */
import type { ConfidenceHistogram } from '../trustMeasures';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { COLOURS, label } from './plot';

const ROW = 56;
const LEFT = 72;
const RIGHT = 12;
const BOTTOM = 36;

const ROWS = [
  ['right', 'right', COLOURS.known],
  ['wrong', 'wrong', COLOURS['made up']],
  ['invented', 'invented', COLOURS.unknowable],
] as const;

/** The three rows; a line marks the threshold below which the model had better say “I don’t know”. */
export function confidenceHistogramSvg(
  histogram: ConfidenceHistogram,
  threshold: number | undefined,
  name: string,
  width = 480,
): Markup {
  const { low, high } = histogram;
  const inner = width - LEFT - RIGHT;
  const x = (value: number) => LEFT + ((value - low) / (high - low)) * inner;
  const shown = ROWS.filter(([key]) => histogram[key].some((count) => count > 0));
  const rows = shown.map(([key, title, colour], index) =>
    row({ counts: histogram[key], title, colour, y: index * ROW, inner }),
  );
  const bottom = shown.length * ROW;
  const ticks = [low, (low + high) / 2, high].map((value) =>
    label(x(value), bottom + 14, String(value), 'middle'),
  );
  const content = [...rows, ...ticks, label(LEFT + inner / 2, bottom + 30, name, 'middle')];
  if (threshold !== undefined && Number.isFinite(threshold)) {
    const line = { x1: x(threshold), x2: x(threshold), y1: 0, y2: bottom, stroke: 'currentColor' };
    content.push(element('line', { ...line, 'stroke-dasharray': '2 3' }));
  }
  return svgDocument(width, bottom + BOTTOM, content);
}

interface HistogramRow {
  readonly counts: readonly number[];
  readonly title: string;
  readonly colour: string;
  readonly y: number;
  readonly inner: number;
}

/** One row, as high as its own greatest count: the three have different numbers of answers. */
function row({ counts, title, colour, y, inner }: HistogramRow): Content {
  const [greatest, all] = [Math.max(1, ...counts), counts.reduce((sum, count) => sum + count, 0)];
  const step = inner / counts.length;
  const tall = ROW - 12;
  const bars = counts.map((count, index) => {
    const height = (count / greatest) * tall;
    const bar = { x: LEFT + index * step, y: y + ROW - height, width: step - 1, height };
    return count === 0 ? '' : element('rect', { ...bar, fill: colour });
  });
  const line = { x1: LEFT, x2: LEFT + inner, y1: y + ROW, y2: y + ROW, stroke: 'currentColor' };
  return [
    bars,
    element('line', { ...line, 'stroke-opacity': 0.4 }),
    label(LEFT - 8, y + ROW - 14, title, 'end'),
    label(LEFT - 8, y + ROW, String(all), 'end'),
  ];
}
