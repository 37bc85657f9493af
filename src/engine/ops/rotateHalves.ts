/**
 * Rotary position embedding as the open families have it: number i is turned together with number i + d/2,
 * not with its neighbour as in `rotate.ts`. For models that are opened, not trained: it has no derivative.
 */
import { ROTARY_EMBEDDING } from '../compiled/kernels/fused';
import { hasKernel, tf } from '../tf';

/** Cosines and sines of the angles, by position and pair: [length, d / 2] each. */
export interface RotaryTables {
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/**
 * Turns each pair (x_i, x_{i + d/2}) at position t by the angle of row t.
 *
 * @param x [batch, heads, length, d], d even
 */
export function rotateHalves(x: tf.Tensor4D, tables: RotaryTables): tf.Tensor4D {
  const [, , length, width] = x.shape;
  const half = width / 2;
  const cosines = tf.tensor2d(tables.cosines, [length, half]);
  const sines = tf.tensor2d(tables.sines, [length, half]);
  if (hasKernel(ROTARY_EMBEDDING)) {
    return tf.engine().runKernel(ROTARY_EMBEDDING, { x, cosines, sines }, { interleaved: 0 });
  }
  const [first, second] = tf.split(x, 2, 3);
  if (!first || !second) throw new Error('A tensor was not split in two.');
  const turned = [
    tf.sub(tf.mul(first, cosines), tf.mul(second, sines)),
    tf.add(tf.mul(second, cosines), tf.mul(first, sines)),
  ];
  return tf.concat(turned, 3) as tf.Tensor4D;
}
