/**
 * Risk over coverage: how many answers are wrong when only the surest are given?
 */
import type { Chart } from '../../charts/chart';
import type { Mark } from '../../charts/marks';
import { percent } from '../../numbers/formats';
import type { Abstention, ConfidenceMeasure, RiskCoverage } from '../trustMeasures';
import { type PictureSize, shareAxis } from './shareAxis';

const SIZE = { width: 320, height: 340 };

/** A curve: what answers are ranked by, and where its threshold lies. */
export interface RiskCurve {
  readonly measure: ConfidenceMeasure;
  readonly riskCoverage: RiskCoverage;
  readonly abstention?: Abstention;
}

/** The curves, with a mark where each threshold on invented names falls. */
export function riskCoverageChart(curves: readonly RiskCurve[], size: PictureSize = SIZE): Chart {
  const lines = curves.map(({ measure, riskCoverage }, series): Mark => {
    const points = riskCoverage.points.map(({ coverage, risk }) => [coverage, risk] as const);
    return { kind: 'line', name: `by ${measure}`, series, points };
  });
  const thresholds = curves.flatMap(({ abstention }, series) =>
    abstention && abstention.answered.scored > 0 ? [thresholdMark(abstention, series)] : [],
  );
  const [first, ...others] = thresholds;
  return {
    ...size,
    x: shareAxis('share of the questions answered'),
    y: shareAxis('wrong among the answered'),
    // One entry of the legend says what all rings are.
    marks: [...lines, ...(first ? [{ ...first, name: 'inventions kept out' }] : []), ...others],
  };
}

function thresholdMark(
  { answered, rightWithheld, wrongWithheld, keptOut }: Abstention,
  series: number,
): Mark & { kind: 'points' } {
  const coverage = answered.scored / (answered.scored + rightWithheld + wrongWithheld);
  return {
    kind: 'points',
    shape: 'ring',
    series,
    points: [[coverage, 1 - answered.accuracy]],
    words: [`keeps ${percent(keptOut)} of the inventions out`],
  };
}
