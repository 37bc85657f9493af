import { describe, expect, it } from 'vitest';
import { csvParse } from 'd3-dsv';
import { countedFromOne, headLabel } from '../../../src/heads/headNumbers';
import { contributionsTable, scoresTable, silencingTable } from '../../../src/heads/pictures/headTables';
import { NO_SCORES } from '../../../src/heads/scores/noScores';
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
      'layer  head  right  change %  lost  gained   loss  loss change',
      '    1     2      2     −25.0     1       0  1.500       +0.250',
      '    1     1      3       0.0     0       0  1.250        0.000',
    ]);
    expect(tableCsv(table)).toBe(
      'layer,head,right,change,lost,gained,loss,loss change\n' +
        '1,2,2,-0.25,1,0,1.5,0.25\n1,1,3,0,0,0,1.25,0\n',
    );
  });

  it('show – where a number is not defined', () => {
    const columns = [{ name: 'a "b", c' }];
    expect(tableLines({ columns, rows: [[null], [2]] })).toEqual(['a "b", c', '       –', '       2']);
  });

  it('keep ten heads apart where a program reads numbers', () => {
    const heads = Array.from({ length: 20 }, (_, index) => {
      return {
        block: `blocks.${Math.floor(index / 10)}`,
        layer: Math.floor(index / 10),
        head: index % 10,
        scores: NO_SCORES,
        chance: NO_SCORES,
      };
    });
    const rows = csvParse(tableCsv(scoresTable({ heads })));
    const places = new Set(rows.map(({ layer, head }) => `${Number(layer)} ${Number(head)}`));
    expect(places.size).toBe(20);
    expect(places).toContain('2 10');
  });

  it('count layers and heads from 1 in JSON, as in options and CSV', () => {
    const found = { step: 0, heads: [{ block: 'blocks.0', layer: 0, head: 9, scores: { entropy: 0 } }] };
    expect(countedFromOne(found)).toEqual({
      step: 0,
      heads: [{ block: 'blocks.0', layer: 1, head: 10, scores: { entropy: 0 } }],
    });
    expect(headLabel({ layer: 0, head: 9 })).toBe('1.10');
  });

  it('say what a score would be by chance, where that is known', () => {
    const heads = [{ ...head, head: 0, scores: { ...NO_SCORES, induction: 0.3 }, chance: NO_SCORES }];
    const [names, row] = tableCsv(scoresTable({ heads }, { induction: 0.09 })).split('\n');
    expect(names).toContain('induction,"induction, by chance"');
    expect(row).toContain('0.3,0.09');
  });

  it('name the parts of a logit', () => {
    const parts = [
      { kind: 'embedding', logit: 1, aboveMean: 0.1 },
      { kind: 'head', block: 'blocks.2', layer: 2, head: 4, logit: -1, aboveMean: -2 },
    ] as const;
    expect(tableLines(contributionsTable({ parts }))).toEqual([
      'part       layer  head  above mean   logit',
      'head           3     5      −2.000  −1.000',
      'embedding      –     –      +0.100  +1.000',
    ]);
  });
});
