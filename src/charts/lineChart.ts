/**
 * A plain line chart: data in, SVG out.
 */
import { type Axis, roundStep, shareOf, tickText, ticksOf } from './axis';
import { type Content, element, type Markup } from './markup';
import { svgDocument } from './svg';

/** One curve. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A line to measure the curves against. */
interface ReferenceLine {
  readonly name: string;
  readonly y: number;
}

/** What to draw. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
  readonly references?: readonly ReferenceLine[];
  readonly width: number;
  readonly height: number;
  /** The greatest y to show; the data's own when left out. */
  readonly top?: number;
}

/** Colours that stay apart for colour-blind readers (Okabe & Ito, 2008), and dashes that need none. */
const STROKES = [
  { colour: '#0072b2', dash: '' },
  { colour: '#d55e00', dash: '6 3' },
  { colour: '#009e73', dash: '2 3' },
  { colour: '#cc79a7', dash: '8 3 2 3' },
  { colour: '#e69f00', dash: '4 2' },
];

const MARGIN = { left: 48, right: 12, top: 24, bottom: 36 };

/** The chart; its text takes the colour of the page it stands on. */
export function lineChartSvg(chart: LineChart): Markup {
  const frame = frameOf(chart);
  const parts = [
    element('text', { x: MARGIN.left, y: 15, 'font-size': 13, fill: 'currentColor' }, chart.title),
    ...axes(chart, frame),
    ...(chart.references ?? []).map((reference) => referenceLine(reference, chart, frame)),
    ...chart.curves.map((curve, index) => polyline(curve, index, frame)),
    // A single curve is what the title says.
    ...(chart.curves.length > 1 ? chart.curves.map((curve, index) => legend(curve, index, chart)) : []),
  ];
  return svgDocument(chart.width, chart.height, parts);
}

interface Frame {
  readonly across: Axis;
  readonly up: Axis;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Both axes begin at zero; the lower one ends with the data, the other at a round value. */
function frameOf({ xLabel, yLabel, curves, references = [], width, height, top }: LineChart): Frame {
  const points = curves.flatMap((curve) => curve.points);
  const highest = greatest([...points.map(([, y]) => y), ...references.map(({ y }) => y)]);
  const step = roundStep(highest / 5);
  const linear = { from: 0, scale: 'linear' } as const;
  const across = { ...linear, label: xLabel, to: greatest(points.map(([x]) => x)) };
  const up = { ...linear, label: yLabel, to: top ?? step * Math.ceil(highest / step - 1e-9) };
  const [inner, tall] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  return {
    across,
    up,
    x: (value) => MARGIN.left + inner * shareOf(across, value),
    y: (value) => MARGIN.top + tall * (1 - shareOf(up, value)),
  };
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 1e-9);
}

function axes({ width, height }: LineChart, { x, y, across, up }: Frame): readonly Content[] {
  const text = { 'font-size': 11, fill: 'currentColor' };
  const bottom = height - MARGIN.bottom;
  const horizontal = ticksOf(up).map((value) => {
    const at = y(value);
    const line = { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at, stroke: 'currentColor' };
    const label = element(
      'text',
      { ...text, x: MARGIN.left - 6, y: at + 4, 'text-anchor': 'end' },
      tickText(value),
    );
    return [element('line', { ...line, 'stroke-opacity': value === 0 ? 0.6 : 0.12 }), label];
  });
  const vertical = ticksOf(across).map((value) =>
    element('text', { ...text, x: x(value), y: bottom + 14, 'text-anchor': 'middle' }, tickText(value)),
  );
  const middle = (MARGIN.left + width - MARGIN.right) / 2;
  const names = [
    element('text', { ...text, x: middle, y: height - 6, 'text-anchor': 'middle' }, across.label),
    element('text', { ...text, x: width - MARGIN.right, y: 15, 'text-anchor': 'end' }, up.label),
  ];
  return [...horizontal, ...vertical, ...names];
}

function polyline({ points }: Curve, index: number, { x, y }: Frame): Content {
  const { colour, dash } = strokeOf(index);
  const path = points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ');
  return element('polyline', {
    points: path,
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.5,
    'stroke-dasharray': dash,
  });
}

function referenceLine({ name, y: value }: ReferenceLine, { width }: LineChart, { y }: Frame): Content {
  const at = y(value);
  const line = { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at, stroke: 'currentColor' };
  const label = {
    x: width - MARGIN.right,
    y: at - 4,
    'text-anchor': 'end',
    'font-size': 11,
    fill: 'currentColor',
  };
  return [element('line', { ...line, 'stroke-dasharray': '1 3' }), element('text', label, name)];
}

function legend({ name }: Curve, index: number, { width }: LineChart): Content {
  const { colour, dash } = strokeOf(index);
  const at = MARGIN.top + 12 + 16 * index;
  const x = width - MARGIN.right - 130;
  const line = { x1: x, x2: x + 24, y1: at - 4, y2: at - 4, stroke: colour, 'stroke-width': 1.5 };
  const text = { x: x + 30, y: at, 'font-size': 11, fill: 'currentColor' };
  return [element('line', { ...line, 'stroke-dasharray': dash }), element('text', text, name)];
}

function strokeOf(index: number): { colour: string; dash: string } {
  return STROKES[index % STROKES.length] ?? { colour: 'currentColor', dash: '' };
}
