/**
 * The Gaussian error linear unit: exact, with a hand-written derivative, for what is trained here; and by the
 * approximation that some open models were trained with.
 */
import { GELU_BY_TANH } from '../compiled/kernels/fused';
import { hasKernel, tf } from '../tf';

/** ln(2 / √π): folds the factor of the derivative into its exponential. */
const LOG_FACTOR = Math.log(2 / Math.sqrt(Math.PI));

/**
 * `gelu(x) = x · ½ (1 + erf(x / √2))` (Hendrycks & Gimpel, 2016).
 *
 * Written with z = x / √2, so that every constant is a scale at one end, which the compiler folds into
 * the matrix products before and after: gelu = z (1 + erf z) / √2.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...args) => {
    // TF.js appends its `save` function to the tensors.
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const z = tf.mul(input, Math.SQRT1_2);
    const doubled = tf.add(tf.erf(z), 1);
    save([z, doubled]);
    const value = tf.mul(tf.mul(z, doubled), Math.SQRT1_2);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => derivative(dy, saved) };
  });
  return operation(x) as T;
}

/** gelu′(x) = ½ (1 + erf z + 2/√π · z · exp(−z²)). */
function derivative(dy: tf.Tensor, saved: readonly tf.Tensor[]): tf.Tensor[] {
  const [z, doubled] = saved;
  if (!z || !doubled) throw new Error('Nothing was saved.');
  const bell = tf.exp(tf.sub(LOG_FACTOR, tf.square(z)));
  const slope = tf.add(tf.mul(z, bell), doubled);
  return [tf.mul(tf.mul(dy, slope), 0.5)];
}

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): Hendrycks & Gimpel, 2016, as in GPT-2. It has no derivative. */
export function geluByTanh<T extends tf.Tensor>(x: T): T {
  // Nine passes over memory in one: a tenth of the time of a GPT-2.
  if (hasKernel(GELU_BY_TANH)) return tf.engine().runKernel(GELU_BY_TANH, { x });
  const cubic = tf.add(tf.mul(tf.mul(tf.square(x), 0.044715), x), x);
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}
