import { describe, expect, it } from 'vitest';
import { contributionsTable, silencingTable } from '../../../src/heads/pictures/headTables';
import { tableCsv, tableLines } from '../../../src/charts/table';

const head = { block: 'blocks.0', layer: 0, accuracy: 0.5, loss: 1.5, lost: 1, gained: 0 };

describe('tables of results', () => {
  it('name the most harmful silence first, with signs and decimals for people', () => {
    const table = silencingTable({
      step: 3,
      questions: 4,
      skipped: 0,
      before: { correct: 3, accuracy: 0.75, loss: 1.25 },
      heads: [
        { ...head, head: 0, correct: 3, accuracy: 0.75, loss: 1.25, lost: 0 },
        { ...head, head: 1, correct: 2 },
      ],
    });
    expect(tableLines(table)).toEqual([
      'without head  right  change %  lost  gained   loss  loss change',
      '1.2               2     −25.0     1       0  1.500       +0.250',
      '1.1               3       0.0     0       0  1.250        0.000',
    ]);
    expect(tableCsv(table)).toBe(
      'without head,right,change,lost,gained,loss,loss change\r\n' +
        '1.2,2,-0.25,1,0,1.5,0.25\r\n1.1,3,0,0,0,1.25,0\r\n',
    );
  });

  it('quote what would break a line', () => {
    const columns = [{ name: 'a "b", c' }];
    expect(tableCsv({ columns, rows: [['x\ny'], [null]] })).toBe('"a ""b"", c"\r\n"x\ny"\r\n\r\n');
    expect(tableLines({ columns, rows: [[null], [2]] })).toEqual(['a "b", c', '       –', '       2']);
  });

  it('name the parts of a logit', () => {
    const parts = [
      { kind: 'embedding', logit: 1, aboveMean: 0.1 },
      { kind: 'head', block: 'blocks.2', layer: 2, head: 4, logit: -1, aboveMean: -2 },
    ] as const;
    expect(tableLines(contributionsTable({ parts }))).toEqual([
      'part       above mean   logit',
      'head 3.5       −2.000  −1.000',
      'embedding      +0.100  +1.000',
    ]);
  });
});
