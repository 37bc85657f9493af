/**
 * The affine map of PyTorch's `nn.Linear`.
 */
import { tf } from '../tf';

/**
 * `x · weightᵀ + bias`.
 *
 * @param x [rows, inputs]
 * @param weight [outputs, inputs], PyTorch's layout
 * @param bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor2D {
  // Sound: the product of two matrices is a matrix.
  const matrix = weight as tf.Tensor2D;
  if (!bias) return tf.matMul(x, matrix, false, true);
  return tf.fused.matMul({ a: x, b: matrix, transposeB: true, bias }) as tf.Tensor2D;
}
