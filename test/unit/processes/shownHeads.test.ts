import { describe, expect, it } from 'vitest';
import type { BlockMaps } from '../../../src/processes/panelMessages';
import { PRODUCT_BLOCK, enlargedHead, latentPathOf, productOfMaps } from '../../../src/processes/shownHeads';

const block = (name: string, heads: number, sides?: BlockMaps['sides']): BlockMaps => ({
  block: name,
  ...(sides ? { sides } : {}),
  heads,
  queries: 1,
  keys: 1,
  shades: new Uint8Array(heads),
});

const ROPE = [0, 1, 2, 3].map((layer) => block(`blocks.${layer}`, 4));
const PERCEIVER = [
  block('down_block', 2, { queries: 'latents', keys: 'text' }),
  block('blocks.0', 2, { queries: 'latents', keys: 'latents' }),
  block('up_block', 2, { queries: 'text', keys: 'latents' }),
];

describe('the enlarged head', () => {
  it('is the chosen one where the model has it', () => {
    expect(enlargedHead(ROPE, { block: 'blocks.2', head: 3 })).toEqual({ block: 'blocks.2', head: 3 });
    expect(enlargedHead(PERCEIVER, { block: PRODUCT_BLOCK, head: 1 })).toEqual({
      block: PRODUCT_BLOCK,
      head: 1,
    });
  });

  it('is the first of the last block where nothing is chosen', () => {
    expect(enlargedHead(ROPE, undefined)).toEqual({ block: 'blocks.3', head: 0 });
    expect(enlargedHead([], undefined)).toEqual({ block: '', head: 0 });
  });

  it.each([
    ['a block of a deeper model', PERCEIVER, { block: 'blocks.2', head: 0 }, 'up_block'],
    ['a block of a Perceiver', ROPE, { block: 'down_block', head: 0 }, 'blocks.3'],
    ['a product of maps', ROPE, { block: PRODUCT_BLOCK, head: 0 }, 'blocks.3'],
    ['a head of a wider model', ROPE, { block: 'blocks.0', head: 4 }, 'blocks.3'],
    ['a product of a wider model', PERCEIVER, { block: PRODUCT_BLOCK, head: 2 }, 'up_block'],
  ])('falls back from %s', (_, blocks, chosen, expected) => {
    expect(enlargedHead(blocks, chosen)).toEqual({ block: expected, head: 0 });
  });
});

describe('the way through the latents', () => {
  it('is a Perceiver’s alone', () => {
    expect(latentPathOf(ROPE)).toBeUndefined();
    expect(latentPathOf(PERCEIVER)).toEqual({ down: PERCEIVER[0], up: PERCEIVER[2] });
  });

  it('sums over the latents', () => {
    const up = { queries: 3, keys: 2, weights: Float32Array.of(1, 0, 0.5, 0.5, 0.25, 0.75) };
    const down = { queries: 2, keys: 3, weights: Float32Array.of(1, 0, 0, 0, 0.5, 0.5) };
    const product = productOfMaps(up, down);
    expect(product).toMatchObject({ queries: 3, keys: 3 });
    expect([...product.weights]).toEqual([1, 0, 0, 0.5, 0.25, 0.25, 0.25, 0.375, 0.375]);
  });
});
