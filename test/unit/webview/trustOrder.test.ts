/**
 * Answers of a trust report in order, and searched.
 */
import { describe, expect, it } from 'vitest';
import type { TrustLine } from '../../../src/answers/trust';
import { matchingLines, nextOrder, sortedLines } from '../../../webview/answers/trustOrder';

function answer(line: number, words: Partial<TrustLine>): TrustLine {
  return {
    ...{
      line,
      question: `question ${line}`,
      answer: 'Arlen',
      probability: 0.5,
      others: [],
      exact: true,
      reasons: [],
    },
    provenance: { trained: 0, documents: 0, stands: 'nowhere' },
    ...words,
  } as unknown as TrustLine; // Sound here: order and search read no provenance.
}

const LINES = [
  answer(1, { probability: 0.2, verdict: 'made up', truth: 'Westry' }),
  answer(2, { probability: 0.9, verdict: 'known', answer: 'Farrow' }),
  answer(10, { probability: 0.2, verdict: 'known' }),
];

const numbers = (lines: readonly TrustLine[]) => lines.map(({ line }) => line);

describe('answers in order', () => {
  it('count lines as numbers, and leave equal ones as they stand', () => {
    expect(numbers(sortedLines([...LINES].reverse(), { by: 'line', descending: false }))).toEqual([1, 2, 10]);
    expect(numbers(sortedLines(LINES, { by: 'probability', descending: true }))).toEqual([2, 1, 10]);
    expect(numbers(sortedLines(LINES, { by: 'verdict', descending: false }))).toEqual([2, 10, 1]);
  });

  it('turn round at the second click; the surest come first', () => {
    const first = nextOrder({ by: 'line', descending: false }, 'probability');
    expect(first).toEqual({ by: 'probability', descending: true });
    expect(nextOrder(first, 'probability')).toEqual({ by: 'probability', descending: false });
    expect(nextOrder(first, 'question')).toEqual({ by: 'question', descending: false });
  });
});

describe('answers that are searched', () => {
  it('are found by question, answer and right answer, whatever the case', () => {
    expect(numbers(matchingLines(LINES, { verdict: undefined, search: ' westRY' }))).toEqual([1]);
    expect(numbers(matchingLines(LINES, { verdict: undefined, search: 'farrow' }))).toEqual([2]);
    expect(numbers(matchingLines(LINES, { verdict: undefined, search: 'question 10' }))).toEqual([10]);
    expect(matchingLines(LINES, { verdict: undefined, search: 'nobody' })).toEqual([]);
  });

  it('are of the chosen verdict', () => {
    expect(numbers(matchingLines(LINES, { verdict: 'known', search: '' }))).toEqual([2, 10]);
  });
});
