/**
 * From curves to the columns that the plot draws, and back from a place of its cursor to their values.
 */
import UPlot from 'uplot';
import type { Curve } from './curves';

/** Which columns of the plot’s data belong to a curve. */
export interface CurveColumns {
  readonly middle: number;
  readonly raw?: number;
  readonly band?: readonly [low: number, high: number];
}

/** The columns of each curve; column 0 is x. Their order is that of {@link alignedData}. */
export function columnsOf(curves: readonly Curve[]): readonly CurveColumns[] {
  let next = 1;
  return curves.map(({ raw, low, high }) => ({
    ...(low && high ? { band: [next++, next++] as const } : {}),
    ...(raw ? { raw: next++ } : {}),
    middle: next++,
  }));
}

/** One x column for all curves, which is what the plot takes. Bands lie below raw curves, those below smooth ones. */
export function alignedData(curves: readonly Curve[]): UPlot.AlignedData {
  const tables = curves.map(({ x, y, raw, low, high }): UPlot.AlignedData => {
    return [x, ...(low && high ? [low, high] : []), ...(raw ? [raw] : []), y];
  });
  const [only] = tables;
  if (!only) return [[]];
  return tables.length === 1 ? only : UPlot.join(tables);
}

/** The value of a column at a row; where it has none there, its nearest one before. */
export function valueAt(data: UPlot.AlignedData, column: number, row: number): number | undefined {
  for (let at = row; at >= 0; at--) {
    const value = data[column]?.[at];
    if (value !== null && value !== undefined && !Number.isNaN(value)) return value;
  }
  return undefined;
}

/** The last value of a column of a curve. */
export function lastValue(values: Float64Array): number | undefined {
  return values.findLast((value) => !Number.isNaN(value));
}
