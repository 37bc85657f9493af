/**
 * A plain line chart: data in, SVG out.
 */
import { element, escapeText, svgDocument } from './svg';

/** One curve. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A line to measure the curves against. */
export interface ReferenceLine {
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
export function lineChartSvg(chart: LineChart): string {
  const frame = frameOf(chart);
  const parts = [
    element(
      'text',
      { x: MARGIN.left, y: 15, 'font-size': 13, fill: 'currentColor' },
      escapeText(chart.title),
    ),
    ...axes(chart, frame),
    ...(chart.references ?? []).map((reference) => referenceLine(reference, chart, frame)),
    ...chart.curves.map((curve, index) => polyline(curve, index, frame)),
    ...chart.curves.map((curve, index) => legend(curve, index, chart)),
  ];
  return svgDocument(chart.width, chart.height, parts.join(''));
}

interface Frame {
  readonly xMost: number;
  readonly yMost: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Both axes begin at zero. */
function frameOf({ curves, references = [], width, height, top }: LineChart): Frame {
  const points = curves.flatMap((curve) => curve.points);
  const xMost = niceCeiling(Math.max(...points.map(([x]) => x), 1e-9));
  const highest = Math.max(...points.map(([, y]) => y), ...references.map(({ y }) => y), 1e-9);
  const yMost = top ?? niceCeiling(highest);
  const [inner, tall] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  return {
    xMost,
    yMost,
    x: (value) => MARGIN.left + (inner * value) / xMost,
    y: (value) => MARGIN.top + tall * (1 - Math.min(1, value / yMost)),
  };
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below `value`. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((nice) => nice >= value) ?? value;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

function axes(
  { xLabel, yLabel, width, height }: LineChart,
  { x, y, xMost, yMost }: Frame,
): readonly string[] {
  const text = { 'font-size': 11, fill: 'currentColor' };
  const bottom = height - MARGIN.bottom;
  const horizontal = TICKS.map((share) => {
    const at = y(share * yMost);
    const line = { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at, stroke: 'currentColor' };
    const label = element(
      'text',
      { ...text, x: MARGIN.left - 6, y: at + 4, 'text-anchor': 'end' },
      tick(share * yMost),
    );
    return element('line', { ...line, 'stroke-opacity': share === 0 ? 0.6 : 0.12 }) + label;
  });
  const vertical = TICKS.map((share) =>
    element(
      'text',
      { ...text, x: x(share * xMost), y: bottom + 14, 'text-anchor': 'middle' },
      tick(share * xMost),
    ),
  );
  const middle = (MARGIN.left + width - MARGIN.right) / 2;
  const names = [
    element('text', { ...text, x: middle, y: height - 6, 'text-anchor': 'middle' }, escapeText(xLabel)),
    element('text', { ...text, x: width - MARGIN.right, y: 15, 'text-anchor': 'end' }, escapeText(yLabel)),
  ];
  return [...horizontal, ...vertical, ...names];
}

function tick(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

function polyline({ points }: Curve, index: number, { x, y }: Frame): string {
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

function referenceLine({ name, y: value }: ReferenceLine, { width }: LineChart, { y }: Frame): string {
  const at = y(value);
  const line = { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at, stroke: 'currentColor' };
  const label = {
    x: width - MARGIN.right,
    y: at - 4,
    'text-anchor': 'end',
    'font-size': 11,
    fill: 'currentColor',
  };
  return element('line', { ...line, 'stroke-dasharray': '1 3' }) + element('text', label, escapeText(name));
}

function legend({ name }: Curve, index: number, { width }: LineChart): string {
  const { colour, dash } = strokeOf(index);
  const at = MARGIN.top + 12 + 16 * index;
  const x = width - MARGIN.right - 130;
  const line = { x1: x, x2: x + 24, y1: at - 4, y2: at - 4, stroke: colour, 'stroke-width': 1.5 };
  const text = { x: x + 30, y: at, 'font-size': 11, fill: 'currentColor' };
  return element('line', { ...line, 'stroke-dasharray': dash }) + element('text', text, escapeText(name));
}

function strokeOf(index: number): { colour: string; dash: string } {
  return STROKES[index % STROKES.length] ?? { colour: 'currentColor', dash: '' };
}
