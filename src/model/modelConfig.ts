/**
 * The shape of a model, as it stands in a run's `config.json` and in a checkpoint's header.
 */

/** What the Perceiver's latents see; see `model/variants/perceiver.ts`. */
type LatentSpread = 'prefix' | 'strided';

/** Everything that determines a model's parameters and its forward pass. */
export interface ModelConfig {
  /** `vanilla`, `rope`, `synthesizer`, `perceiver`, or a path to a module with one's own attention. */
  readonly variant: string;
  readonly layers: number;
  readonly heads: number;
  /** Length of the residual stream's vectors; a multiple of `heads`. */
  readonly width: number;
  /** The longest text, in characters. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  /** Probability that dropout silences a number, in training only. */
  readonly dropout: number;
  /** Perceiver: how many latents the sequence is squeezed through. */
  readonly bottleneck: number;
  /** Perceiver: width of the last block's hidden layer, as a multiple of `width`. */
  readonly upMlpRatio: number;
  /** Perceiver: which tokens each latent sees. */
  readonly latents: LatentSpread;
}
