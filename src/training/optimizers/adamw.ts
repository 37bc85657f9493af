/**
 * Adam with decoupled weight decay (Loshchilov & Hutter, 2019), as PyTorch computes it.
 */
import { type HostTensor, elementCount } from '../../engine/tensors';
import { type Tensors, tf } from '../../engine/tf';
import type { ParameterSpecs } from '../../model/contract';
import type { Optimizer, UpdateInput, UpdateOutput } from './optimizer';
import { type TensorGroup, groupSmall, joined, separated } from './tensorGroups';

/** The settings that PyTorch's `AdamW` takes, but for those that change while a run goes on. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The name of a parameter's first moment in the store. */
function firstMoment(parameter: string): string {
  return `adamw.m.${parameter}`;
}

/** The name of a parameter's second moment in the store. */
function secondMoment(parameter: string): string {
  return `adamw.v.${parameter}`;
}

/** AdamW. Its state is two moments a parameter, of the parameter’s shape. */
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
    update: (specs, input) => updateAll(settings, specs, input),
  };
}

function updateAll(settings: AdamWSettings, specs: ParameterSpecs, input: UpdateInput): UpdateOutput {
  const factors = updateFactors(settings, input);
  const parameters: Record<string, tf.Tensor> = {};
  const state: Record<string, tf.Tensor> = {};
  for (const group of groupSmall(specs)) {
    const next = updateGroup(settings, factors, group, input);
    Object.assign(
      parameters,
      separated(group, next.parameter, (name) => name),
    );
    Object.assign(state, separated(group, next.m, firstMoment), separated(group, next.v, secondMoment));
  }
  return { parameters, state };
}

/** Scalars that all parameters share, computed once a step. */
interface UpdateFactors {
  /** (1 − β₁) · gradientScale. */
  readonly gradient: tf.Tensor;
  /** (1 − β₂) · gradientScale². */
  readonly square: tf.Tensor;
  /** −learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ). */
  readonly step: tf.Tensor;
  /** ε · √(1 − β₂ᵗ). */
  readonly epsilon: tf.Tensor;
  /** What decay leaves of a parameter: 1 − learningRate · weightDecay. */
  readonly kept: tf.Tensor;
}

function updateFactors(settings: AdamWSettings, input: UpdateInput): UpdateFactors {
  const { beta1, beta2, epsilon } = settings;
  const { gradientScale, learningRate, weightDecay, update } = input;
  const rootCorrection = tf.sqrt(tf.sub(1, tf.pow(beta2, update)));
  return {
    gradient: tf.mul(gradientScale, 1 - beta1),
    square: tf.mul(tf.square(gradientScale), 1 - beta2),
    step: tf.neg(tf.div(tf.mul(learningRate, rootCorrection), tf.sub(1, tf.pow(beta1, update)))),
    epsilon: tf.mul(rootCorrection, epsilon),
    kept: tf.sub(1, tf.mul(learningRate, weightDecay)),
  };
}

/**
 * m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← kept · p + step · m / (√v + ε).
 *
 * The corrections of the biased moments are in `step` and ε: that spares two passes over the parameters.
 */
function updateGroup(
  { beta1, beta2 }: AdamWSettings,
  factors: UpdateFactors,
  group: TensorGroup,
  { parameters, gradients, state }: UpdateInput,
): { parameter: tf.Tensor; m: tf.Tensor; v: tf.Tensor } {
  const of = (tensors: Tensors, rename: (name: string) => string) => joined(group, tensors, rename);
  const gradient = of(gradients, (name) => name);
  const parameter = of(parameters, (name) => name);
  const m = tf.add(tf.mul(of(state, firstMoment), beta1), tf.mul(gradient, factors.gradient));
  const v = tf.add(tf.mul(of(state, secondMoment), beta2), tf.mul(tf.square(gradient), factors.square));
  const rate = tf.div(factors.step, tf.add(tf.sqrt(v), factors.epsilon));
  const kept = group.decay ? tf.mul(parameter, factors.kept) : parameter;
  return { parameter: tf.add(kept, tf.mul(rate, m)), m, v };
}
