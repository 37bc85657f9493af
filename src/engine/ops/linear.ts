/**
 * The affine map of PyTorch's `nn.Linear`.
 */
import { tf } from '../tf';

/**
 * `x · weightᵀ + bias`.
 *
 * A plain sum, not `tf.fused.matMul`: ONNX Runtime's `Gemm` adds a bias on one thread, which costs
 * twice as much as adding it afterwards.
 *
 * @param x [rows, inputs]
 * @param weight [outputs, inputs], PyTorch's layout
 * @param bias [outputs]
 * @returns [rows, outputs]
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor2D {
  // Sound: the product of two matrices is a matrix.
  const matrix = weight as tf.Tensor2D;
  const product = tf.matMul<tf.Tensor2D>(x, matrix, false, true);
  return bias ? tf.add<tf.Tensor2D>(product, bias) : product;
}
