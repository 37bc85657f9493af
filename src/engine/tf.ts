/**
 * The project's one door to TensorFlow.js.
 *
 * Gradients are registered as a side effect of a file that the package's entry for Node leaves out,
 * so everything that differentiates must import TF.js from here.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';

export { tf };

// Production mode also keeps TF.js from advertising its Node package on the error stream.
tf.enableProdMode();

/** Tensors by name: the inputs, the state or the outputs of a {@link TensorFunction}. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * Runs `body` on the TF.js backend called `name` and goes back to the former one.
 *
 * `body` must be synchronous: TF.js keeps its current backend in a global variable, so an `await`
 * in between would let other code run on the wrong one.
 */
export function withBackend<Result>(name: string, body: () => Result): Result {
  const former = tf.getBackend();
  activate(name);
  try {
    return body();
  } finally {
    if (former) activate(former);
  }
}

/** Whether the current backend has a kernel of this name, one of our own among them. */
export function hasKernel(name: string): boolean {
  // TF.js's types forget that there may be none.
  const kernel: unknown = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined;
}

/** Switches at once, although TF.js wraps the answer in a promise: our factories are synchronous. */
function activate(name: string): void {
  const engine = tf.engine();
  if (engine.backendName === name) return;
  void tf.setBackend(name);
  if (engine.backendName !== name) throw new Error(`TF.js backend '${name}' is not registered.`);
}

/**
 * The value of a scalar function and its gradients with respect to named tensors.
 *
 * A tensor that `loss` does not use gets a gradient of zeros, so that optimizers need no special case.
 */
export function valueAndGradients(
  loss: () => tf.Scalar,
  parameters: Tensors,
): { value: tf.Scalar; gradients: Tensors } {
  const names = Object.keys(parameters);
  const tensors = Object.values(parameters);
  const { value, grads } = tf.engine().gradients(loss, tensors, undefined, true);
  const gradients: Record<string, tf.Tensor> = {};
  tensors.forEach((tensor, index) => {
    const name = names[index];
    if (name !== undefined) gradients[name] = grads[index] ?? tf.zerosLike(tensor);
  });
  return { value, gradients };
}
