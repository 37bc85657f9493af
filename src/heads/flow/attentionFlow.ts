/**
 * Attention flow: the most that can flow from each character to one position behind the last block, when
 * every weight is a pipe's capacity (Abnar & Zuidema, 2020, section 3).
 *
 * A rollout counts the product along each way, a flow the narrowest pipe. Both are computed from the same
 * layers.
 */
import type { FlowLayer } from './layers';
import { FlowNetwork } from './maximumFlow';

/**
 * The flow from each character to `position`, 0 to 1.
 *
 * @param layers From first to last.
 * @param characters The text's length.
 */
export function attentionFlow(
  layers: readonly FlowLayer[],
  characters: number,
  position: number,
): readonly number[] {
  const sizes = [characters, ...layers.map(({ before }) => before.rows)];
  const starts = sizes.map((_, layer) => sizes.slice(0, layer).reduce((sum, size) => sum + size, 0));
  const network = new FlowNetwork(sizes.reduce((sum, size) => sum + size, 0));
  layers.forEach(({ before, fromText }, layer) => {
    const [below = 0, here = 0] = [starts[layer], starts[layer + 1]];
    before.data.forEach((weight, index) => {
      const query = Math.floor(index / before.columns);
      if (weight > 0) network.connect(here + query, below + (index % before.columns), weight);
    });
    for (let character = 0; fromText > 0 && character < characters; character++) {
      network.connect(here + character, character, fromText);
    }
  });
  const source = (starts.at(-1) ?? 0) + position;
  return Array.from({ length: characters }, (_, character) => network.maximum(source, character));
}
