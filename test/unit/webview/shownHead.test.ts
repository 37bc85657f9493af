import { describe, expect, it } from 'vitest';
import type { BlockMaps, HeadsView } from '../../../src/processes/panelMessages';
import { PRODUCT_BLOCK } from '../../../src/processes/shownHeads';
import { blockLabel } from '../../../src/heads/blockNames';
import { OWN_FACTS } from '../../support/modelFacts';
import { blocksOf, headTitle, shadesOf, shownHead } from '../../../webview/heads/shownHead';

const LATENTS = {
  down: { queries: 'latents', keys: 'text' },
  up: { queries: 'text', keys: 'latents' },
} as const;
const block = (name: string, shades: readonly number[], sides?: BlockMaps['sides']): BlockMaps => ({
  block: name,
  ...(sides ? { sides } : {}),
  heads: shades.length / 4,
  queries: 2,
  keys: 2,
  shades: Uint8Array.from(shades),
});
const view = (...blocks: readonly BlockMaps[]): HeadsView => ({
  run: '/a',
  step: 1,
  checkpoints: [],
  model: OWN_FACTS,
  tokens: ['a', 'b'],
  labels: ['a', 'b'],
  question: false,
  mask: -1,
  source: { kind: 'line', file: 'a.txt', line: 1 },
  blocks,
  scores: [],
  warnings: [],
});

const ROPE = view(block('blocks.0', [255, 0, 51, 204, 0, 255, 255, 0]));
const PERCEIVER = view(
  block('down_block', [255, 0, 0, 255], LATENTS.down),
  block('up_block', [255, 0, 51, 204], LATENTS.up),
);

describe('a shown head', () => {
  it('has the shades of its map, named by the text', () => {
    const head = shownHead(ROPE, { block: 'blocks.0', head: 0 }, undefined);
    expect(head).toMatchObject({ queries: 2, keys: 2 });
    expect([head?.weight(1, 0), head?.weight(1, 1)]).toEqual([0.2, 0.8]);
    expect([head?.queryName(1), head?.keyName(0), head?.keyName(9)]).toEqual(['b', 'a', '']);
  });

  it('has the exact weights where they are of this very head', () => {
    const address = { block: 'blocks.0', head: 1 };
    const exact = { ...address, queries: 2, keys: 2, weights: Float32Array.of(0.125, 0.875, 1, 0) };
    expect(shownHead(ROPE, address, exact)?.weight(0, 1)).toBe(0.875);
    expect(shownHead(ROPE, { ...address, head: 0 }, exact)?.weight(0, 1)).toBe(0);
    expect(shownHead(ROPE, address, { ...exact, keys: 3 })?.weight(0, 1)).toBe(1);
  });

  it('is none where the view has none', () => {
    expect(shownHead(ROPE, { block: 'up_block', head: 0 }, undefined)).toBeUndefined();
    expect(shownHead(ROPE, { block: 'blocks.0', head: 2 }, undefined)).toBeUndefined();
    expect(shownHead(ROPE, { block: PRODUCT_BLOCK, head: 0 }, undefined)).toBeUndefined();
  });

  it('of a Perceiver names latents by number', () => {
    const head = shownHead(PERCEIVER, { block: 'up_block', head: 0 }, undefined);
    expect([head?.queryName(0), head?.keyName(0)]).toEqual(['a', '1']);
  });

  it('may be the product of a Perceiver’s maps, in shades and exactly', () => {
    const address = { block: PRODUCT_BLOCK, head: 0 };
    const shades = shownHead(PERCEIVER, address, undefined);
    expect([shades?.weight(0, 0), shades?.weight(1, 0), shades?.weight(1, 1)]).toEqual([1, 0.2, 0.8]);
    const exact = { ...address, queries: 2, keys: 2, weights: Float32Array.of(1, 0, 0.25, 0.75) };
    expect(shownHead(PERCEIVER, address, exact)?.weight(1, 0)).toBe(0.25);
  });
});

describe('the blocks of a view', () => {
  it('are its own, and the product for a Perceiver', () => {
    expect(blocksOf(ROPE)).toBe(ROPE.blocks);
    expect(blocksOf(PERCEIVER).map((one) => one.block)).toEqual(['down_block', 'up_block', PRODUCT_BLOCK]);
    expect([...shadesOf(ROPE.blocks[0] ?? block('', []), 1)]).toEqual([0, 255, 255, 0]);
  });

  it('have titles that people understand', () => {
    expect(headTitle(ROPE, { block: 'blocks.0', head: 4 })).toBe('layer 1 · head 5');
    expect(blockLabel('up_block')).toBe('up');
    expect(['h.2', 'layers.2', 'blocks.2'].map(blockLabel)).toEqual(['layer 3', 'layer 3', 'layer 3']);
    expect(blockLabel(PRODUCT_BLOCK)).toBe(PRODUCT_BLOCK);
  });
});
