/**
 * `vanilla`: the study's multi-head causal self-attention with learned positions.
 */
import { layerShape, selfAttentionBlock } from '../attentionBlock';
import type { AttentionLayer, LayerShape, Variant } from '../contract';
import { scaledDotProduct } from './scaledDotProduct';

/** How a variant differs from the others: its attention layer, and whether it needs position vectors. */
export interface SelfAttention {
  readonly name: string;
  readonly learnedPositions: boolean;
  readonly layer: (shape: LayerShape) => AttentionLayer;
}

/** A transformer whose blocks all attend the same way. */
export function selfAttentionVariant({ name, learnedPositions, layer }: SelfAttention): Variant {
  return {
    name,
    learnedPositions,
    blocks: (config) =>
      Array.from({ length: config.layers }, (_, index) =>
        selfAttentionBlock(config, {
          name: `blocks.${index}`,
          layer: layer(layerShape(config)),
          mlpRatio: 4,
        }),
      ),
  };
}

/** `softmax(q · kᵀ / √d) · v`, causal, with learned positions. */
export const vanilla = selfAttentionVariant({
  name: 'vanilla',
  learnedPositions: true,
  layer: (shape) => scaledDotProduct(shape),
});
