import { describe, expect, it } from 'vitest';
import { candidatesOf, candidateTrie } from '../../../src/answers/trust/candidateTrie';
import { rankCandidates, RANK_SETTINGS } from '../../../src/answers/trust/rankCandidates';
import { mix, randomNumbers } from '../../../src/numbers/randomNumbers';
import { type Belief, KnownRespondent } from './knownRespondent';

const next = randomNumbers(mix(7));

/** A thousand words over few letters, so that many share their beginning. */
const words = [...new Set(Array.from({ length: 1400 }, () => randomWord()))].slice(0, 1000);

function randomWord(): string {
  return Array.from({ length: 2 + Math.floor(next() * 5) }, () => 'abcdé'[Math.floor(next() * 5)]).join('');
}

/** Probabilities that fall steeply, in a random order, over all words. */
function randomBelief(): Belief {
  const weights = words.map(() => Math.exp(8 * next()));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(words.map((word, index) => [word, (weights[index] ?? 0) / all]));
}

const trie = candidateTrie(candidatesOf(words));

describe('ranking candidates', () => {
  it('proves the same winners as scoring all one thousand, with a fraction of the rows', async () => {
    const questions = Array.from({ length: 8 }, (_, index) => `question ${index}`);
    const beliefs = Object.fromEntries(questions.map((question) => [question, randomBelief()]));
    const model = new KnownRespondent('model', beliefs);
    const asked = questions.map((question) => ({ question, required: ['outside'] }));
    const unbounded = { keep: 3, mostRows: Infinity, meanRows: Infinity };
    const rankings = await rankCandidates([model], trie, asked, unbounded);
    rankings.forEach(({ best, exact, required }, index) => {
      const sorted = Object.entries(beliefs[`question ${index}`] ?? {}).sort(([, a], [, b]) => b - a);
      expect(exact).toBe(true);
      expect(best.map(({ answer }) => answer)).toEqual(sorted.slice(0, 3).map(([word]) => word));
      expect(best[0]?.probability).toBeCloseTo(sorted[0]?.[1] ?? NaN, 10);
      expect(required.get('outside')).toBe(0);
    });
    expect(model.rowsRead).toBeLessThan((questions.length * words.length) / 2);
  });

  it('of a committee ranks the mean probability', async () => {
    const [first, second] = [randomBelief(), randomBelief()];
    const models = [first, second].map((belief) => new KnownRespondent('', { q: belief }));
    const settings = { keep: 2, mostRows: Infinity, meanRows: Infinity };
    const [ranking] = await rankCandidates(models, trie, [{ question: 'q', required: [] }], settings);
    const means = words.map((word) => [word, ((first[word] ?? 0) + (second[word] ?? 0)) / 2] as const);
    const [best] = [...means].sort(([, a], [, b]) => b - a);
    expect(ranking?.best[0]?.answer).toBe(best?.[0]);
    expect(ranking?.best[0]?.probability).toBeCloseTo(best?.[1] ?? NaN, 10);
  });

  it('says so when it gives the proof up, and then bounds what it did not read', async () => {
    const flat = Object.fromEntries(words.map((word) => [word, 1 / words.length]));
    const settings = { ...RANK_SETTINGS, meanRows: 5 };
    const model = new KnownRespondent('', { q: flat });
    const [ranking] = await rankCandidates([model], trie, [{ question: 'q', required: [] }], settings);
    expect(ranking?.exact).toBe(false);
    expect(ranking?.othersAtMost).toBeGreaterThanOrEqual(1 / words.length);
  });
});
