/**
 * One head's map as the page works with it, whatever precision has arrived so far.
 */
import { type MapSides, TEXT_SIDES } from '../../src/model/attentionMap';
import type { BlockMaps, HeadWeights, HeadsView } from '../../src/processes/panelMessages';
import type { HeadAddress } from '../../src/heads/headAddress';

/** A map with what its sides are called. */
export interface ShownHead {
  readonly address: HeadAddress;
  readonly queries: number;
  readonly keys: number;
  readonly sides: MapSides;
  /** How much a query looks at a key, 0 to 1. */
  readonly weight: (query: number, key: number) => number;
  readonly queryName: (query: number) => string;
  readonly keyName: (key: number) => string;
}

/** The name of the block that shows what a Perceiver's text sees through its latents. */
export const PRODUCT_BLOCK = 'up × down';

/** The blocks of a view, and for a Perceiver the product of its up and down maps. */
export function blocksOf(view: HeadsView): readonly BlockMaps[] {
  const down = view.blocks.find(({ sides }) => sides?.queries === 'latents' && sides.keys === 'text');
  const up = view.blocks.find(({ sides }) => sides?.queries === 'text' && sides.keys === 'latents');
  return down && up ? [...view.blocks, productOf(up, down)] : view.blocks;
}

/** The shades of one head of a block: [queries · keys]. */
export function shadesOf({ shades, queries, keys }: BlockMaps, head: number): Uint8Array {
  return shades.subarray(head * queries * keys, (head + 1) * queries * keys);
}

/** One head of a view; in full precision when `exact` is of the same head. */
export function shownHead(
  view: HeadsView,
  address: HeadAddress,
  exact: HeadWeights | undefined,
): ShownHead | undefined {
  const block = blocksOf(view).find((one) => one.block === address.block);
  if (!block || address.head >= block.heads) return undefined;
  const { queries, keys, sides = TEXT_SIDES } = block;
  const shades = shadesOf(block, address.head);
  const fits =
    exact?.block === address.block &&
    exact.head === address.head &&
    exact.queries === queries &&
    exact.keys === keys;
  const weights = fits ? exact.weights : undefined;
  const name = (side: 'text' | 'latents') => (index: number) =>
    side === 'text' ? (view.characters[index] ?? '') : String(index + 1);
  return {
    address,
    queries,
    keys,
    sides,
    weight: (query, key) =>
      weights ? (weights[query * keys + key] ?? 0) : (shades[query * keys + key] ?? 0) / 255,
    queryName: name(sides.queries),
    keyName: name(sides.keys),
  };
}

/** Attention of the text on the text by way of the latents: each head's up map times its down map. */
function productOf(up: BlockMaps, down: BlockMaps): BlockMaps {
  const heads = Math.min(up.heads, down.heads);
  const shades = new Uint8Array(heads * up.queries * down.keys);
  for (let head = 0; head < heads; head++) {
    const [first, second] = [shadesOf(up, head), shadesOf(down, head)];
    for (let query = 0; query < up.queries; query++) {
      for (let key = 0; key < down.keys; key++) {
        let sum = 0;
        for (let latent = 0; latent < up.keys; latent++)
          sum += (first[query * up.keys + latent] ?? 0) * (second[latent * down.keys + key] ?? 0);
        shades[(head * up.queries + query) * down.keys + key] = Math.round(sum / 255);
      }
    }
  }
  return { block: PRODUCT_BLOCK, heads, queries: up.queries, keys: down.keys, shades };
}

/** `layer 3 · head 5`, or a Perceiver's `down · head 2`. */
export function headTitle(view: HeadsView, { block, head }: HeadAddress): string {
  return `${blockTitle(view, block)} · head ${head + 1}`;
}

/** `layer 3`, `down`, `up × down`. */
export function blockTitle(view: HeadsView, block: string): string {
  const layer = /^blocks\.(\d+)$/.exec(block)?.[1];
  if (layer !== undefined) return `layer ${Number(layer) + 1}`;
  return view.blocks.some((one) => one.block === block) ? block.replace(/_block$/, '') : block;
}
