/**
 * The shape of a model, as it stands in a run's `config.json` and in a checkpoint's header.
 */
import * as v from 'valibot';
import { fields } from '../processes/foreign';

const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));

const latentSpread = v.picklist(['prefix', 'strided']);

/** What the Perceiver's latents see; see `model/variants/perceiver.ts`. */
export type LatentSpread = v.InferOutput<typeof latentSpread>;

/** The schema of {@link ModelConfig}. */
export const modelConfig = v.pipe(
  fields({
    /** `vanilla`, `rope`, `synthesizer`, `perceiver`, or a path to a module with one's own attention. */
    variant: v.string(),
    layers: atLeastOne,
    heads: atLeastOne,
    /** Length of the residual stream's vectors; a multiple of `heads`. */
    width: atLeastOne,
    /** The longest text, in characters. */
    contextLength: v.pipe(atLeastOne, v.minValue(8)),
    vocabularySize: atLeastOne,
    /** Probability that dropout silences a number, in training only. */
    dropout: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
    /** Perceiver: how many latents the sequence is squeezed through. */
    bottleneck: atLeastOne,
    /** Perceiver: width of the last block's hidden layer, as a multiple of `width`. */
    upMlpRatio: atLeastOne,
    /** Perceiver: which tokens each latent sees. */
    latents: latentSpread,
  }),
  v.check(({ width, heads }) => width % heads === 0, 'width is not a multiple of heads'),
);

/** Everything that determines a model's parameters and its forward pass. */
export type ModelConfig = v.InferOutput<typeof modelConfig>;
