/**
 * Muon for the matrices inside the blocks, AdamW for everything else (Jordan et al., 2024).
 *
 * The momentum of a matrix is replaced by the nearest matrix with equal singular values, found by five
 * Newton–Schulz steps, so that rare directions learn as fast as common ones.
 */
import { type HostTensor, elementCount } from '../../engine/tensors';
import { tf } from '../../engine/tf';
import type { ParameterSpecs } from '../../model/contract';
import type { OptimizerConfig } from '../../runs/runConfig';
import { adamw } from './adamw';
import type { Optimizer, UpdateInput } from './optimizer';

/** Momentum, and the coefficients of the quintic Newton–Schulz step, from the authors' repository. */
const MOMENTUM = 0.95;
const STEPS = 5;
const QUINTIC = { a: 3.4445, b: -4.775, c: 2.0315 };

/** The name of a matrix's momentum in the store. */
function momentumName(parameter: string): string {
  return `muon.m.${parameter}`;
}

/** The parameters that Muon changes: decaying matrices of linear maps, but not the prediction head. */
export function isMuonParameter(name: string, shape: readonly number[], decay: boolean): boolean {
  return decay && shape.length === 2 && !name.startsWith('head.');
}

/** Muon. Its state is one momentum a matrix, and AdamW’s two moments for every other parameter. */
export function muon(config: OptimizerConfig): Optimizer {
  const others = adamw(config);
  return {
    initialState: (parameters) => {
      const { matrices, rest } = divide(parameters);
      const state: Record<string, HostTensor> = { ...others.initialState(rest) };
      for (const [name, { shape }] of Object.entries(matrices)) {
        state[momentumName(name)] = { shape, data: new Float32Array(elementCount(shape)) };
      }
      return state;
    },
    update: (specs, input) => {
      const { matrices, rest } = divide(specs);
      const next = others.update(rest, input);
      const parameters: Record<string, tf.Tensor> = { ...next.parameters };
      const state: Record<string, tf.Tensor> = { ...next.state };
      for (const name of Object.keys(matrices)) {
        const updated = updateMatrix(config, name, input);
        parameters[name] = updated.parameter;
        state[momentumName(name)] = updated.momentum;
      }
      return { parameters, state };
    },
  };
}

function divide(specs: ParameterSpecs): { matrices: ParameterSpecs; rest: ParameterSpecs } {
  const entries = Object.entries(specs);
  const isMatrix = ([name, { shape, decay }]: (typeof entries)[number]) =>
    isMuonParameter(name, shape, decay);
  return {
    matrices: Object.fromEntries(entries.filter(isMatrix)),
    rest: Object.fromEntries(entries.filter((entry) => !isMatrix(entry))),
  };
}

/** m ← μ m + g; p ← kept · p − rate · √max(1, rows / columns) · orthogonal(g + μ m). */
function updateMatrix(
  config: OptimizerConfig,
  name: string,
  { parameters, gradients, gradientScale, state, learningRate, weightDecay }: UpdateInput,
): { parameter: tf.Tensor; momentum: tf.Tensor } {
  // Both optimizers follow one schedule: the matrices' rate is a fixed multiple of the others'.
  const rate = tf.mul(learningRate, config.matrixLearningRate / config.learningRate);
  const kept = tf.sub(1, tf.mul(rate, weightDecay));
  const gradient = tf.mul(required(gradients, name), gradientScale);
  const momentum = tf.add(tf.mul(required(state, momentumName(name)), MOMENTUM), gradient);
  const direction = orthogonal(tf.add(gradient, tf.mul(momentum, MOMENTUM)));
  const [rows, columns] = direction.shape;
  const step = tf.mul(direction, tf.mul(rate, Math.sqrt(Math.max(1, rows / columns))));
  return { parameter: tf.sub(tf.mul(required(parameters, name), kept), step), momentum };
}

/**
 * U Vᵀ, nearly, for the matrix U S Vᵀ: X ← a X + b (X Xᵀ) X + c (X Xᵀ)² X, from X of norm below one.
 */
function orthogonal(matrix: tf.Tensor): tf.Tensor2D {
  const [rows = 1, columns = 1] = matrix.shape;
  const tall = rows > columns;
  const norm = tf.add(tf.sqrt(tf.sum(tf.square(matrix))), 1e-7);
  let x: tf.Tensor2D = tf.div(matrix, norm);
  for (let step = 0; step < STEPS; step++) {
    const gram = tf.matMul<tf.Tensor2D>(x, x, tall, !tall);
    const mixture = tf.add<tf.Tensor2D>(
      tf.mul(gram, QUINTIC.b),
      tf.mul(tf.matMul<tf.Tensor2D>(gram, gram), QUINTIC.c),
    );
    const product = tall ? tf.matMul<tf.Tensor2D>(x, mixture) : tf.matMul<tf.Tensor2D>(mixture, x);
    x = tf.add(tf.mul(x, QUINTIC.a), product);
  }
  return x;
}

function required(tensors: Readonly<Record<string, tf.Tensor>>, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (!tensor) throw new Error(`The tensor '${name}' is missing.`);
  return tensor;
}
