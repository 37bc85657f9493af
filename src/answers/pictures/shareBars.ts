/**
 * Shares as horizontal bars with their 95 % intervals: accuracy by how often the right answer was trained.
 */
import type { Tally } from '../trustMeasures';
import { element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { COLOURS, label, percent } from './plot';

/** One bar. */
export interface ShareBar extends Tally {
  readonly label: string;
}

const ROW = 24;
const LEFT = 120;
const RIGHT = 104;

/** The bars; those that nothing was scored for are left empty. */
export function shareBarsSvg(bars: readonly ShareBar[], width = 480): Markup {
  const inner = width - LEFT - RIGHT;
  const x = (share: number) => LEFT + share * inner;
  const rows = bars.map((bar, index) => {
    const y = index * ROW;
    const middle = y + ROW / 2;
    const name = label(LEFT - 8, middle + 4, bar.label, 'end');
    if (bar.scored === 0) return [name, label(LEFT + 4, middle + 4, 'no such question')];
    const { low, high } = bar.interval;
    const whisker = { x1: x(low), x2: x(high), y1: middle, y2: middle, stroke: 'currentColor' };
    const words = `${percent(bar.accuracy)}  ${bar.correct} of ${bar.scored}`;
    return [
      name,
      element('rect', {
        ...{ x: LEFT, y: y + 5, width: inner, height: ROW - 10 },
        fill: 'currentColor',
        'fill-opacity': 0.06,
      }),
      element('rect', {
        ...{ x: LEFT, y: y + 5, width: bar.accuracy * inner, height: ROW - 10, fill: COLOURS.first },
        'fill-opacity': 0.8,
      }),
      element('line', { ...whisker, 'stroke-opacity': 0.7 }),
      label(LEFT + inner + 8, middle + 4, words),
    ];
  });
  return svgDocument(width, bars.length * ROW, rows);
}
