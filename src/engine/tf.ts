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

/** What a differentiated function gives. */
export interface LossWithOutputs<Outputs extends Tensors> {
  readonly loss: tf.Scalar;
  /** Other results of the same pass, which are not differentiated. */
  readonly outputs: Outputs;
}

/** A loss, what else its pass gave, and its gradients by the parameters' names. */
export interface Differentiated<Outputs extends Tensors> extends LossWithOutputs<Outputs> {
  readonly gradients: Tensors;
}

/**
 * The value of a scalar function and its gradients with respect to named tensors.
 *
 * A tensor that `body` does not use gets a gradient of zeros, so that optimizers need no special case.
 */
export function valueAndGradients<Outputs extends Tensors>(
  body: () => LossWithOutputs<Outputs>,
  parameters: Tensors,
): Differentiated<Outputs> {
  const tensors = Object.values(parameters);
  let kept: Tensors = {};
  const forward = () => {
    const { loss, outputs } = body();
    // TF.js frees what a differentiated function does not return.
    kept = mapTensors(outputs, (tensor) => tf.keep(tensor));
    return loss;
  };
  const { value, grads } = tf.engine().gradients(forward, tensors, undefined, true);
  const gradients = Object.entries(parameters).map(
    ([name, tensor], index) => [name, grads[index] ?? tf.zerosLike(tensor)] as const,
  );
  // Sound: the same names as in `kept`, which are those of `outputs`.
  const outputs = mapTensors(kept, released) as Outputs;
  return { loss: value, outputs, gradients: Object.fromEntries(gradients) };
}

/** The same numbers in a tensor that the surrounding scope frees. */
function released(tensor: tf.Tensor): tf.Tensor {
  const copy = tf.clone(tensor);
  tensor.dispose();
  return copy;
}

/** Applies a function to each of some tensors. */
function mapTensors(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
