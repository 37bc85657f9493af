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
