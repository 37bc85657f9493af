/**
 * Rows are padded to the length of the longest of their batch: nothing that is said of a text may depend on it.
 */
import { describe, expect, it } from 'vitest';
import { HeadScorer } from '../../../src/heads/scores/headScorer';
import type { ReadText } from '../../../src/heads/texts';
import type { HeadScores, ScoredHead } from '../../../src/heads/results';
import { Answerer } from '../../../src/model/answers';
import { AttentionReader } from '../../../src/model/attentionMaps';
import { SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

const CASES = [
  ['perceiver', 'prefix'],
  ['perceiver', 'strided'],
  ['vanilla', 'prefix'],
  ['rope', 'prefix'],
  ['synthesizer', 'prefix'],
] as const;

const SHORT = 'is abe?';
const text = (question: string): ReadText => ({
  tokens: SMALL_VOCABULARY.encode(`${question}⁇Ad`),
  mask: question.length,
  name: { from: 3, to: question.length - 1 },
});

describe.each(CASES)('of a %s with %s latents', (variant, latents) => {
  // A Perceiver needs a block down, one between and one up; in the others each block is like the first.
  const layers = variant === 'perceiver' ? 3 : 1;

  it('each row of a map sums to one, or sees nothing', async () => {
    const { engine, model, store } = smallModel({ variant, latents, layers });
    const reader = new AttentionReader(engine, model);
    for (const length of [5, 10, 11, 12, 23]) {
      const tokens = Array.from({ length }, (_, index) => 2 + (index % 30));
      const maps = await reader.maps(store, tokens);
      expect(maps).toHaveLength(layers);
      for (const { queries, keys, weights, sides } of maps) {
        const sums = Array.from({ length: weights.length / keys }, (_, row) =>
          weights.subarray(row * keys, (row + 1) * keys).reduce((sum, weight) => sum + weight, 0),
        );
        // Characters before the end of the first stride ask no latent.
        const blind = sides?.keys === 'latents' && latents === 'strided' && sides.queries === 'text' ? 3 : 0;
        sums.forEach((sum, row) => {
          expect(sum).toBeCloseTo(row % queries < blind ? 0 : 1, 5);
        });
      }
    }
    await engine.dispose();
  });

  it('scores and answers are the same alone and beside a longer text', async () => {
    const { engine, model, store } = smallModel({ variant, latents, layers });
    const scorer = new HeadScorer(engine, model);
    const scores = async (texts: readonly ReadText[]) => {
      let first: readonly ScoredHead[] = [];
      await scorer.each(store, texts, {}, (index, heads) => {
        if (index === 0) first = heads;
      });
      return first.map((head) => head.scores);
    };
    const [alone, beside] = [
      await scores([text(SHORT)]),
      await scores([text(SHORT), text('is a very long n?')]),
    ];
    expect(alone.map(rounded)).toEqual(beside.map(rounded));
    const [question, longer] = [SMALL_VOCABULARY.encode(SHORT), SMALL_VOCABULARY.encode('is a very long n?')];
    const answerer = new Answerer(engine, model, store);
    const [own] = await answerer.answer([question]);
    const [other] = await answerer.answer([question, longer]);
    expect(own?.tokens).toEqual(other?.tokens);
    expect(own?.logProbability).toBeCloseTo(other?.logProbability ?? NaN, 4);
    await engine.dispose();
  });
});

function rounded(scores: HeadScores) {
  return Object.fromEntries(
    Object.entries<number | null>(scores).map(([name, score]) => [name, score?.toFixed(4) ?? null]),
  );
}
