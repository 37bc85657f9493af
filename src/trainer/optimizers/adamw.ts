/**
 * Adam with decoupled weight decay (Loshchilov & Hutter, 2019), as PyTorch computes it.
 */
import { type HostTensor, elementCount } from '../../engine/tensors';
import { type Tensors, tf } from '../../engine/tf';
import type { ParameterSpec } from '../../model/contract';
import type { Optimizer, StepScalars } from './optimizer';

/** The settings that PyTorch's `AdamW` takes. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The name of a parameter's first moment in the store. */
export function firstMoment(parameter: string): string {
  return `adamw.m.${parameter}`;
}

/** The name of a parameter's second moment in the store. */
export function secondMoment(parameter: string): string {
  return `adamw.v.${parameter}`;
}

/** See the header. */
export function adamw(settings: AdamWSettings): Optimizer {
  return {
    initialState: (parameters) => {
      const state: Record<string, HostTensor> = {};
      for (const [name, { shape }] of Object.entries(parameters)) {
        state[firstMoment(name)] = { shape, data: new Float32Array(elementCount(shape)) };
        state[secondMoment(name)] = { shape, data: new Float32Array(elementCount(shape)) };
      }
      return state;
    },
    update: (specs, { parameters, gradients, state }, scalars) => {
      const factors = stepFactors(settings, scalars);
      const next = { parameters: {} as Record<string, tf.Tensor>, state: {} as Record<string, tf.Tensor> };
      for (const [name, spec] of Object.entries(specs)) {
        const moments = { m: required(state, firstMoment(name)), v: required(state, secondMoment(name)) };
        const tensor = {
          parameter: required(parameters, name),
          gradient: required(gradients, name),
          ...moments,
        };
        const updated = updateOne(settings, factors, spec, tensor);
        next.parameters[name] = updated.parameter;
        next.state[firstMoment(name)] = updated.m;
        next.state[secondMoment(name)] = updated.v;
      }
      return next;
    },
  };
}

/** Scalars that all parameters share, computed once a step. */
interface StepFactors {
  /** learningRate / (1 − beta1^t). */
  readonly stepSize: tf.Tensor;
  /** √(1 − beta2^t), with which PyTorch divides the root of the second moment. */
  readonly rootCorrection: tf.Tensor;
  /** What decay leaves of a parameter: 1 − learningRate · weightDecay. */
  readonly kept: tf.Tensor;
}

function stepFactors(
  { beta1, beta2, weightDecay }: AdamWSettings,
  { learningRate, update }: StepScalars,
): StepFactors {
  return {
    stepSize: tf.div(learningRate, tf.sub(1, tf.pow(beta1, update))),
    rootCorrection: tf.sqrt(tf.sub(1, tf.pow(beta2, update))),
    kept: tf.sub(1, tf.mul(learningRate, weightDecay)),
  };
}

interface OneParameter {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
}

/**
 * m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← kept · p − stepSize · m / (√v / correction + ε).
 *
 * Multiplying through by the correction spares one pass over the parameters.
 */
function updateOne(settings: AdamWSettings, factors: StepFactors, spec: ParameterSpec, tensor: OneParameter) {
  const { beta1, beta2, epsilon } = settings;
  const { gradient } = tensor;
  const m = tf.add(tf.mul(tensor.m, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(tensor.v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const denominator = tf.add(tf.sqrt(v), tf.mul(factors.rootCorrection, epsilon));
  const step = tf.mul(tf.div(m, denominator), tf.mul(factors.stepSize, factors.rootCorrection));
  const kept = spec.decay ? tf.mul(tensor.parameter, factors.kept) : tensor.parameter;
  return { parameter: tf.sub(kept, step), m, v };
}

function required(tensors: Tensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`The tensor '${name}' is missing.`);
  return tensor;
}
