import { describe, expect, it } from 'vitest';
import { DEFAULT_BIOGRAPHIES, makeBiographies } from '../../../src/data/biographies/biographies';
import { answersInText, commonAnswer } from '../../../src/data/answerBaselines';

const settings = { ...DEFAULT_BIOGRAPHIES, people: 100, tellings: 5 };

function parsed(lines: readonly string[]) {
  return lines.map((text, index) => {
    const [question = '', answer = ''] = text.split('\t');
    return { line: index + 1, question, answer };
  });
}

function nameOf(question: string): string {
  return question.replace('Where was ', '').replace(' born?', '');
}

describe('made-up biographies', () => {
  const data = makeBiographies(settings);

  it('tell every life as often as asked, and ask about each person once', () => {
    expect(data.corpus).toHaveLength(500);
    expect(data.trained).toHaveLength(50);
    expect(data.heldOut).toHaveLength(50);
    const names = [...parsed(data.trained), ...parsed(data.heldOut)].map(({ question }) => nameOf(question));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(data.corpus.filter((text) => text.includes(name))).toHaveLength(5);
  });

  it('hold every answer in the text: the ceiling is 100 %', () => {
    const heldOut = parsed(data.heldOut);
    expect(answersInText(heldOut, data.corpus)).toBe(heldOut.length);
  });

  it('make the most common answer worth something, but not much', () => {
    const { correct } = commonAnswer(parsed(data.heldOut));
    expect(correct).toBeGreaterThan(2);
    expect(correct).toBeLessThan(20);
  });

  it('tell nothing of the invented people', () => {
    expect(data.invented).toHaveLength(20);
    for (const question of data.invented) {
      expect(data.corpus.some((text) => text.includes(nameOf(question)))).toBe(false);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    expect(makeBiographies(settings)).toEqual(data);
    expect(makeBiographies({ ...settings, seed: 2 }).corpus).not.toEqual(data.corpus);
  });

  it('vary in wording and order only when told to', () => {
    const wordsOf = (paraphrase: boolean, permute: boolean) => {
      const { corpus, trained } = makeBiographies({ ...settings, paraphrase, permute });
      const name = nameOf(parsed(trained)[0]?.question ?? '');
      return new Set(corpus.filter((text) => text.includes(name))).size;
    };
    expect(wordsOf(false, false)).toBe(1);
    expect(wordsOf(true, false)).toBeGreaterThan(2);
    expect(wordsOf(false, true)).toBeGreaterThan(1);
  });

  it('run out of names at some point, and say so', () => {
    expect(() => makeBiographies({ ...settings, people: 100_000 })).toThrow(
      /There are names for 22,000 people, not for 100,000/,
    );
  });
});
