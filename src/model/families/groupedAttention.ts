/**
 * Causal attention in which several query heads may share the keys and values of one head (Ainslie et al.,
 * 2023). With as many key-value heads as query heads it is the usual one.
 */
import { tf } from '../../engine/tf';
import type { BlockCall, Visibility } from '../contract';
import { maskedSoftmax } from '../maskedSoftmax';

/** Queries, [batch, heads, length, d], and the keys and values, [batch, keyValueHeads, length, d]. */
export interface AttentionSides {
  readonly queries: tf.Tensor4D;
  readonly keys: tf.Tensor4D;
  readonly values: tf.Tensor4D;
}

/** How scores are made and what may be seen. */
export interface AttentionRule {
  /** What products of queries and keys are multiplied by. */
  readonly scale: number;
  readonly visible: Visibility;
}

/**
 * Mixes the values; tells the map and the heads' outputs to whoever looks inside, and lets them change.
 *
 * @returns [batch · length, heads · d], as the projection reads it.
 */
export function attendGrouped(sides: AttentionSides, rule: AttentionRule, call: BlockCall): tf.Tensor2D {
  const map = attentionWeights(sides, rule);
  call.report({ map });
  const heads = call.changeHeads(mixed(map, sides.values));
  call.report({ heads });
  const [batch, count, length, width] = heads.shape;
  return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [batch * length, count * width]);
}

/** `softmax(scale · q · kᵀ)` over the visible keys: [batch, heads, length, length]. */
function attentionWeights(
  { queries, keys }: Pick<AttentionSides, 'queries' | 'keys'>,
  { scale, visible }: AttentionRule,
): tf.Tensor4D {
  const [batch, heads, length] = queries.shape;
  const products = tf.matMul(grouped(queries, keys.shape[1]), keys, false, true);
  const scores = tf.mul(tf.reshape(products, [batch, heads, length, keys.shape[2]]), scale);
  return maskedSoftmax(scores as tf.Tensor4D, visible);
}

function mixed(map: tf.Tensor4D, values: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, length] = map.shape;
  const product = tf.matMul(grouped(map, values.shape[1]), values);
  return tf.reshape(product, [batch, heads, length, values.shape[3]]);
}

/** [batch, heads, length, n] → [batch, groups, heads / groups · length, n]: one product a group, nothing copied. */
function grouped(x: tf.Tensor4D, groups: number): tf.Tensor4D {
  const [batch, heads, length, n] = x.shape;
  return tf.reshape(x, [batch, groups, (heads / groups) * length, n]);
}

/** [batch · length, heads · d] → [batch, heads, length, d]. */
export function asHeads(rows: tf.Tensor2D, batch: number, heads: number): tf.Tensor4D {
  const [all, width] = rows.shape;
  const split = tf.reshape(rows, [batch, all / batch, heads, width / heads]);
  return tf.transpose(split, [0, 2, 1, 3]) as tf.Tensor4D;
}

/** Each key-value head as often as query heads share it: [batch, heads, length, d]. */
export function forEachQueryHead(x: tf.Tensor4D, heads: number): tf.Tensor4D {
  const [batch, groups, length, width] = x.shape;
  if (groups === heads) return x;
  const copies = tf.tile(tf.reshape(x, [batch, groups, 1, length, width]), [1, 1, heads / groups, 1, 1]);
  return tf.reshape(copies, [batch, heads, length, width]);
}
