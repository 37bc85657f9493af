/**
 * From the columns of runs to the curves of a chart: the x axis, and smoothing.
 */
import type { ColumnName, MetricsChange, RunMetrics } from '../../src/runs/metrics';
import type { RunSummary } from '../../src/runs/runSummary';
import type { ProgressUnit } from '../frame/preferences';

/** One curve; `low` and `high`, where given, are drawn as a band behind it. */
export interface Curve {
  readonly name: string;
  /** Picks its colour and dash, the same in all charts. */
  readonly series: number;
  /** What the curve of the same colour is measured by: dotted, whatever the series. */
  readonly dotted?: true;
  /** The values as they are, where `y` is smoothed; drawn faintly behind it. */
  readonly raw?: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

/** A run with its metrics. */
export interface MeasuredRun extends RunMetrics {
  readonly run: RunSummary;
}

/**
 * A run's metrics after a change; undefined when points are missing between what is known and what has
 * changed, so that the whole has to be asked for.
 */
export function changedMetrics(
  known: RunMetrics | undefined,
  { from, columns, wrongLines }: MetricsChange,
): RunMetrics | undefined {
  if (from === 0) return { columns, wrongLines };
  if (!known || known.columns.step.length < from) return undefined;
  // Sound: both have every column, and no other.
  const names = Object.keys(columns) as ColumnName[];
  const joined = names.map((name) => {
    const values = new Float64Array(from + columns[name].length);
    values.set(known.columns[name].subarray(0, from));
    values.set(columns[name], from);
    return [name, values] as const;
  });
  return { columns: Object.fromEntries(joined) as Record<ColumnName, Float64Array>, wrongLines };
}

/** The runs' curves of the loss, smoothed; the least and greatest values of joined rows are the band. */
export function lossCurves(
  runs: readonly MeasuredRun[],
  axis: ProgressUnit,
  smoothing: number,
): readonly Curve[] {
  return runs.map(({ run, columns }, series) => {
    const { loss, lossLow, lossHigh } = columns;
    // Points that stand for one row each have no spread.
    const isSpread = lossLow.some((low, row) => low !== lossHigh[row]);
    return {
      ...{ name: run.name, series, x: columns[axis], y: smoothed(loss, smoothing) },
      ...(smoothing === 0 ? {} : { raw: loss }),
      ...(isSpread ? { low: lossLow, high: lossHigh } : {}),
    };
  });
}

/** The runs' curves of a share; rows without a value are left out. */
export function shareCurves(
  runs: readonly MeasuredRun[],
  name: ColumnName,
  axis: ProgressUnit,
  smoothing: number,
): readonly Curve[] {
  return runs.flatMap(({ run, columns }, series) => {
    const present = [...columns[name].keys()].filter((row) => !Number.isNaN(columns[name][row]));
    if (present.length === 0) return [];
    const take = (column: Float64Array) => Float64Array.from(present, (row) => column[row] ?? NaN);
    const raw = take(columns[name]);
    const curve = { name: run.name, series, x: take(columns[axis]), y: smoothed(raw, smoothing) };
    return [smoothing === 0 ? curve : { ...curve, raw }];
  });
}

/** The runs' critical sharpness, each beside 2 / its learning rate; of runs that have measured it. */
export function sharpnessCurves(runs: readonly MeasuredRun[], axis: ProgressUnit): readonly Curve[] {
  return shareCurves(runs, 'sharpness', axis, 0).flatMap((curve) => {
    const columns = runs[curve.series]?.columns;
    if (!columns) return [curve];
    const rows = [...columns.sharpness.keys()].filter((row) => !Number.isNaN(columns.sharpness[row]));
    const y = Float64Array.from(rows, (row) => 2 / (columns.learningRate[row] ?? NaN));
    return [curve, { name: `2 / rate of ${curve.name}`, series: curve.series, dotted: true, x: curve.x, y }];
  });
}

/**
 * An exponential moving average, corrected for its empty beginning (Kingma & Ba, 2015, section 3), so
 * that the first values are not drawn towards zero.
 */
export function smoothed(values: Float64Array, memory: number): Float64Array {
  if (memory === 0) return values;
  let mean = 0;
  let weight = 0;
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    mean = memory * mean + (1 - memory) * value;
    weight = memory * weight + (1 - memory);
    return mean / weight;
  });
}
