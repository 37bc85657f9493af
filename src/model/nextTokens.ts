/**
 * The program behind decoding and exact match: at each position the most probable next token.
 */
import type { TensorFunction } from '../engine/engine';
import { tf } from '../engine/tf';
import type { Model } from './transformer';

/** Input `tokens`, [rows, length]; outputs as {@link mostProbable}. */
export function nextTokens(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { logits } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    return { outputs: mostProbable(logits) };
  };
}

/** `predicted`, the most probable token of each row of logits, and `logProbability`, its ln p: [rows] each. */
export function mostProbable(logits: tf.Tensor2D): Record<'predicted' | 'logProbability', tf.Tensor> {
  return {
    predicted: tf.cast(tf.argMax(logits, -1), 'int32'),
    logProbability: tf.max(tf.logSoftmax(logits), -1),
  };
}

/**
 * ln p of a given token in each row of logits: [rows]. Where none is given (−1), it means nothing.
 *
 * Picked out by its place among all logits: a product with a one-hot row would take as much memory again as the
 * logits, a gigabyte for a vocabulary of 50 000.
 *
 * @param targets [rows], whole numbers.
 */
export function ofTargets(logits: tf.Tensor2D, targets: tf.Tensor): tf.Tensor {
  const [rows, vocabulary] = logits.shape;
  const starts = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(vocabulary, 'int32'));
  const places = tf.add(starts, tf.maximum(tf.cast(targets, 'int32'), tf.scalar(0, 'int32')));
  const chosen = tf.gather(tf.reshape(logits, [rows * vocabulary]), tf.cast(places, 'int32'));
  return tf.sub(chosen, tf.logSumExp(logits, -1));
}
