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

  it('is drawn from no lower than its extent where it is logarithmic, and whole where nothing is zoomed to', () => {
    const axis = new LinkedAxis();
    expect(axis.within([1, 400], true)).toEqual([1, 400]);
    axis.zoom([0, 20]);
    expect(axis.within([0, 400], false)).toEqual([0, 20]);
    expect(axis.within([1, 400], true)).toEqual([1, 20]);
    axis.zoom([-1, 0.5]);
    expect(axis.within([1, 400], true)).toEqual([1, 400]);
    axis.zoom([500, 600]);
    expect(axis.within([0, 400], false)).toEqual([0, 400]);
  });
});
