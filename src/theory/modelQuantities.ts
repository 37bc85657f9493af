/**
 * The theory lab’s quantities on the heads of a real model, for one text.
 */
import { type AttentionMap, firstQuery } from '../model/attentionMap';
import type { HeadQuantities } from './results';
import { keySpread, mapQuantities } from './headQuantities';
import type { BlockKeys } from './headKeys';

/** The quantities of every head, block by block. */
export function modelQuantities(
  maps: readonly AttentionMap[],
  keys: readonly BlockKeys[],
): readonly HeadQuantities[] {
  return maps.flatMap((map) => {
    const own = keys.find(({ block }) => block === map.block);
    return Array.from({ length: map.heads }, (_, head) => headQuantities(map, head, own));
  });
}

function headQuantities(map: AttentionMap, head: number, own: BlockKeys | undefined): HeadQuantities {
  const { block, queries, keys } = map;
  const weights = map.weights.subarray(head * queries * keys, (head + 1) * queries * keys);
  const rows = own?.keys[head];
  return {
    block,
    head,
    ...mapQuantities({ weights, queries, keys }, firstQuery(map.sides)),
    keys: own && rows ? keySpread(rows, own.dimension) : undefined,
  };
}
