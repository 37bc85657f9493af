import { describe, expect, it } from 'vitest';
import { LinkedAxis, extentOf } from '../../../webview/training/linkedAxis';

describe('the axis of all charts', () => {
  it('reaches from zero to the longest run; where it is logarithmic, from the least above zero', () => {
    const columns = [Float64Array.of(1, 5, 20), Float64Array.of(0, 2, 400)];
    expect(extentOf(columns, false)).toEqual([0, 400]);
    expect(extentOf(columns, true)).toEqual([1, 400]);
    expect(extentOf([new Float64Array()], false)).toEqual([0, 1]);
  });

  it('tells every chart what one has zoomed to, and that the whole is shown again', () => {
    const axis = new LinkedAxis();
    const seen: unknown[] = [];
    const end = axis.onChange(() => seen.push(axis.zoomed));
    axis.zoom([10, 20]);
    axis.zoom([20, 20]);
    axis.zoom(undefined);
    end();
    axis.zoom([1, 2]);
    expect(seen).toEqual([[10, 20], undefined]);
  });
});
