/**
 * What a trainer measures, step by step: each metric declared once. The lines of `metrics.jsonl`, the check
 * of each, the columns that travel to the panel and the way in which neighbours are joined all follow from
 * {@link METRICS}.
 */
import * as v from 'valibot';

/** How several rows become one point of a curve. The mean is of those rows that have a value. */
type Joining = 'last' | 'mean' | 'least' | 'greatest';

/** Whole numbers from 0; larger ones than this cannot be told from their neighbours. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
/** JSON has no infinity: `JSON.stringify` writes null, as for the speed of a step that took no time. */
const numberOrNull = v.nullable(number);

/** A metric: what its values are, and the columns that a curve makes of it. */
export const METRICS = {
  step: { value: count, columns: { step: 'last' } },
  epoch: { value: count, columns: {} },
  /** Tokens computed so far, without padding. */
  tokens: { value: count, columns: { tokens: 'last' } },
  seconds: { value: number, columns: { seconds: 'last' } },
  /** Nats a character. The least and the greatest are kept too, so that no spike is lost. */
  loss: { value: number, columns: { loss: 'mean', lossLow: 'least', lossHigh: 'greatest' } },
  /** Share of next characters predicted right, 0 to 1. */
  accuracy: { value: number, columns: { accuracy: 'mean' } },
  learningRate: { value: number, columns: { learningRate: 'mean' } },
  /** Norm of all gradients, before clipping. */
  gradientNorm: { value: number, columns: { gradientNorm: 'mean' } },
  /** Critical sharpness, where it is asked for, at evaluations; see `training/sharpness.ts`. */
  sharpness: { value: v.exactOptional(number), columns: { sharpness: 'mean' } },
  tokensPerSecond: { value: numberOrNull, columns: { tokensPerSecond: 'mean' } },
  /** The trainer's resident memory. */
  memoryBytes: { value: number, columns: { memoryBytes: 'mean' } },
  /** Of the GPU that trains: share of the time in which it computes, and its memory; where its driver tells. */
  gpuUse: { value: v.exactOptional(number), columns: { gpuUse: 'mean' } },
  gpuMemoryBytes: { value: v.exactOptional(number), columns: { gpuMemoryBytes: 'mean' } },
  secondsLeft: { value: number, columns: {} },
  /** Share of the held-out sample answered exactly, 0 to 1; only on lines where it was asked. */
  exactMatch: { value: v.exactOptional(number), columns: { exactMatch: 'mean' } },
  /** How many of the sample's questions were answered exactly, of how many; beside `exactMatch`. */
  correct: { value: v.exactOptional(number), columns: {} },
  asked: { value: v.exactOptional(number), columns: {} },
} as const satisfies Record<string, MetricDeclaration>;

interface MetricDeclaration {
  readonly value:
    typeof count | typeof number | typeof numberOrNull | v.ExactOptionalSchema<typeof number, undefined>;
  readonly columns: Readonly<Record<string, Joining>>;
}

type Metrics = typeof METRICS;

/** The name of a metric. */
export type MetricName = keyof Metrics;

/** The name of a column. */
export type ColumnName = { [Name in MetricName]: keyof Metrics[Name]['columns'] }[MetricName];

/** Points of a run's curves, equally long columns. A missing value is NaN. */
export type MetricsColumns = Readonly<Record<ColumnName, Float64Array>>;

/** What is known of a run’s metrics. */
export interface RunMetrics {
  readonly columns: MetricsColumns;
  /** Lines of the file that are no metrics, and were left out. */
  readonly wrongLines: number;
}

/** How a run's metrics have changed: the first `from` points stay as they are, all others are these. */
export interface MetricsChange extends RunMetrics {
  readonly from: number;
}

// Sound: each entry of the table becomes the entry of the same name.
const entries = Object.fromEntries(Object.entries(METRICS).map(([name, { value }]) => [name, value])) as {
  [Name in MetricName]: Metrics[Name]['value'];
};

/** One line of `metrics.jsonl`. A line whose step is not above the one before replaces those after it. */
export const metricsRow = v.object(entries);

/** What {@link metricsRow} describes. */
export type MetricsRow = Readonly<v.InferOutput<typeof metricsRow>>;

/** A column of a curve: which metric it shows, and how. */
export interface Column {
  readonly name: ColumnName;
  readonly metric: MetricName;
  readonly joining: Joining;
}

/** All columns, in the order of their metrics. */
export const COLUMNS: readonly Column[] = Object.entries(METRICS).flatMap(([metric, { columns }]) =>
  // Sound: names of the table are what these two types are made of.
  Object.entries(columns).map(([name, joining]) => ({ name, metric, joining }) as Column),
);

/** Of each metric: its name, whether it is a whole number, and what may stand in for a number (NaN: nothing). */
const CHECKS = Object.entries(METRICS).map(([name, { value }]) => ({
  name,
  whole: value === count,
  without: value === numberOrNull ? null : value.type === 'exact_optional' ? undefined : NaN,
}));

/**
 * Whether a value is a row, as {@link metricsRow} says; by hand, because lines are many: of a million, this
 * takes a tenth of the time that reading their JSON takes, valibot twice that time.
 */
export function isMetricsRow(value: unknown): value is MetricsRow {
  if (typeof value !== 'object' || value === null) return false;
  // Sound: an object has unknown values under its names.
  const row = value as Readonly<Record<string, unknown>>;
  for (const { name, whole, without } of CHECKS) {
    const given = row[name];
    if (typeof given === 'number') {
      if (!(whole ? Number.isSafeInteger(given) && given >= 0 : Number.isFinite(given))) return false;
    } else if (given !== without) return false;
  }
  return true;
}
