/**
 * The reliability diagram: of the answers given with so much confidence, how many are right? On the
 * diagonal, confidence is what it says.
 */
import type { Chart } from '../../charts/chart';
import type { PointsMark } from '../../charts/marks';
import { fixed } from '../../numbers/formats';
import type { CalibrationReport, ReliabilityBin } from '../trustMeasures';
import { type PictureSize, shareAxis } from './shareAxis';

const SIZE = { width: 320, height: 340 };

/** Bins of fewer answers are drawn paler: their interval says why. */
const FEW = 5;

/** The diagram, before and, where there is one, after temperature scaling. */
export function reliabilityChart({ before, scaled }: CalibrationReport, size: PictureSize = SIZE): Chart {
  const after = scaled
    ? [{ ...pointsOf(scaled.after.bins, 'after temperature scaling'), series: 1, shape: 'square' as const }]
    : [];
  const diagonal = [
    [0, 0],
    [1, 1],
  ] as const;
  return {
    ...size,
    x: shareAxis('confidence'),
    y: shareAxis('share right'),
    marks: [
      { kind: 'line', series: 'muted', points: diagonal },
      pointsOf(before.bins, 'as the model is, 95 % interval'),
      ...after.map(({ intervals: _, ...mark }) => mark),
    ],
  };
}

function pointsOf(all: readonly ReliabilityBin[], name: string): PointsMark {
  const bins = all.filter(({ count }) => count > 0);
  return {
    kind: 'points',
    name,
    series: 0,
    points: bins.map(({ confidence, accuracy }) => [confidence, accuracy]),
    intervals: bins.map(({ interval }) => [interval.low, interval.high]),
    faint: bins.map(({ count }) => count < FEW),
    words: bins.map(
      ({ count, confidence, accuracy }) =>
        `${count} answers: confidence ${fixed(confidence, 2)}, right ${fixed(accuracy, 2)}`,
    ),
  };
}
