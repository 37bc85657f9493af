/**
 * Which heads the panel shows for the maps that it has, and which of them is enlarged. Both ends ask here,
 * so that the host sends the numbers of the very head that the page enlarges.
 */
import type { HeadAddress } from '../heads/headAddress';
import type { BlockMaps } from './panelMessages';

/** The name of the block that shows what a Perceiver's text sees through its latents. */
export const PRODUCT_BLOCK = 'up × down';

/** The blocks of a Perceiver that lead from the text to the latents and back. */
export interface LatentPath {
  readonly up: BlockMaps;
  readonly down: BlockMaps;
}

/** A Perceiver's way through its latents; undefined for every other model. */
export function latentPathOf(blocks: readonly BlockMaps[]): LatentPath | undefined {
  const down = blocks.find(({ sides }) => sides?.queries === 'latents' && sides.keys === 'text');
  const up = blocks.find(({ sides }) => sides?.queries === 'text' && sides.keys === 'latents');
  return down && up && { up, down };
}

/**
 * The head that is enlarged: the chosen one where this model has it, else the first of the last block. A
 * choice outlives the model it was made for: it may name a block or a head that the shown one lacks.
 */
export function enlargedHead(blocks: readonly BlockMaps[], chosen: HeadAddress | undefined): HeadAddress {
  const path = latentPathOf(blocks);
  const headsIn = (block: string) =>
    block === PRODUCT_BLOCK && path
      ? Math.min(path.up.heads, path.down.heads)
      : (blocks.find((one) => one.block === block)?.heads ?? 0);
  if (chosen && chosen.head < headsIn(chosen.block)) return chosen;
  return { block: blocks.at(-1)?.block ?? '', head: 0 };
}

/** One head's map: [queries · keys]. */
export interface Weights {
  readonly queries: number;
  readonly keys: number;
  readonly weights: Float32Array;
}

/** Attention of the text on the text by way of the latents: the up map times the down map of one head. */
export function productOfMaps(up: Weights, down: Weights): Weights {
  const weights = new Float32Array(up.queries * down.keys);
  for (let query = 0; query < up.queries; query++) {
    for (let key = 0; key < down.keys; key++) {
      let sum = 0;
      for (let latent = 0; latent < up.keys; latent++)
        sum += (up.weights[query * up.keys + latent] ?? 0) * (down.weights[latent * down.keys + key] ?? 0);
      weights[query * down.keys + key] = sum;
    }
  }
  return { queries: up.queries, keys: down.keys, weights };
}
