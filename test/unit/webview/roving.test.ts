import { describe, expect, it } from 'vitest';
import { movedPlace } from '../../../webview/frame/roving';

describe('arrow keys in rows', () => {
  const rows = [4, 4, 2];

  it('lead to the neighbours', () => {
    expect(movedPlace(rows, { row: 1, column: 1 }, 'ArrowRight')).toEqual({ row: 1, column: 2 });
    expect(movedPlace(rows, { row: 1, column: 1 }, 'ArrowLeft')).toEqual({ row: 1, column: 0 });
    expect(movedPlace(rows, { row: 1, column: 1 }, 'ArrowUp')).toEqual({ row: 0, column: 1 });
    expect(movedPlace(rows, { row: 1, column: 1 }, 'ArrowDown')).toEqual({ row: 2, column: 1 });
  });

  it('do not lead beyond an edge, and meet a shorter row at its end', () => {
    expect(movedPlace(rows, { row: 0, column: 0 }, 'ArrowUp')).toEqual({ row: 0, column: 0 });
    expect(movedPlace(rows, { row: 2, column: 1 }, 'ArrowRight')).toEqual({ row: 2, column: 1 });
    expect(movedPlace(rows, { row: 1, column: 3 }, 'ArrowDown')).toEqual({ row: 2, column: 1 });
  });

  it('have a beginning and an end of each row', () => {
    expect(movedPlace(rows, { row: 1, column: 2 }, 'Home')).toEqual({ row: 1, column: 0 });
    expect(movedPlace(rows, { row: 1, column: 2 }, 'End')).toEqual({ row: 1, column: 3 });
  });

  it('leave other keys to others', () => {
    expect(movedPlace(rows, { row: 1, column: 1 }, 'a')).toBeUndefined();
  });
});
