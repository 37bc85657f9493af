/**
 * `perceiver`: the middle blocks work on a few latents instead of the whole text (Jaegle et al., 2021,
 * in the study's causal form).
 *
 * The first block squeezes: learned latents ask the text by cross-attention. The last one expands: the
 * text asks the latents. What latent j sees and which latents a character may ask is the spread:
 *
 * - `prefix`, as published: the lower triangle cut to queries × keys. Latent j sees characters ≤ j,
 *   so the bottleneck only ever sees the first `bottleneck` characters.
 * - `strided`: latent j sees characters up to the end of the j-th of `bottleneck` equal strides, and a
 *   character asks only latents whose stride has ended before or at it. The bottleneck covers the
 *   whole text and stays causal.
 */
import { UserError } from '../../files/userError';
import { tf } from '../../engine/tf';
import type { ModelConfig } from '../modelConfig';
import {
  attend,
  blockParameters,
  causal,
  layerShape,
  mlpResidual,
  norm,
  selfAttentionBlock,
  type BlockOptions,
} from '../attentionBlock';
import type { AttentionLayer, Block, Variant, Visibility } from '../contract';
import { scaledDotProduct } from './scaledDotProduct';

/** The study’s causal Perceiver, of at least two layers. Throws a UserError for sizes that it cannot have. */
export const perceiver: Variant = {
  name: 'perceiver',
  learnedPositions: true,
  blocks: (config) => {
    check(config);
    const layer = scaledDotProduct(layerShape(config));
    const middle = Array.from({ length: config.layers - 2 }, (_, index): Block => {
      const block = selfAttentionBlock(config, { name: `blocks.${index}`, layer, mlpRatio: 4 });
      return { ...block, sides: { queries: 'latents', keys: 'latents' } };
    });
    return [downProject(config, layer), ...middle, upProject(config, layer)];
  },
};

function check({ layers, bottleneck, contextLength }: ModelConfig): void {
  if (layers < 2)
    throw new UserError('A Perceiver needs at least 2 layers: one down and one up. Set --layers.');
  if (bottleneck < 1 || bottleneck > contextLength) {
    throw new UserError(`A Perceiver's bottleneck lies between 1 and the context length ${contextLength}.`);
  }
}

/** The last character that latent `latent` may see. */
function lastSeen(config: ModelConfig, latent: number): number {
  if (config.latents === 'prefix') return latent;
  return Math.ceil(((latent + 1) * config.contextLength) / config.bottleneck) - 1;
}

/** Who sees whom: latents the text, and the text the latents. */
export function latentSight(config: ModelConfig): { readonly down: Visibility; readonly up: Visibility } {
  return {
    down: (latent, character) => character <= lastSeen(config, latent),
    up: config.latents === 'prefix' ? causal : (character, latent) => lastSeen(config, latent) <= character,
  };
}

/**
 * The latents whose strides end within a text. The others see padding behind it; but as no character of the
 * text may ask them, they change nothing that is predicted. So they are not masked, as in the study, but left
 * out wherever somebody looks at maps.
 */
function filledLatents(config: ModelConfig, textLength: number): number {
  const all = Array.from({ length: config.bottleneck }, (_, latent) => lastSeen(config, latent));
  return all.filter((last) => last < textLength).length;
}

/** Length `bottleneck` from the text: `C + attention(C asks the text)`, then the hidden layer. */
function downProject(config: ModelConfig, layer: AttentionLayer): Block {
  const options: BlockOptions = { name: 'down_block', layer, mlpRatio: 4 };
  const { bottleneck, width } = config;
  const { down: visible } = latentSight(config);
  return {
    name: options.name,
    sides: { queries: 'latents', keys: 'text', firstChooses: lastSeen(config, 0) > 0 },
    latentsOf: (textLength) => filledLatents(config, textLength),
    parameters: {
      C: { shape: [1, bottleneck, width], initial: 'xavierUniform', decay: false },
      ...blockParameters(config, options),
    },
    forward: (text, call) => {
      const latents: tf.Tensor2D = tf.reshape(call.parameter('C'), [bottleneck, width]);
      const repeat = (rows: tf.Tensor2D) => tf.tile(rows, [call.batch, 1]);
      const queries = { rows: repeat(norm(latents, 'ln1', call)), length: bottleneck };
      const attended = attend(config, layer, { queries, keys: text, visible }, call);
      return mlpResidual({ rows: tf.add(repeat(latents), attended), length: bottleneck }, call);
    },
  };
}

/** The text's length again: `text + attention(the text asks the latents)`, then a wide hidden layer. */
function upProject(config: ModelConfig, layer: AttentionLayer): Block {
  const options: BlockOptions = { name: 'up_block', layer, mlpRatio: config.upMlpRatio };
  const { up: visible } = latentSight(config);
  return {
    name: options.name,
    sides: { queries: 'text', keys: 'latents' },
    parameters: blockParameters(config, options),
    forward: (latents, call) => {
      const text = call.embedded;
      const keys = { rows: norm(latents.rows, 'ln1', call), length: latents.length };
      const attended = attend(config, layer, { queries: text, keys, visible }, call);
      return mlpResidual({ rows: tf.add(text.rows, attended), length: text.length }, call);
    },
  };
}
