/**
 * The pictures of page b: the matrices, and both errors.
 */
import { AVERAGING_FIELDS, type AveragingResults } from '../averaging';
import type { Matrix } from '../../numbers/linearAlgebra';
import type { Chart } from '../../charts/chart';
import type { MatrixPicture } from './matrix';

/** Pixels that the larger matrix may take. */
const WIDEST = 150;

/** M = A Aᵀ, what it makes of v_a + v_b beside v_a itself, and AᵀB, which should be empty. */
export function projectionMatrices({ projection }: AveragingResults): readonly MatrixPicture[] {
  const cell = Math.floor(WIDEST / projection.m.columns);
  return [
    { name: 'M = A Aᵀ', matrix: projection.m, cell, most: 1 },
    { name: 'v_a + v_b', matrix: column(projection.sum), cell, most: 1 },
    { name: 'M(v_a + v_b)', matrix: column(projection.pulledOut), cell, most: 1 },
    { name: 'v_a', matrix: column(projection.valueA), cell, most: 1 },
    { name: 'AᵀB', matrix: projection.overlap, cell: Math.max(cell, 10), most: 1 },
  ];
}

function column(vector: Float64Array): Matrix {
  return { rows: vector.length, columns: 1, data: vector };
}

/** ‖M(v_a + v_b) − v_a‖ over the angle between the spans. */
export function angleChart({ errorByAngle, measuredByAngle, state }: AveragingResults, width: number): Chart {
  return {
    width,
    height: 220,
    symbols: true,
    x: {
      label: 'φ, angle between the spans in degrees',
      from: 0,
      to: 90,
      scale: 'linear',
      ticks: [0, 30, 60, 90],
    },
    y: { label: '‖M(v_a + v_b) − v_a‖', from: 0, to: 1, scale: 'linear' },
    marks: [
      { kind: 'rule', at: { x: 90 - state.tilt }, words: 'now' },
      { kind: 'line', name: 'cos φ', series: 0, points: errorByAngle },
      { kind: 'points', name: 'computed', series: 1, points: measuredByAngle },
    ],
  };
}

/** Errors are drawn down to this one: below lies nothing but rounding. */
const LEAST_ERROR = 1e-8;

/** ‖c − ½(v_a + v_b)‖ over β, logarithmically: it falls as e^{−β}. */
export function errorChart({ average, state }: AveragingResults, width: number): Chart {
  const { control } = AVERAGING_FIELDS.beta;
  const most = control.kind === 'slider' ? control.most : state.beta;
  const seen = (points: AveragingResults['average']['curve']) =>
    points.filter(([, error]) => error > LEAST_ERROR);
  return {
    width,
    height: 220,
    symbols: true,
    x: { label: 'β, length of the query', from: 0, to: most, scale: 'linear' },
    y: { label: '‖c − ½(v_a + v_b)‖', from: LEAST_ERROR, to: 1, scale: 'log' },
    marks: [
      { kind: 'rule', at: { y: 0.01 }, words: '1 %' },
      { kind: 'rule', at: { x: state.beta }, words: 'now' },
      { kind: 'line', name: 'formula', series: 0, points: seen(average.curve) },
      { kind: 'points', name: 'computed', series: 1, points: seen(average.measured) },
    ],
  };
}
