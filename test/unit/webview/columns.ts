/**
 * Curves for tests: whatever is not said has no value.
 */
import { COLUMNS, type ColumnName, type MetricsColumns } from '../../../src/runs/metrics';

/** Columns of these losses, at steps from 1. */
export function columnsOf(
  loss: readonly number[],
  others: Readonly<Partial<Record<ColumnName, readonly number[]>>> = {},
): MetricsColumns {
  const given: Partial<Record<ColumnName, readonly number[]>> = {
    step: loss.map((_, index) => index + 1),
    loss,
    lossLow: loss,
    lossHigh: loss,
    ...others,
  };
  const columns = COLUMNS.map(({ name }) => [
    name,
    Float64Array.from(loss, (_, row) => given[name]?.[row] ?? NaN),
  ]);
  // Sound: every column is named.
  return Object.fromEntries(columns) as MetricsColumns;
}
