/**
 * Characters as words: which belong together, and what a head's attention on them is.
 */
import { describe, expect, it } from 'vitest';
import { TEXT_SIDES } from '../../../src/model/attentionMap';
import { glyphInText, glyphOf } from '../../../src/heads/glyphs';
import type { ShownHead } from '../../../webview/heads/shownHead';
import { groupedHead, wordGroups } from '../../../webview/heads/textGroups';
import { textLayout } from '../../../webview/heads/textLayout';

function words(text: string, continuesAt = Infinity): readonly string[] {
  const tokens = Array.from(text);
  return wordGroups(tokens, continuesAt).map(({ from, to }) => tokens.slice(from, to).join(''));
}

describe('words', () => {
  it('have the space before them, and lose no character', () => {
    expect(words('Where was Ada born')).toEqual(['Where', ' was', ' Ada', ' born']);
    expect(words('  a  b ').join('')).toBe('  a  b ');
  });

  it('end at punctuation and at the mask', () => {
    expect(words('born?⁇Arlen⁇', 6)).toEqual(['born', '?', '⁇', 'Arlen', '⁇']);
    expect(words('(Ada), it’s')).toEqual(['(', 'Ada', ')', ',', ' it’s']);
  });

  it('begin anew where the model goes on', () => {
    expect(words('Arlen', 2)).toEqual(['Ar', 'len']);
  });

  it('are made of tokens just as well', () => {
    const tokens = ['Where', ' was', ' Kha', 'tch', 'ig', '?'];
    const groups = wordGroups(tokens, Infinity);
    expect(groups.map(({ from, to }) => tokens.slice(from, to).join(''))).toEqual([
      'Where',
      ' was',
      ' Khatchig',
      '?',
    ]);
  });
});

/** A causal head over a text that looks at all it may alike. */
function evenHead(text: string, continuesAt: number): ShownHead {
  const tokens = Array.from(text);
  const name = (index: number) => tokens[index] ?? '';
  return {
    ...{ address: { block: 'blocks.0', head: 0 }, queries: tokens.length, keys: tokens.length },
    ...{ sides: TEXT_SIDES, continuesAt, queryName: name, keyName: name },
    weight: (query, key) => (key <= query ? 1 / (query + 1) : 0),
  };
}

describe('a head over words', () => {
  const text = 'ab cd?⁇Ar';
  const groups = wordGroups(Array.from(text), 7);
  const head = groupedHead(evenHead(text, 7), groups, Array.from(text));

  it('has a row and a column for each word, and their names', () => {
    expect([head.queries, head.keys, head.continuesAt]).toEqual([5, 5, 4]);
    expect(Array.from({ length: 5 }, (_, key) => head.keyName(key))).toEqual(['ab', ' cd', '?', '⁇', 'Ar']);
  });

  it('has weights that sum to 1 for each word', () => {
    for (let query = 0; query < head.queries; query++) {
      const weights = Array.from({ length: head.keys }, (_, key) => head.weight(query, key));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    }
  });

  it('adds what characters of a word are looked at, and takes the mean of those that look', () => {
    // ‘?’ is the sixth character and looks at each of six alike.
    expect(head.weight(2, 0)).toBeCloseTo(2 / 6, 6);
    // ‘a’ looks at itself alone; ‘b’ at both.
    expect(head.weight(0, 0)).toBeCloseTo(1, 6);
    expect(head.weight(1, 0)).toBeCloseTo((2 / 3 + 2 / 4 + 2 / 5) / 3, 6);
  });

  it('leaves latents as they are', () => {
    const latents = {
      ...evenHead(text, 7),
      queries: 3,
      sides: { queries: 'latents', keys: 'text' } as const,
    };
    expect(groupedHead(latents, groups, Array.from(text)).queries).toBe(3);
  });
});

describe('signs of tokens', () => {
  it('show what would vanish, and the mask as one sign', () => {
    expect([' ', '⁇', '\n', ' born', ''].map(glyphOf)).toEqual(['␣', '▢', '⏎', 'born', '∅']);
    expect(glyphInText('born?⁇')).toBe('born?▢');
  });
});

describe('lines of words', () => {
  it('break before words, and within those that are longer than a line', () => {
    const begins = [true, false, true, false, false];
    expect(textLayout([4, 4, 4, 4, 4], begins, 16).map(({ row }) => row)).toEqual([0, 0, 1, 1, 1]);
    expect(textLayout([4, 4, 4], [true, false, false], 8).map(({ row }) => row)).toEqual([0, 0, 1]);
  });
});
