/**
 * What the answers lean towards: for the answers given most often, how often they are given and how often
 * they are true, joined by a line.
 */
import { type Axis, shareOf } from '../../charts/axis';
import { AXIS_HEIGHT, axisAcross } from '../../charts/frame';
import { type Content, element } from '../../charts/markup';
import { PAPER, type Palette, strokeOf } from '../../charts/palette';
import { type Drawing, drawing } from '../../charts/svg';
import { wordsSvg } from '../../charts/words';
import type { AnswerFrequency } from '../trust';

const ROW = 20;
const LEFT = 120;
const RIGHT = 16;

/** The picture of the first `most` answers. */
export function answerBiasSvg(
  answers: readonly AnswerFrequency[],
  palette: Palette = PAPER,
  width = 480,
  most = 12,
): Drawing {
  const shown = answers.slice(0, most);
  const greatest = Math.max(1, ...shown.flatMap(({ predicted, truth }) => [predicted, truth]));
  const axis: Axis = { label: 'times', from: 0, to: greatest, scale: 'linear', form: 'whole' };
  const edges = { left: LEFT, right: width - RIGHT, bottom: shown.length * ROW };
  const x = (count: number) => LEFT + (edges.right - LEFT) * shareOf(axis, count);
  const rows = shown.map((answer, index) => rowSvg(answer, index * ROW + ROW / 2, x, palette));
  const line = { x1: LEFT, x2: edges.right, y1: edges.bottom, y2: edges.bottom, stroke: palette.line };
  return drawing(width, edges.bottom + AXIS_HEIGHT, [
    rows,
    element('line', line),
    axisAcross(axis, edges, palette),
    legend(edges.bottom + 26, palette),
  ]);
}

function rowSvg(
  { answer, predicted, truth, trained }: AnswerFrequency,
  y: number,
  x: (count: number) => number,
  palette: Palette,
): Content {
  const { colour } = strokeOf(palette, 0);
  const line = { x1: x(truth), x2: x(predicted), y1: y, y2: y, stroke: colour };
  const words = `${answer}: given ${predicted} times, true ${truth} times, trained ${trained} times`;
  return element(
    'g',
    {},
    element('title', {}, words),
    wordsSvg(answer, { x: LEFT - 8, y: y + 4, 'text-anchor': 'end', fill: palette.foreground }),
    element('line', { ...line, 'stroke-width': 2, 'stroke-opacity': 0.5 }),
    element('circle', { cx: x(truth), cy: y, r: 4, fill: 'none', stroke: palette.foreground }),
    element('circle', { cx: x(predicted), cy: y, r: 3, fill: colour }),
  );
}

function legend(y: number, palette: Palette): Content {
  const words = { y: y + 4, fill: palette.foreground };
  return [
    element('circle', { cx: LEFT + 4, cy: y, r: 3, fill: strokeOf(palette, 0).colour }),
    wordsSvg('given', { ...words, x: LEFT + 12 }),
    element('circle', { cx: LEFT + 60, cy: y, r: 4, fill: 'none', stroke: palette.foreground }),
    wordsSvg('true', { ...words, x: LEFT + 70 }),
  ];
}
