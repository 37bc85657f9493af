import { describe, expect, it } from 'vitest';
import { TextStream, streamWindows, wholeDocuments } from '../../../src/data/plainText';
import { MASK, Vocabulary } from '../../../src/data/vocabulary';
import { randomNumbers } from '../../../src/numbers/randomNumbers';

const LINES = ['First line', '', 'and the third', 'end'];

describe('a plain language model over documents', () => {
  const vocabulary = Vocabulary.of(['ab', 'cdefghij']);
  const documents = ['ab', 'cdefghij'].map((text) => vocabulary.encode(text));
  const source = wholeDocuments(
    { length: documents.length, at: (index) => documents[index] },
    { contextLength: 8 },
  );
  const rows = [0, 1].map((index) => source.example(index, randomNumbers(1)));

  it('predicts every next character and the end, and closes only what fits', () => {
    const texts = rows.map(({ tokens, targets }) => [tokens, targets].map((row) => vocabulary.decode(row)));
    expect(texts).toEqual([
      ['ab', `b${MASK}`],
      ['cdefghi', 'defghij'],
    ]);
  });
});

describe('a plain language model over one stream', () => {
  const vocabulary = Vocabulary.of([...LINES, '\n']);
  const text = `${LINES.join('\n')}\n`;

  it('finds any window of the text without joining it', () => {
    const stream = new TextStream(LINES);
    expect(stream.length).toBe(text.length);
    for (let start = 0; start < text.length; start++)
      expect(stream.window(start, 9)).toBe(text.slice(start, start + 9));
  });

  it('reads windows across line ends, one context long, from anywhere', () => {
    const source = streamWindows(LINES, vocabulary, { contextLength: 10 });
    expect(source.size).toBe(Math.floor(text.length / 10));
    const next = randomNumbers(3);
    const starts = new Set<number>();
    for (let draw = 0; draw < 300; draw++) {
      const { tokens, targets } = source.example(0, next);
      const window = vocabulary.decode(tokens) + vocabulary.decode(targets.slice(-1));
      expect(vocabulary.decode(targets)).toBe(window.slice(1));
      expect(window).toHaveLength(10);
      starts.add(text.indexOf(window));
    }
    expect([...starts].sort((a, b) => a - b)).toEqual(
      Array.from({ length: text.length - 9 }, (_, start) => start),
    );
  });
});
