/**
 * The shape of a model, as it stands in a run's `config.json` and in a checkpoint's header.
 */

/** What the Perceiver's latents see; see `model/variants/perceiver.ts`. */
export type LatentSpread = 'prefix' | 'strided';

/** The sizes that every model has, trained here or opened from elsewhere. */
export interface ModelSizes {
  /**
   * `vanilla`, `rope`, `synthesizer`, `perceiver`, a path to a module with one's own attention, or the family
   * of a model that was opened: `gpt2`, `llama`, …
   */
  readonly variant: string;
  readonly layers: number;
  /** Query heads of a block. */
  readonly heads: number;
  /** Heads that share keys and values, `heads / keyValueHeads` of them at a time; `heads` when left out. */
  readonly keyValueHeads?: number;
  /** Length of the residual stream's vectors. */
  readonly width: number;
  /** The longest text, in tokens; of so long a text the last token is predicted, but not read. */
  readonly contextLength: number;
  readonly vocabularySize: number;
}

/** Everything that determines the parameters and the forward pass of a model that is trained here. */
export interface ModelConfig extends ModelSizes {
  /** Probability that dropout silences a number, in training only. */
  readonly dropout: number;
  /** Perceiver: how many latents the sequence is squeezed through. */
  readonly bottleneck: number;
  /** Perceiver: width of the last block's hidden layer, as a multiple of `width`. */
  readonly upMlpRatio: number;
  /** Perceiver: which tokens each latent sees. */
  readonly latents: LatentSpread;
}
