import { csvParse } from 'd3-dsv';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../../src/charts/csv';

describe('comma-separated values', () => {
  it('quote what would break a line, and leave undefined numbers empty', () => {
    expect(
      csvText(
        ['a "b", c', 'd'],
        [
          ['x\ny', 1],
          [null, 0.1],
        ],
      ),
    ).toBe('"a ""b"", c",d\n"x\ny",1\n,0.1\n');
  });

  it('make no formula of what somebody wrote', () => {
    for (const text of ['=1+1', '+cmd', '-cmd', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("http://a")']) {
      const [row] = csvParse(csvText(['=name'], [[text]]));
      expect(Object.keys(row ?? {})).toEqual(["'=name"]);
      expect(row?.["'=name"]).toBe(`'${text}`);
    }
  });

  it('leave numbers alone, also where they are written as text', () => {
    expect(csvText(['n'], [[-0.25], ['-0.25'], ['+3'], [1e-7], ['a-b']])).toBe(
      'n\n-0.25\n-0.25\n+3\n1e-7\na-b\n',
    );
  });
});
