/**
 * The reliability diagram: of the answers given with so much confidence, how many are right? On the
 * diagonal, confidence is what it says.
 */
import type { CalibrationReport, ReliabilityBin } from '../trustMeasures';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { COLOURS, label, type PictureSize, type Plot, plotIn, shareAxes } from './plot';

const SIZE = { width: 320, height: 320 };

/** Bins of fewer answers are drawn paler: their interval says why. */
const FEW = 5;

/** The diagram, before and, where there is one, after temperature scaling. */
export function reliabilitySvg({ before, scaled }: CalibrationReport, size: PictureSize = SIZE): Markup {
  const plot = plotIn(size);
  const { x, y } = plot;
  const diagonal = { x1: x(0), y1: y(0), x2: x(1), y2: y(1), stroke: 'currentColor', 'stroke-opacity': 0.5 };
  const content = [
    shareAxes(plot, 'confidence', 'share right'),
    element('line', { ...diagonal, 'stroke-dasharray': '2 4' }),
    ...before.bins.map((bin) => binMark(plot, bin, 'before')),
    ...(scaled?.after.bins ?? []).map((bin) => binMark(plot, bin, 'after')),
    legend(plot, scaled !== undefined),
  ];
  return svgDocument(size.width, size.height, content);
}

function binMark({ x, y }: Plot, bin: ReliabilityBin, when: 'before' | 'after'): Content {
  if (bin.count === 0) return '';
  const [cx, cy] = [x(bin.confidence), y(bin.accuracy)];
  const opacity = bin.count < FEW ? 0.45 : 1;
  if (when === 'after') {
    return element('rect', {
      ...{ x: cx - 3, y: cy - 3, width: 6, height: 6, fill: 'none', opacity },
      stroke: COLOURS.second,
      'stroke-width': 1.5,
    });
  }
  const whisker = { x1: cx, x2: cx, y1: y(bin.interval.low), y2: y(bin.interval.high), opacity };
  const words = `${bin.count} answers: confidence ${bin.confidence.toFixed(2)}, right ${bin.accuracy.toFixed(2)}`;
  return [
    element('line', { ...whisker, stroke: COLOURS.first, 'stroke-opacity': 0.5 }),
    element('circle', { cx, cy, r: 4, fill: COLOURS.first, opacity }, element('title', {}, words)),
  ];
}

function legend({ x, y }: Plot, scaled: boolean): Content {
  const at = x(0) + 12;
  const before = [
    element('circle', { cx: at, cy: y(1) + 12, r: 4, fill: COLOURS.first }),
    label(at + 10, y(1) + 16, 'as the model is, 95 % interval'),
  ];
  if (!scaled) return before;
  return [
    before,
    element('rect', {
      ...{ x: at - 3, y: y(1) + 25, width: 6, height: 6, fill: 'none' },
      stroke: COLOURS.second,
      'stroke-width': 1.5,
    }),
    label(at + 10, y(1) + 32, 'after temperature scaling'),
  ];
}
