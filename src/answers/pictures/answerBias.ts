/**
 * What the answers lean towards: for the answers given most often, how often they are given and how often
 * they are true, joined by a line.
 */
import type { AnswerFrequency } from '../trust';
import { element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { COLOURS, label } from './plot';

const ROW = 20;
const LEFT = 120;
const RIGHT = 16;
const BOTTOM = 36;

/** The picture of the first `most` answers. */
export function answerBiasSvg(answers: readonly AnswerFrequency[], width = 480, most = 12): Markup {
  const shown = answers.slice(0, most);
  const greatest = Math.max(1, ...shown.flatMap(({ predicted, truth }) => [predicted, truth]));
  const x = (count: number) => LEFT + (count / greatest) * (width - LEFT - RIGHT);
  const rows = shown.map(({ answer, predicted, truth, trained }, index) => {
    const y = index * ROW + ROW / 2;
    const line = { x1: x(truth), x2: x(predicted), y1: y, y2: y, stroke: COLOURS.first };
    const words = `${answer}: given ${predicted} times, true ${truth} times, trained ${trained} times`;
    return element(
      'g',
      {},
      element('title', {}, words),
      label(LEFT - 8, y + 4, answer, 'end'),
      element('line', { ...line, 'stroke-width': 2, 'stroke-opacity': 0.5 }),
      element('circle', { cx: x(truth), cy: y, r: 4, fill: 'none', stroke: 'currentColor' }),
      element('circle', { cx: x(predicted), cy: y, r: 3, fill: COLOURS.first }),
    );
  });
  const bottom = shown.length * ROW;
  const axis = { x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom, stroke: 'currentColor' };
  const legendAt = LEFT + 4;
  const legend = [
    element('line', { ...axis, 'stroke-opacity': 0.6 }),
    label(x(0), bottom + 14, '0', 'middle'),
    label(x(greatest), bottom + 14, `${greatest} times`, 'end'),
    element('circle', { cx: legendAt, cy: bottom + 26, r: 3, fill: COLOURS.first }),
    label(legendAt + 8, bottom + 30, 'given'),
    element('circle', { cx: legendAt + 56, cy: bottom + 26, r: 4, fill: 'none', stroke: 'currentColor' }),
    label(legendAt + 66, bottom + 30, 'true'),
  ];
  return svgDocument(width, bottom + BOTTOM, [...rows, ...legend]);
}
