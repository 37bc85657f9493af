/**
 * Risk over coverage: how many answers are wrong when only the surest are given?
 */
import type { Abstention, ConfidenceMeasure, RiskCoverage } from '../trustMeasures';
import { type Content, element, type Markup } from '../../charts/markup';
import { svgDocument } from '../../charts/svg';
import { COLOURS, label, type PictureSize, type Plot, plotIn, shareAxes } from './plot';

const SIZE = { width: 320, height: 320 };

const STROKES = [
  { colour: COLOURS.first, dash: '' },
  { colour: COLOURS.second, dash: '6 3' },
  { colour: COLOURS.third, dash: '2 3' },
];

/** A curve: what answers are ranked by, and where its threshold lies. */
export interface RiskCurve {
  readonly measure: ConfidenceMeasure;
  readonly riskCoverage: RiskCoverage;
  readonly abstention?: Abstention;
}

/** The curves, with a mark where each threshold on invented names falls. */
export function riskCoverageSvg(curves: readonly RiskCurve[], size: PictureSize = SIZE): Markup {
  const plot = plotIn(size);
  const content = [
    shareAxes(plot, 'share of the questions answered', 'wrong among the answered'),
    ...curves.map((curve, index) => line(plot, curve, index)),
    ...curves.map((curve, index) => legend(plot, curve, index)),
  ];
  return svgDocument(size.width, size.height, content);
}

function line({ x, y }: Plot, { riskCoverage, abstention }: RiskCurve, index: number): Content {
  const { colour, dash } = strokeOf(index);
  const points = riskCoverage.points.map(({ coverage, risk }) => `${px(x(coverage))},${px(y(risk))}`);
  const curve = element('polyline', {
    ...{ points: points.join(' '), fill: 'none', stroke: colour },
    'stroke-width': 1.5,
    'stroke-dasharray': dash,
  });
  const all = riskCoverage.points.at(-1);
  if (!abstention || !all || abstention.answered.scored === 0) return curve;
  const withheld = abstention.rightWithheld + abstention.wrongWithheld;
  const coverage = abstention.answered.scored / (abstention.answered.scored + withheld);
  const mark = { cx: x(coverage), cy: y(1 - abstention.answered.accuracy), r: 4 };
  const words = `keeps ${Math.round(100 * abstention.keptOut)} % of the inventions out`;
  return [
    curve,
    element(
      'circle',
      { ...mark, fill: 'none', stroke: colour, 'stroke-width': 1.5 },
      element('title', {}, words),
    ),
  ];
}

function legend({ x, y }: Plot, { measure, abstention }: RiskCurve, index: number): Content {
  const { colour, dash } = strokeOf(index);
  const [at, height] = [x(0) + 12, y(1) + 12 + 16 * index];
  const stroke = { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dash };
  const words = abstention ? `by ${measure}; ○ inventions kept out` : `by ${measure}`;
  return [
    element('line', { x1: at, x2: at + 24, y1: height, y2: height, ...stroke }),
    label(at + 30, height + 4, words),
  ];
}

function strokeOf(index: number) {
  return STROKES[index % STROKES.length] ?? { colour: 'currentColor', dash: '' };
}

function px(value: number): string {
  return value.toFixed(1);
}
