import { describe, expect, it } from 'vitest';
import { nestedMaps } from '../../../src/heads/nestedMaps';

describe('maps for BertViz and CircuitsVis', () => {
  it('are nested by layer, head, query and key', () => {
    const weights = Float32Array.of(1, 0, 0.25, 0.75, 1, 0, 1 / 3, 2 / 3);
    expect(nestedMaps([{ block: 'h.0', heads: 2, queries: 2, keys: 2, weights }])).toEqual([
      [
        [
          [
            [1, 0],
            [0.25, 0.75],
          ],
          [
            [1, 0],
            [0.333333, 0.666667],
          ],
        ],
      ],
    ]);
  });

  it('are not made of latents, and it is said why', () => {
    const sides = { queries: 'latents', keys: 'text' } as const;
    const map = { block: 'down_block', sides, heads: 1, queries: 1, keys: 1, weights: Float32Array.of(1) };
    expect(() => nestedMaps([map])).toThrow(/draw from tokens to tokens, but down_block has latents/);
  });
});
