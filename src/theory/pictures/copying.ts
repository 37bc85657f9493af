/**
 * The pictures of page a: keys and query, the weights, and c on its way to a value.
 */
import { fixed } from '../../numbers/formats';
import { type CopyingResults, COPY_SHARE } from '../copying';
import type { Chart } from '../../charts/chart';
import type { Mark } from '../../charts/marks';
import { element } from '../../charts/markup';
import { type Drawing, drawing } from '../../charts/svg';
import { type Palette, strokeOf } from '../../charts/palette';
import type { Plane, PlanePoint } from './plane';
import { symbolsSvg } from '../../charts/words';

const OTHERS = 0;
const TARGET = 1;
const QUERY = 2;

/** Names of keys: the letters that the study uses for its indices are too few. */
function keyName(index: number): string {
  return `k_${index + 1}`;
}

/** The largest coordinate that is drawn: there is always room to drag a vector further out. */
export function planeRange({ state }: CopyingResults): number {
  const lengths = [...state.keys, state.query].map(([x = 0, y = 0]) => Math.max(Math.abs(x), Math.abs(y)));
  return Math.max(1.4, 1.25 * Math.max(...lengths));
}

/**
 * Keys and query in their first two dimensions; the thicker a key, the more weight it gets.
 *
 * @param range The largest coordinate that is seen; fixed while a vector is dragged, lest it runs away.
 */
export function keysPlane(results: CopyingResults, size: number, range = planeRange(results)): Plane {
  const { state, weights } = results;
  const arrows = state.keys.map((key, index) => ({
    to: firstTwo(key),
    name: keyName(index),
    series: index === state.target ? TARGET : OTHERS,
    thickness: 1 + 4 * (weights[index] ?? 0),
  }));
  const query = { to: firstTwo(state.query), name: 'q', series: QUERY, thickness: 1.5 };
  return { size, range, arrows: [...arrows, query], spots: [], paths: [] };
}

function firstTwo([x = 0, y = 0]: readonly number[]): PlanePoint {
  return [x, y];
}

/** The values, and c where it stands and where it goes as β grows. */
export function valuesPlane(results: CopyingResults, size: number): Plane {
  const { state, values, weights, growth } = results;
  const spots = values.map((at, index) => ({
    at,
    name: `v_${index + 1}`,
    series: index === state.target ? TARGET : OTHERS,
    radius: 3 + 6 * (weights[index] ?? 0),
    filled: false,
  }));
  const mixture = { at: results.mixture, name: 'c', series: QUERY, radius: 4, filled: true };
  return {
    size,
    range: 1.35,
    arrows: [],
    spots: [...spots, mixture],
    paths: [{ points: growth.path, series: QUERY }],
  };
}

const BAR = 20;

/** α as bars, one for each key, with its number. */
export function weightBarsSvg({ weights, state }: CopyingResults, width: number, palette: Palette): Drawing {
  const [left, right] = [30, 52];
  const rows = weights.map((weight, index) => {
    const y = index * BAR;
    const { colour } = strokeOf(palette, index === state.target ? TARGET : OTHERS);
    const words = { 'font-size': 12, y: y + 14, fill: palette.foreground };
    return [
      symbolsSvg(keyName(index), { ...words, x: 0 }),
      element('line', { x1: left, x2: width - right, y1: y + 17.5, y2: y + 17.5, stroke: palette.line }),
      element('rect', {
        x: left,
        y: y + 4,
        width: (width - left - right) * weight,
        height: 13,
        fill: colour,
      }),
      symbolsSvg(fixed(weight, 3), { ...words, x: width, 'text-anchor': 'end' }),
    ];
  });
  return drawing(width, weights.length * BAR + 2, rows);
}

/** α of every key over β, with the three thresholds of 99 %. */
export function growthChart({ growth, state, threshold }: CopyingResults, width: number): Chart {
  const most = growth.betas.at(-1) ?? 1;
  const curves = growth.weights.map((weights, key): Mark => {
    const target = key === state.target;
    const points = growth.betas.map((beta, index) => [beta, weights[index] ?? 0] as const);
    const named = target
      ? { name: `α of ${keyName(key)}` }
      : key === (state.target === 0 ? 1 : 0)
        ? { name: 'the others' }
        : {};
    return { kind: 'line', series: target ? TARGET : OTHERS, points, ...named };
  });
  const rules: Mark[] = [{ kind: 'rule', at: { y: COPY_SHARE }, words: '99 %' }];
  if (threshold && threshold.exact < most) {
    rules.push({ kind: 'rule', at: { x: threshold.exact }, words: `β = ${fixed(threshold.exact, 2)}` });
  }
  const now: Mark = { kind: 'rule', at: { x: Math.min(most, state.beta) }, words: 'now' };
  return {
    width,
    height: 220,
    symbols: true,
    x: { label: 'β, length of the query', from: 0, to: most, scale: 'linear' },
    y: { label: 'α', from: 0, to: 1, scale: 'linear', ticks: [0, 0.25, 0.5, 0.75, 1] },
    marks: [...rules, now, ...curves],
  };
}
