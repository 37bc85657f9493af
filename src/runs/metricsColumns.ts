/**
 * The metrics of a run as columns of numbers: what travels to the panel and what charts take.
 */

/** The columns, by the names of `MetricsRow`. A missing value is NaN. */
export const METRIC_NAMES = [
  'step',
  'tokens',
  'seconds',
  'loss',
  'accuracy',
  'learningRate',
  'gradientNorm',
  'tokensPerSecond',
  'memoryBytes',
  'exactMatch',
] as const;

/** The name of a column. */
export type MetricName = (typeof METRIC_NAMES)[number];

/** Points of a run's curves, equally long columns. */
export type MetricsColumns = Readonly<Record<MetricName | 'lossLow' | 'lossHigh', Float64Array>>;

/** How a run's curves have changed: the first `from` points stay as they are, all others are these. */
export interface MetricsChange {
  readonly from: number;
  readonly columns: MetricsColumns;
}
