/**
 * Attention maps nested as Python’s libraries hold them: a list of layers, each [1, heads, queries, keys], as
 * `transformers` returns them under `output_attentions`. BertViz and CircuitsVis take them so.
 */
import { UserError } from '../files/userError';
import { type AttentionMap, TEXT_SIDES } from '../model/attentionMap';

/** One layer’s maps for one text: [1][heads][queries][keys]. */
export type NestedMap = readonly (readonly (readonly (readonly number[])[])[])[];

/** Digits of a weight: a float32 has seven, and nobody sees the last. */
const DIGITS = 6;

/**
 * Nests the maps of all blocks.
 *
 * @throws UserError when a side of a map is not the text: those libraries draw from tokens to tokens.
 */
export function nestedMaps(maps: readonly AttentionMap[]): readonly NestedMap[] {
  return maps.map((map) => {
    const { queries, keys } = map.sides ?? TEXT_SIDES;
    if (queries !== 'text' || keys !== 'text') {
      throw new UserError(
        `BertViz and CircuitsVis draw from tokens to tokens, but ${map.block} has latents. ` +
          'Write its maps as they are: leave --for out.',
      );
    }
    return [nested(map)];
  });
}

function nested({ heads, queries, keys, weights }: AttentionMap): NestedMap[number] {
  const row = (start: number) =>
    Array.from(weights.subarray(start, start + keys), (weight) => Number(weight.toPrecision(DIGITS)));
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: queries }, (_, query) => row((head * queries + query) * keys)),
  );
}
