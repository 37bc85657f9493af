/**
 * One head's map as the page works with it, whatever precision has arrived so far.
 */
import { type MapSides, TEXT_SIDES } from '../../src/model/attentionMap';
import type { BlockMaps, HeadWeights, HeadsView, ModelFacts } from '../../src/processes/panelMessages';
import {
  type LatentPath,
  PRODUCT_BLOCK,
  type Weights,
  latentPathOf,
  productOfMaps,
} from '../../src/processes/shownHeads';
import { blockLabel } from '../../src/heads/blockNames';
import type { HeadAddress } from '../../src/heads/headAddress';

/** A map with what its sides are called. */
export interface ShownHead {
  readonly address: HeadAddress;
  readonly queries: number;
  readonly keys: number;
  readonly sides: MapSides;
  /** Where in the text what the model has added begins; Infinity where it has added nothing. */
  readonly continuesAt: number;
  /** How much a query looks at a key, 0 to 1. */
  readonly weight: (query: number, key: number) => number;
  readonly queryName: (query: number) => string;
  readonly keyName: (key: number) => string;
}

/** The blocks of a view, and for a Perceiver the product of its up and down maps. */
export function blocksOf(view: HeadsView): readonly BlockMaps[] {
  const path = latentPathOf(view.blocks);
  return path ? [...view.blocks, productOf(path)] : view.blocks;
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
    side === 'text' ? (view.labels[index] ?? '') : String(index + 1);
  return {
    address,
    queries,
    keys,
    sides,
    continuesAt: view.mask < 0 ? Infinity : view.mask + 1,
    weight: (query, key) =>
      weights ? (weights[query * keys + key] ?? 0) : (shades[query * keys + key] ?? 0) / 255,
    queryName: name(sides.queries),
    keyName: name(sides.keys),
  };
}

/** Attention of the text on the text by way of the latents, as shades. */
function productOf({ up, down }: LatentPath): BlockMaps {
  const heads = Math.min(up.heads, down.heads);
  const shades = new Uint8Array(heads * up.queries * down.keys);
  for (let head = 0; head < heads; head++) {
    const { weights } = productOfMaps(weightsOf(up, head), weightsOf(down, head));
    shades.set(
      weights.map((weight) => Math.round(255 * weight)),
      head * weights.length,
    );
  }
  return { block: PRODUCT_BLOCK, heads, queries: up.queries, keys: down.keys, shades };
}

function weightsOf(block: BlockMaps, head: number): Weights {
  const { queries, keys } = block;
  return { queries, keys, weights: Float32Array.from(shadesOf(block, head), (shade) => shade / 255) };
}

/** `layer 3 · head 5`, a Perceiver's `down · head 2`; with the key-value head where heads share these. */
export function headTitle(view: HeadsView, { block, head }: HeadAddress): string {
  const shared = keyValueHeadOf(view.model, head);
  const words = shared === undefined ? '' : ` · key-value head ${shared + 1}`;
  return `${blockLabel(block)} · head ${head + 1}${words}`;
}

/** Which head's keys and values a query head looks at; undefined where each has its own. Both from 0. */
export function keyValueHeadOf({ heads, keyValueHeads }: ModelFacts, head: number): number | undefined {
  if (keyValueHeads >= heads) return undefined;
  return Math.floor(head / (heads / keyValueHeads));
}
