import { describe, expect, it } from 'vitest';
import { spanCorruption } from '../../../src/data/examples';
import { nameSpans, namedDocuments } from '../../../src/data/nameSpans';
import { MASK_TOKEN, PADDING_TOKEN, Vocabulary } from '../../../src/data/vocabulary';
import { randomNumbers } from '../../../src/numbers/randomNumbers';

const DOCUMENTS = [
  'Ada Arlen. Ada Arlen was born in New Marsk, Ohio. She left Zell for Ohio.',
  'Bo Zeh. Born in New Marsk, Zeh is a baker from Ohio.',
  'A line without any title, though New Marsk and Ohio stand in it',
  'Cy Cole. Cy Cole never left Mirn .',
];
const vocabulary = Vocabulary.of(DOCUMENTS);

describe('the names of a document', () => {
  const [ada, bo, untitled, cy] = namedDocuments(DOCUMENTS);

  it('are those that other documents hold too, with the words before them', () => {
    expect(ada).toEqual({
      title: 'Ada Arlen',
      names: [
        { name: 'New Marsk', before: ['was', 'born', 'in'] },
        { name: 'Ohio', before: ['in', 'New', 'Marsk'] },
        { name: 'Ohio', before: ['left', 'Zell', 'for'] },
      ],
    });
  });

  it('are neither the title’s own words nor what begins a sentence', () => {
    expect(bo?.names.map(({ name }) => name)).toEqual(['New Marsk', 'Ohio']);
  });

  it('are none without a title, and none that stand in one document alone', () => {
    expect(untitled).toBeUndefined();
    expect(cy).toBeUndefined();
  });

  it('are whole, also where the part that is read ends', () => {
    const read = `In ${'word '.repeat(28)}abc and New Marsk`;
    expect(read).toHaveLength(160);
    const names = (rest: string) => namedDocuments([`Di Dunn. ${read}${rest}`, ...DOCUMENTS])[0]?.names ?? [];
    expect(names('').map(({ name }) => name)).toEqual(['New Marsk']);
    expect(names('on by the sea')).toEqual([]);
  });
});

describe('rows that ask for names', () => {
  const plain = spanCorruption(
    { length: DOCUMENTS.length, at: (index) => vocabulary.encode(DOCUMENTS[index] ?? '') },
    { contextLength: 128 },
  );
  const source = nameSpans(namedDocuments(DOCUMENTS), vocabulary, { plain, contextLength: 128 });
  const rows = Array.from({ length: 200 }, (_, seed) => source.example(1, randomNumbers(seed)));
  const parts = rows
    .map(({ tokens, targets }) => ({ text: vocabulary.decode([...tokens, targets.at(-1) ?? 0]), targets }))
    .map(({ text, targets }) => ({ parts: text.split('⁇'), targets }))
    // The others are corrupted as in the study.
    .filter(({ targets }) => targets[0] === PADDING_TOKEN);

  it('hold every name once, in any order, behind words that stand before it', () => {
    expect(parts.length).toBeGreaterThan(160);
    const orders = new Set(parts.map(({ parts: [, first, , second] }) => `${first}, ${second}`));
    expect([...orders].sort()).toEqual(['New Marsk, Ohio', 'Ohio, New Marsk']);
    for (const { parts: row } of parts) {
      expect(row).toHaveLength(5);
      const [asked = '', first, words] = row;
      expect(asked).toContain('Bo Zeh');
      expect(first === 'Ohio' ? ['in', 'Born in'] : ['from', 'baker from', 'a baker from']).toContain(words);
    }
  });

  it('have the title before, between and behind those words', () => {
    const asked = new Set(parts.map(({ parts: [words] }) => words));
    for (const words of ['Bo Zeh Born in', 'Born Bo Zeh in', 'Born in Bo Zeh'])
      expect(asked).toContain(words);
  });

  it('predict names and what closes them, and nothing else', () => {
    for (const { targets, parts: row } of parts) {
      const predicted = targets.filter((target) => target !== PADDING_TOKEN);
      expect(vocabulary.decode(predicted)).toBe(`${row[1]}⁇${row[3]}⁇`);
      expect(predicted.filter((target) => target === MASK_TOKEN)).toHaveLength(2);
    }
  });

  it('are the same again for the same random numbers', () => {
    expect(source.example(0, randomNumbers(7))).toEqual(source.example(0, randomNumbers(7)));
  });

  it('hold as many names as there is room for', () => {
    const narrow = nameSpans(namedDocuments(DOCUMENTS), vocabulary, { plain, contextLength: 36 });
    const lengths = Array.from({ length: 50 }, (_, seed) => narrow.example(0, randomNumbers(seed)))
      .filter(({ targets }) => targets[0] === PADDING_TOKEN)
      .map(({ tokens }) => tokens.length);
    expect(lengths.length).toBeGreaterThan(30);
    expect(Math.max(...lengths)).toBeLessThan(36);
  });

  it('give way to span corruption where there is no title, or no room', () => {
    const narrow = nameSpans(namedDocuments(DOCUMENTS), vocabulary, { plain, contextLength: 16 });
    for (const [some, index] of [
      [source, 2],
      [narrow, 0],
    ] as const) {
      const { targets } = some.example(index, randomNumbers(3));
      expect(targets).not.toContain(PADDING_TOKEN);
    }
  });
});
