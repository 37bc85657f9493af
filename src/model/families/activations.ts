/**
 * The activations of hidden layers, by the names that `config.json` files use.
 */
import * as v from 'valibot';
import { gelu, geluByTanh } from '../../engine/ops/gelu';
import { tf } from '../../engine/tf';

/** The names that are understood. */
export const activationName = v.picklist([
  'gelu',
  'gelu_new',
  'gelu_fast',
  'gelu_pytorch_tanh',
  'quick_gelu',
  'relu',
  'silu',
  'swish',
]);

/** One of them. */
export type ActivationName = v.InferOutput<typeof activationName>;

/** Applies an activation element by element. */
export function activate(name: ActivationName, x: tf.Tensor2D): tf.Tensor2D {
  switch (name) {
    case 'gelu':
      return gelu(x);
    case 'gelu_new':
    case 'gelu_fast':
    case 'gelu_pytorch_tanh':
      return geluByTanh(x);
    case 'quick_gelu':
      return tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));
    case 'relu':
      return tf.relu(x);
    case 'silu':
    case 'swish':
      return tf.mul(x, tf.sigmoid(x));
  }
}
