import { describe, expect, it } from 'vitest';
import { movedRow, zoomedTo } from '../../../webview/training/chartKeys';

const rows = [100, 300] as const;
const key = (name: string, shiftKey = false) => ({ key: name, shiftKey });

describe('keys in a chart', () => {
  it('lead the cursor along what is shown, never beyond it', () => {
    expect(movedRow(rows, 200, key('ArrowRight'))).toBe(202);
    expect(movedRow(rows, 200, key('ArrowLeft', true))).toBe(180);
    expect(movedRow(rows, 200, key('PageDown'))).toBe(220);
    expect(movedRow(rows, 200, key('Home'))).toBe(100);
    expect(movedRow(rows, 299, key('ArrowRight'))).toBe(300);
    expect(movedRow([3, 7], 5, key('ArrowRight'))).toBe(6);
    expect(movedRow(rows, 200, key('a'))).toBeUndefined();
    expect(movedRow([5, 4], undefined, key('ArrowRight'))).toBeUndefined();
  });

  it('bring it in from the end that they come from', () => {
    expect(movedRow([3, 7], undefined, key('ArrowLeft'))).toBe(7);
    expect(movedRow([3, 7], undefined, key('ArrowRight'))).toBe(3);
  });

  it('zoom about it, back to the whole and no further', () => {
    const at = { about: 50, log: false };
    expect(zoomedTo([0, 100], [0, 100], { ...at, key: '+' })).toEqual([25, 75]);
    expect(zoomedTo([25, 75], [0, 100], { ...at, key: '-' })).toEqual([0, 100]);
    expect(zoomedTo([0, 50], [0, 100], { ...at, about: 10, key: '-' })).toEqual([0, 90]);
    expect(zoomedTo([40, 60], [0, 100], { ...at, key: '0' })).toEqual([0, 100]);
    expect(zoomedTo([40, 60], [0, 100], { ...at, key: 'x' })).toBeUndefined();
  });

  it('zoom by factors where the axis is logarithmic', () => {
    const [from, to] = zoomedTo([1, 10_000], [1, 10_000], { about: 100, log: true, key: '+' }) ?? [];
    expect(from).toBeCloseTo(10);
    expect(to).toBeCloseTo(1000);
  });
});
