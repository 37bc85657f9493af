/**
 * Scores from queries and keys: what `vanilla`, `rope` and `perceiver` share.
 */
import { linear } from '../../engine/ops/linear';
import { tf } from '../../engine/tf';
import { linearParameters, splitHeads } from '../attentionBlock';
import type { AttentionCall, AttentionLayer, LayerShape } from '../contract';
import { maskedSoftmax } from '../maskedSoftmax';

/** Turns queries or keys, [batch, heads, length, d], by their positions. */
export type Turn = (x: tf.Tensor4D, length: number) => tf.Tensor4D;

/**
 * `softmax(q · kᵀ / √d)` for every head (Vaswani et al., 2017).
 *
 * @param turn Applied to queries and keys before they meet.
 */
export function scaledDotProduct({ width }: LayerShape, turn?: Turn): AttentionLayer {
  return {
    parameters: { ...linearParameters('key', width, width), ...linearParameters('query', width, width) },
    weights: (call) => {
      const queries = side(call, 'query', call.queries, call.queryLength, turn);
      const keys = side(call, 'key', call.keys, call.keyLength, turn);
      const products = tf.matMul(queries, keys, false, true); // [b, h, q, k]
      const scores = tf.mul<tf.Tensor4D>(products, 1 / Math.sqrt(call.headWidth));
      return maskedSoftmax(scores, call.visible);
    },
  };
}

function side(
  call: AttentionCall,
  name: 'query' | 'key',
  rows: tf.Tensor2D,
  length: number,
  turn?: Turn,
): tf.Tensor4D {
  const projected = linear(rows, call.parameter(`${name}.weight`), call.parameter(`${name}.bias`));
  const split = splitHeads(projected, call.batch, length, call);
  if (name === 'key') call.reportKeys?.(split);
  return turn ? turn(split, length) : split;
}
