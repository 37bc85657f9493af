/**
 * From scores to an attention map: softmax over the keys that a query may see.
 */
import { softmax } from '../engine/ops/softmax';
import { tf } from '../engine/tf';
import type { Visibility } from './contract';

/** Far below any score, yet finite, as in the study: exp of it is zero in float32. */
const HIDDEN = -1e10;

/**
 * The map for `scores`: rows sum to one over visible keys, or to zero where a query sees none.
 *
 * @param scores [batch, heads, queries, keys]
 */
export function maskedSoftmax(scores: tf.Tensor4D, visible: Visibility): tf.Tensor4D {
  const [, , queries, keys] = scores.shape;
  const hidden = new Float32Array(queries * keys);
  const sighted = new Float32Array(queries);
  for (let query = 0; query < queries; query++) {
    for (let key = 0; key < keys; key++) {
      if (visible(query, key)) sighted[query] = 1;
      else hidden[query * keys + key] = HIDDEN;
    }
  }
  const map = softmax(tf.add<tf.Tensor4D>(scores, tf.tensor2d(hidden, [queries, keys])));
  // Softmax over nothing but hidden keys would be uniform, and would see the future.
  return sighted.includes(0) ? tf.mul(map, tf.tensor2d(sighted, [queries, 1])) : map;
}
