/**
 * Shares as horizontal bars with their 95 % intervals: accuracy by how often the right answer was trained.
 */
import { AXIS_HEIGHT, axisAcross } from '../../charts/frame';
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette, strokeOf } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import { countedShare } from '../../numbers/formats';
import type { Tally } from '../trustMeasures';
import { shareAxis } from './shareAxis';

/** One bar. */
export interface ShareBar extends Tally {
  readonly label: string;
}

const ROW = 24;
const LEFT = 120;
const RIGHT = 112;

/** The bars; those that nothing was scored for are left empty. */
export function shareBarsSvg(bars: readonly ShareBar[], palette: Palette = PAPER, width = 480): Drawing {
  const inner = width - LEFT - RIGHT;
  const bottom = bars.length * ROW;
  const rows = bars.map((bar, index) => barSvg(bar, index * ROW, inner, palette));
  const edges = { left: LEFT, right: width - RIGHT, bottom };
  return drawing(width, bottom + AXIS_HEIGHT, [
    rows,
    axisAcross(shareAxis('share right, 95 % interval'), edges, palette),
  ]);
}

function barSvg(
  { label, correct, scored, accuracy, interval }: ShareBar,
  y: number,
  inner: number,
  palette: Palette,
): Content {
  const middle = y + ROW / 2;
  const words = { y: middle + 4, fill: palette.foreground };
  const name = wordsSvg(label, { ...words, x: LEFT - 8, 'text-anchor': 'end' });
  if (scored === 0)
    return [name, wordsSvg('no such question', { ...words, x: LEFT + 4, fill: palette.muted })];
  const x = (share: number) => LEFT + share * inner;
  const bar = { x: LEFT, y: y + 5, height: ROW - 10 };
  const whisker = { x1: x(interval.low), x2: x(interval.high), y1: middle, y2: middle };
  return [
    name,
    element('rect', { ...bar, width: inner, fill: palette.line, 'fill-opacity': 0.4 }),
    element('rect', {
      ...bar,
      width: accuracy * inner,
      fill: strokeOf(palette, 0).colour,
      'fill-opacity': 0.8,
    }),
    element('line', { ...whisker, stroke: palette.foreground }),
    wordsSvg(countedShare(correct, scored), { ...words, x: LEFT + inner + 8 }),
  ];
}
