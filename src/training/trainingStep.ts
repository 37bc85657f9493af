/**
 * The training step as one function of tensors: forward, gradients, clipping, update.
 *
 * A batch that does not fit the caches is split into micro-batches: all but the last only add their
 * gradients to those before, and the last one also updates.
 */
import type { Signature, TensorFunction } from '../engine/engine';
import { crossEntropy } from '../engine/ops/crossEntropy';
import { type HostTensors, type Shape, elementCount } from '../engine/tensors';
import { type Tensors, tf, valueAndGradients } from '../engine/tf';
import type { ParameterSpecs } from '../model/contract';
import type { Model } from '../model/transformer';
import type { Optimizer } from './optimizers/optimizer';
import { groupSmall, joined } from './optimizers/tensorGroups';

/** What one call of the step does with its gradients. */
export interface StepRole {
  /** Adds its gradients to those of the micro-batches before, zero at first. */
  readonly accumulates: boolean;
  /** Updates the parameters; otherwise the gradients are kept for the next call. */
  readonly updates: boolean;
}

/** What a step is made for. */
export interface StepOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The greatest norm of all gradients together; larger ones are scaled down to it. */
  readonly clipNorm: number;
  readonly role: StepRole;
}

/** The name under which a parameter's accumulated gradient is kept. */
export function gradientName(parameter: string): string {
  return `gradient.${parameter}`;
}

/**
 * Inputs and state of a step.
 *
 * @param moments Names of the optimizer's state.
 * @param shape Of a micro-batch: [rows, length].
 */
export function stepSignature(
  { model, role }: StepOptions,
  moments: readonly string[],
  shape: Shape,
): Signature {
  const names = Object.keys(model.parameters);
  const scalar = { shape: [], type: 'float32' as const };
  return {
    inputs: {
      tokens: { shape, type: 'int32' },
      targets: { shape, type: 'int32' },
      ...(role.updates
        ? { lossScale: scalar, learningRate: scalar, weightDecay: scalar, update: scalar }
        : {}),
    },
    state: [...names, ...(role.updates ? moments : []), ...(role.accumulates ? names.map(gradientName) : [])],
  };
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

/**
 * The step. Its inputs: `tokens` and `targets` [rows, length]; where it updates `lossScale`, 1 / the number of
 * targets in the whole batch; `learningRate`; `weightDecay`; `update`, the number of the update from 1.
 *
 * It differentiates the sum of the losses, not their mean: gradients inside the model are then of the size of
 * probabilities, which float16 can hold, and the scale costs nothing with that of clipping.
 *
 * Its outputs: `loss` and `correct`, summed over the micro-batch's targets; `gradientNorm` of the
 * whole batch before clipping, when it updates.
 */
export function trainingStep(options: StepOptions): TensorFunction {
  const { model, optimizer, clipNorm, role } = options;
  return (inputs, state, keepMask) => {
    const parameters = pick(state, Object.keys(model.parameters), (name) => name);
    const {
      loss,
      outputs: passed,
      gradients,
    } = valueAndGradients(() => {
      const { logits } = model.forward(tensor2d(inputs, 'tokens'), parameters, { keepMask });
      const targets: tf.Tensor1D = tf.reshape(tensor2d(inputs, 'targets'), [-1]);
      const { loss, correct } = crossEntropy(logits, targets);
      return { loss, outputs: { correct } };
    }, parameters);
    const outputs = { loss, correct: passed.correct };
    const total = role.accumulates ? added(state, gradients) : gradients;
    if (!role.updates) return { outputs, state: renamed(total, gradientName) };
    const grouped = groupSmall(model.parameters).map((group) => joined(group, total, (name) => name));
    const squares = tf.addN(grouped.map((gradient) => tf.sum(tf.square(gradient))));
    const scale = scalar(inputs, 'lossScale');
    const norm = tf.mul(tf.sqrt(squares), scale);
    const next = optimizer.update(model.parameters, {
      parameters,
      gradients: total,
      gradientScale: tf.mul(clippingScale(norm, clipNorm), scale),
      state,
      learningRate: scalar(inputs, 'learningRate'),
      weightDecay: scalar(inputs, 'weightDecay'),
      update: scalar(inputs, 'update'),
    });
    return { outputs: { ...outputs, gradientNorm: norm }, state: { ...next.parameters, ...next.state } };
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
