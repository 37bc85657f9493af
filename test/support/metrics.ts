/**
 * Rows of metrics: made up, and as they lie in a run’s folder.
 */
import type { MetricsRow } from '../../src/runs/metrics';
import { readMetrics } from '../../src/runs/metricsTail';
import type { RunFolder } from '../../src/runs/runFolder';

/** A row of a step. */
export function row(step: number): MetricsRow {
  return {
    step,
    epoch: 0,
    tokens: 100 * Math.max(0, Math.round(step)),
    seconds: step,
    loss: 1,
    accuracy: 0.5,
    learningRate: 0.001,
    gradientNorm: 1,
    tokensPerSecond: 100,
    memoryBytes: 1,
    secondsLeft: 1,
  };
}

/** What tests look at of a row. */
export interface ReadRow {
  readonly step: number;
  readonly loss: number;
  readonly exactMatch: number | undefined;
}

/** The rows of a short run: a long one’s are joined. */
export async function metricsOf(folder: RunFolder): Promise<readonly ReadRow[]> {
  const { step, loss, exactMatch } = (await readMetrics(folder)).columns;
  return Array.from(step, (at, index) => {
    const match = exactMatch[index] ?? NaN;
    return { step: at, loss: loss[index] ?? NaN, exactMatch: Number.isNaN(match) ? undefined : match };
  });
}
