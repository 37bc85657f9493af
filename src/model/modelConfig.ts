/**
 * The shape of a model, as it stands in a run's `config.json` and in a checkpoint's header.
 */
import * as v from 'valibot';
import { fields } from '../files/foreign';

/**
 * The upper bounds are far beyond what any machine trains; they keep a damaged or hostile file from taking all
 * memory before anybody has looked at its tensors.
 */
function atMost(most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
}

const latentSpread = v.picklist(['prefix', 'strided']);

/** The schema of {@link ModelConfig}. */
export const modelConfig = v.pipe(
  fields({
    /** `vanilla`, `rope`, `synthesizer`, `perceiver`, or a path to a module with one's own attention. */
    variant: v.string(),
    layers: atMost(1_000),
    heads: atMost(10_000),
    /** Length of the residual stream's vectors; a multiple of `heads`. */
    width: atMost(100_000),
    /** The longest text, in characters. */
    contextLength: v.pipe(atMost(1_000_000), v.minValue(8)),
    vocabularySize: atMost(1_200_000),
    /** Probability that dropout silences a number, in training only. */
    dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
    /** Perceiver: how many latents the sequence is squeezed through. */
    bottleneck: atMost(1_000_000),
    /** Perceiver: width of the last block's hidden layer, as a multiple of `width`. */
    upMlpRatio: atMost(1_000),
    /** Perceiver: which tokens each latent sees. */
    latents: latentSpread,
  }),
  v.check(({ width, heads }) => width % heads === 0, 'width is not a multiple of heads'),
);

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
export type ModelConfig = v.InferOutput<typeof modelConfig>;
