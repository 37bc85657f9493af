/**
 * Normalization by the root mean square: layer normalization without its mean and offset. For models that
 * are opened, not trained, so its derivative is TF.js's own.
 */
import { tf } from '../tf';

/**
 * `x / √(mean(x²) + epsilon) · scale` along the last axis (Zhang & Sennrich, 2019).
 *
 * @param x [..., width]
 * @param scale [width]
 * @returns The shape of `x`.
 */
export function rmsNorm<T extends tf.Tensor>(x: T, scale: tf.Tensor, epsilon: number): T {
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
  return tf.mul(tf.mul(x, inverse), scale);
}
