import { describe, expect, it } from 'vitest';
import {
  type Curve,
  changedMetrics,
  lossCurves,
  shareCurves,
  smoothed,
} from '../../../webview/training/curves';
import { decades } from '../../../webview/training/plotOptions';
import { PRETRAINED } from '../../support/summaries';
import { columnsOf } from './columns';

const measured = (...parameters: Parameters<typeof columnsOf>) => ({
  run: PRETRAINED,
  columns: columnsOf(...parameters),
  wrongLines: 0,
});
const curve = (name: string, x: readonly number[], y: readonly number[]): Curve => ({
  name,
  series: 0,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});

describe('a change of metrics', () => {
  const known = { columns: columnsOf([4, 3, 2]), wrongLines: 0 };

  it('is all there is when it begins with the first point', () => {
    expect(changedMetrics(undefined, { from: 0, columns: known.columns, wrongLines: 2 })).toEqual({
      columns: known.columns,
      wrongLines: 2,
    });
  });

  it('is appended, replaces the last points, or takes points away', () => {
    const loss = (from: number, values: readonly number[]) => {
      const changed = changedMetrics(known, { from, columns: columnsOf(values), wrongLines: 0 });
      return [...(changed?.columns.loss ?? [])];
    };
    expect(loss(3, [1])).toEqual([4, 3, 2, 1]);
    expect(loss(2, [2.5, 1])).toEqual([4, 3, 2.5, 1]);
    expect(loss(1, [])).toEqual([4]);
  });

  it('leaves what was known as it was', () => {
    changedMetrics(known, { from: 1, columns: columnsOf([9]), wrongLines: 0 });
    expect(known.columns).toEqual(columnsOf([4, 3, 2]));
  });

  it('cannot be made where points are missing', () => {
    expect(changedMetrics(undefined, { from: 1, columns: columnsOf([1]), wrongLines: 0 })).toBeUndefined();
    expect(changedMetrics(known, { from: 4, columns: columnsOf([1]), wrongLines: 0 })).toBeUndefined();
  });
});

describe('the curve of the loss', () => {
  it('has the least and the greatest values as its band', () => {
    const [found] = lossCurves([measured([2, 1], { lossLow: [1, 0], lossHigh: [3, 2] })], 'step', 0);
    expect(found).toEqual({
      name: 'first',
      series: 0,
      x: Float64Array.of(1, 2),
      y: Float64Array.of(2, 1),
      low: Float64Array.of(1, 0),
      high: Float64Array.of(3, 2),
    });
  });
});

describe('the curve of a share', () => {
  it('leaves out where it was not measured, and runs in which it never was', () => {
    const often = measured([3, 2, 1], { exactMatch: [NaN, 0.25, 0.5], tokens: [10, 20, 30] });
    expect(shareCurves([often, measured([1])], 'exactMatch', 'tokens', 0)).toEqual([
      curve('first', [20, 30], [0.25, 0.5]),
    ]);
  });
});

describe('smoothing', () => {
  it('is an exponential mean whose first value is the first', () => {
    const values = Float64Array.of(4, 4, NaN, 0);
    expect(smoothed(values, 0)).toBe(values);
    const [first, second, gap, last] = smoothed(values, 0.5);
    expect([first, second, gap]).toEqual([4, 4, NaN]);
    // Weights ½, ¼ and ⅛ of the newest, of those that have a value.
    expect(last).toBeCloseTo((4 * 0.125 + 4 * 0.25) / 0.875, 12);
  });
});

describe('a logarithmic axis', () => {
  it('has marks at powers of ten, and between them where there are few', () => {
    expect(decades(3, 20_000)).toEqual([10, 100, 1000, 10_000]);
    expect(decades(0.4, 6)).toEqual([0.5, 1, 2, 5]);
  });
});
