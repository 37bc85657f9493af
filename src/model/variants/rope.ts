/**
 * `rope`: rotary position embedding. Queries and keys are turned by angles that grow with their
 * positions, so that their product depends on the distance alone (Su et al., 2021).
 */
import { rotate } from '../../engine/ops/rotate';
import { scaledDotProduct } from './scaledDotProduct';
import { selfAttentionVariant } from './vanilla';

/** Self-attention with rotary positions: no learned position is added to the embedding. */
export const rope = selfAttentionVariant({
  name: 'rope',
  learnedPositions: false,
  layer: (shape) => scaledDotProduct(shape, (x, length) => rotate(x, length)),
});
