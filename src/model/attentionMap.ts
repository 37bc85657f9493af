/**
 * Attention maps as they travel between processes.
 */

/** What one side of a map stands for: the text's characters, or a Perceiver's latents. */
export type Side = 'text' | 'latents';

/** What the two sides of a map stand for. */
export interface MapSides {
  readonly queries: Side;
  readonly keys: Side;
  /** Whether the first query, too, sees more than one key. */
  readonly firstChooses?: boolean;
}

/** The first query that has a choice: in causal attention the first of all mostly sees one key alone. */
export function firstQuery({ firstChooses = false }: MapSides = TEXT_SIDES): number {
  return firstChooses ? 0 : 1;
}

/** In most models the text looks at the text. */
export const TEXT_SIDES: MapSides = { queries: 'text', keys: 'text' };

/** The maps of all heads of one block for one text. */
export interface AttentionMap {
  /** The block's name: `blocks.0`, `down_block`, … */
  readonly block: string;
  /** {@link TEXT_SIDES} when left out. */
  readonly sides?: MapSides;
  readonly heads: number;
  /** Who looks: characters, or latents. */
  readonly queries: number;
  /** What is looked at: characters, or latents. */
  readonly keys: number;
  /** [heads · queries · keys], rows summing to one. */
  readonly weights: Float32Array;
}
