/**
 * The loss of next-character prediction.
 */
import { tf } from '../tf';

/** What a batch's predictions amount to. */
export interface Prediction {
  /** Sum of −log p(target) over the positions that count, in nats; scalar. */
  readonly loss: tf.Scalar;
  /** Positions whose most probable character is the target; scalar. */
  readonly correct: tf.Scalar;
}

/**
 * Cross-entropy, summed over all positions whose target is not 0 (the padding).
 *
 * @param logits [positions, vocabulary]
 * @param targets [positions], int32
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): Prediction {
  const vocabulary = logits.shape[1];
  const counts = tf.cast(tf.greater(targets, 0), 'float32');
  const chosen = tf.mul(tf.oneHot(targets, vocabulary), tf.reshape(counts, [-1, 1]));
  const loss: tf.Scalar = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), chosen)));
  const hits = tf.cast(tf.equal(tf.argMax(logits, -1), targets), 'float32');
  return { loss, correct: tf.sum(tf.mul(hits, counts)) };
}
