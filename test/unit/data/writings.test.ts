import { describe, expect, it } from 'vitest';
import { DEFAULT_BIOGRAPHIES } from '../../../src/data/biographies/biographies';
import { WRITINGS, writingName, writtenBiographies } from '../../../src/data/biographies/writings';

const settings = { ...DEFAULT_BIOGRAPHIES, people: 30, tellings: 4 };
const texts = WRITINGS.map((writing) => ({ writing, data: writtenBiographies(settings, writing) }));

describe('eight ways to write about the same people', () => {
  it('are all different, with names of their own', () => {
    expect(texts).toHaveLength(8);
    expect(new Set(WRITINGS.map(writingName)).size).toBe(8);
    expect(new Set(texts.map(({ data }) => data.corpus.join('\n'))).size).toBe(8);
  });

  it('ask the same questions of the same people', () => {
    const [first] = texts;
    for (const { data } of texts) {
      expect(data.trained).toEqual(first?.data.trained);
      expect(data.heldOut).toEqual(first?.data.heldOut);
    }
  });

  it('ask in the text about the people to be learned only, and only where questions are mixed in', () => {
    for (const { writing, data } of texts) {
      const asked = data.corpus.filter((line) => line.startsWith('Where was'));
      expect(asked).toHaveLength(writing.mixed ? 15 * 4 : 0);
      const heldOut = data.heldOut.map((line) => line.split('\t')[0] ?? '');
      expect(asked.some((line) => heldOut.some((question) => line.startsWith(question)))).toBe(false);
    }
  });

  it('tell each life in one wording, or in several', () => {
    const lives = ({ paraphrase, permute }: { paraphrase: boolean; permute: boolean }) =>
      new Set(writtenBiographies(settings, { paraphrase, permute, mixed: false }).corpus).size;
    expect(lives({ paraphrase: false, permute: false })).toBe(30);
    expect(lives({ paraphrase: false, permute: true })).toBeGreaterThan(60);
    expect(lives({ paraphrase: true, permute: true })).toBeGreaterThan(100);
  });
});
