import { describe, expect, it } from 'vitest';
import { LogitExplainer } from '../../../src/heads/logits/contributions';
import { meanParts } from '../../../src/heads/logits/meanParts';
import { at, plainForward } from '../../support/plainForward';
import { SMALL, SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

const tokens = SMALL_VOCABULARY.encode('is abel?⁇Ada');
const texts = [8, 3, 0].map((position) => ({ tokens, position, character: tokens[position + 1] ?? 0 }));

describe('logit contributions', () => {
  it.each(['vanilla', 'rope', 'synthesizer', 'perceiver'])(
    'of a %s leave nothing unexplained',
    async (variant) => {
      const { engine, model, vocabulary, store } = smallModel({ variant });
      const explained = await new LogitExplainer(engine, model, vocabulary).explain(store, texts);
      expect(explained.map(({ character }) => character)).toEqual(['A', 'b', 's']);
      for (const { logit, parts, unexplained } of explained) {
        expect(Math.abs(unexplained)).toBeLessThan(1e-4);
        expect(parts.reduce((sum, part) => sum + part.logit, 0)).toBeCloseTo(logit, 4);
        // A Perceiver's latents write to the text's stream in its last block alone.
        expect(parts.filter(({ kind }) => kind === 'head')).toHaveLength(variant === 'perceiver' ? 4 : 12);
      }
    },
  );

  it('are a head’s output through its own columns, by hand, beyond the mean of all characters', async () => {
    const { engine, model, vocabulary, store, weights } = smallModel();
    const [explained] = await new LogitExplainer(engine, model, vocabulary).explain(store, texts);
    const { logits, heads } = plainForward(weights, SMALL, tokens);
    const row = at(logits, 8);
    const wanted = row[tokens[9] ?? 0] ?? NaN;
    expect(explained?.logit).toBeCloseTo(wanted, 4);
    const lead = wanted - row.reduce((sum, logit) => sum + logit, 0) / row.length;
    expect(explained?.parts.reduce((sum, part) => sum + part.aboveMean, 0)).toBeCloseTo(lead, 4);
    // The stream’s deviation is the same for all parts, so their ratios are those of plain products.
    const byHand = [0, 1, 2, 3].map((head) => {
      const output = at(heads[2]?.[head], 8);
      const read = (name: string, index: number) => weights[name]?.data[index] ?? NaN;
      const written = Array.from({ length: 32 }, (_, place) =>
        output.reduce(
          (sum, value, column) =>
            sum + value * read('blocks.2.attn.proj.weight', place * 32 + head * 8 + column),
          0,
        ),
      );
      const mean = written.reduce((sum, value) => sum + value, 0) / 32;
      return written.reduce((sum, value, place) => {
        const weight = read('head.weight', (tokens[9] ?? 0) * 32 + place);
        return sum + weight * read('ln_f.weight', place) * (value - mean);
      }, 0);
    });
    const ours = explained?.parts.filter(({ kind, layer }) => kind === 'head' && layer === 2) ?? [];
    const scale = (ours[0]?.logit ?? NaN) / (byHand[0] ?? NaN);
    expect(scale).toBeGreaterThan(0);
    ours.forEach(({ logit }, head) => {
      expect(logit).toBeCloseTo(scale * (byHand[head] ?? NaN), 4);
    });
  });

  it('are averaged part by part', () => {
    const one = { character: 'a', logit: 3, unexplained: 0.1 };
    const part = { kind: 'embedding' as const };
    const means = meanParts([
      { ...one, parts: [{ ...part, logit: 1, aboveMean: 0 }] },
      { ...one, logit: 5, unexplained: -0.2, parts: [{ ...part, logit: 3, aboveMean: 1 }] },
    ]);
    expect(means).toEqual({ logit: 4, unexplained: 0.2, parts: [{ ...part, logit: 2, aboveMean: 0.5 }] });
  });
});
