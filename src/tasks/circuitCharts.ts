/**
 * How a circuit came to be, as charts.
 */
import type { Chart } from '../charts/chart';
import { curvesChart } from '../charts/curves';
import type { CircuitResult } from './circuitResult';

/** Pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A circuit's results in one run or in several, by their names. */
type NamedResults = readonly (readonly [name: string, circuit: CircuitResult])[];

/** Scores at checkpoints, a line a run, beside the level from which on the circuit counts as formed. */
export function scoresChart(results: NamedResults, size: Size): Chart {
  const [, first] = results[0] ?? [];
  const { from = 1, chance = 1 } = first ?? {};
  return curvesChart({
    ...size,
    xLabel: 'step',
    yLabel: 'score',
    share: true,
    lines: results.map(([name, { history }]) => {
      return { name, points: history.map(({ step, score }) => [step, score] as const) };
    }),
    levels: [{ name: 'formed', y: from }, ...(chance >= 1 ? [] : [{ name: 'even attention', y: chance }])],
  });
}

/** What becomes of the loss without the waves; undefined of other circuits. */
export function excludedLossChart({ history }: CircuitResult, size: Size): Chart | undefined {
  const line = (name: string, key: 'learned' | 'excluded') => {
    const points = history.flatMap(({ step, [key]: loss }) =>
      loss === undefined ? [] : [[step, loss] as const],
    );
    return { name, points };
  };
  const lines = [line('learned', 'learned'), line('without the waves', 'excluded')];
  if (lines.some(({ points }) => points.length < 2)) return undefined;
  return curvesChart({ ...size, xLabel: 'step', yLabel: 'nats a sum', lines });
}
