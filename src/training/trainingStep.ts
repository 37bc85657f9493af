/**
 * The training step as two functions of tensors: the gradients of a micro-batch, and the update by their sum.
 *
 * They are apart because a batch is made of micro-batches, of many lengths: each length has its own compiled
 * gradients, and the update is compiled once.
 */
import type { Signature, TensorFunction } from '../engine/engine';
import { crossEntropy } from '../engine/ops/crossEntropy';
import { type HostTensors, type Shape, elementCount } from '../engine/tensors';
import { type Tensors, tf, valueAndGradients } from '../engine/tf';
import type { ParameterSpecs } from '../model/contract';
import type { Model } from '../model/transformer';
import type { Optimizer } from './optimizers/optimizer';

/** The name under which a parameter's accumulated gradient is kept. */
export function gradientName(parameter: string): string {
  return `gradient.${parameter}`;
}

/** Room for accumulated gradients. */
export function gradientState(parameters: ParameterSpecs): HostTensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape }]) => [
      gradientName(name),
      { shape, data: new Float32Array(elementCount(shape)) },
    ]),
  );
}

/** What gradients are made for. */
export interface GradientOptions {
  readonly model: Model;
  /** Adds them to those of the micro-batches before, zero at first. */
  readonly accumulates: boolean;
}

/** What {@link gradientStep} is fed: `tokens` and `targets`, [rows, length]. */
export function gradientSignature({ model, accumulates }: GradientOptions, shape: Shape): Signature {
  const names = Object.keys(model.parameters);
  const rows = { shape, type: 'int32' as const };
  return {
    inputs: { tokens: rows, targets: rows },
    state: [...names, ...(accumulates ? names.map(gradientName) : [])],
  };
}

/**
 * The gradients of a micro-batch, into the store. It differentiates the sum of the losses, not their mean: gradients
 * inside the model are then of the size of probabilities, which float16 can hold.
 *
 * Its outputs: `loss` and `correct`, summed over the targets.
 */
export function gradientStep({ model, accumulates }: GradientOptions): TensorFunction {
  return (inputs, state, keepMask) => {
    const parameters = pick(state, Object.keys(model.parameters), (name) => name);
    const { loss, outputs, gradients } = valueAndGradients(() => {
      const { logits } = model.forward(tensor2d(inputs, 'tokens'), parameters, { keepMask });
      const targets: tf.Tensor1D = tf.reshape(tensor2d(inputs, 'targets'), [-1]);
      const { loss, correct } = crossEntropy(logits, targets);
      return { loss, outputs: { correct } };
    }, parameters);
    const total = accumulates ? added(state, gradients) : gradients;
    return { outputs: { loss, correct: outputs.correct }, state: renamed(total, gradientName) };
  };
}

/** What an update is made for. */
export interface UpdateOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The greatest norm of all gradients together; larger ones are scaled down to it. */
  readonly clipNorm: number;
}

/**
 * What {@link updateStep} is fed: `lossScale`, 1 / the number of targets in the whole batch; `learningRate`;
 * `weightDecay`; `update`, the number of the update from 1.
 *
 * @param moments Names of the optimizer's state.
 */
export function updateSignature({ model }: UpdateOptions, moments: readonly string[]): Signature {
  const names = Object.keys(model.parameters);
  const scalar = { shape: [], type: 'float32' as const };
  return {
    inputs: { lossScale: scalar, learningRate: scalar, weightDecay: scalar, update: scalar },
    state: [...names, ...moments, ...names.map(gradientName)],
  };
}

/**
 * Clipping, and new parameters and moments. The scale of the loss costs nothing with that of clipping.
 *
 * Its output: `gradientNorm` of the whole batch before clipping.
 */
export function updateStep({ model, optimizer, clipNorm }: UpdateOptions): TensorFunction {
  return (inputs, state) => {
    const names = Object.keys(model.parameters);
    const gradients = pick(state, names, gradientName);
    const squares = tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient))));
    const scale = scalar(inputs, 'lossScale');
    const norm = tf.mul(tf.sqrt(squares), scale);
    const next = optimizer.update(model.parameters, {
      parameters: pick(state, names, (name) => name),
      gradients,
      gradientScale: tf.mul(clippingScale(norm, clipNorm), scale),
      state,
      learningRate: scalar(inputs, 'learningRate'),
      weightDecay: scalar(inputs, 'weightDecay'),
      update: scalar(inputs, 'update'),
    });
    return { outputs: { gradientNorm: norm }, state: { ...next.parameters, ...next.state } };
  };
}

function added(state: Tensors, gradients: Tensors): Tensors {
  const former = pick(state, Object.keys(gradients), gradientName);
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.add(former[name] ?? 0, gradient)]),
  );
}

/** min(1, limit / norm), as PyTorch's `clip_grad_norm_` scales gradients. */
function clippingScale(norm: tf.Tensor, limit: number): tf.Scalar {
  return tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
}

function pick(tensors: Tensors, names: readonly string[], stored: (name: string) => string): Tensors {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = tensors[stored(name)];
      if (!tensor) throw new Error(`The state '${stored(name)}' is missing.`);
      return [name, tensor];
    }),
  );
}

function renamed(tensors: Tensors, rename: (name: string) => string): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));
}

function tensor2d(tensors: Tensors, name: string): tf.Tensor2D {
  const tensor = tensors[name];
  if (tensor?.rank !== 2) throw new Error(`The input '${name}' must be a matrix.`);
  // Sound: its rank was checked.
  return tensor as tf.Tensor2D;
}

function scalar(tensors: Tensors, name: string): tf.Scalar {
  const tensor = tensors[name];
  if (tensor?.rank !== 0) throw new Error(`The input '${name}' must be a scalar.`);
  // Sound: its rank was checked.
  return tensor as tf.Scalar;
}
