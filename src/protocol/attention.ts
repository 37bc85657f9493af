/**
 * Attention maps as they travel between processes.
 */

/** The maps of all heads of one block for one text. */
export interface AttentionMap {
  /** The block's name: `blocks.0`, `down_block`, … */
  readonly block: string;
  readonly heads: number;
  /** Who looks: characters, or latents. */
  readonly queries: number;
  /** What is looked at: characters, or latents. */
  readonly keys: number;
  /** [heads · queries · keys], rows summing to one. */
  readonly weights: Float32Array;
}
