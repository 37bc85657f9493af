/**
 * The numbers that a model begins with.
 */
import { type HostTensors, elementCount } from '../engine/tensors';
import { mix, randomNormal, randomNumbers, type RandomNumbers } from '../numbers/randomNumbers';
import type { ParameterSpec, ParameterSpecs } from './contract';

/** GPT-2's standard deviation for weights and embeddings. */
const DEVIATION = 0.02;

/** Draws all parameters; each from its own stream, so that adding one changes no other. */
export function initialParameters(specs: ParameterSpecs, seed: number): HostTensors {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const next = randomNumbers(mix(seed, hashOf(name)));
    const data = new Float32Array(elementCount(spec.shape)).map(drawOf(spec, next));
    return [name, { shape: spec.shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

function drawOf({ initial, shape }: ParameterSpec, next: RandomNumbers): () => number {
  if (initial === 'zeros') return () => 0;
  if (initial === 'ones') return () => 1;
  if (initial === 'normal') return () => DEVIATION * randomNormal(next);
  const bound = initial === 'xavierUniform' ? xavierBound(shape) : initial.uniform;
  return () => bound * (2 * next() - 1);
}

/** √(6 / (fan in + fan out)), fans counted as PyTorch does: axes 0 and 1 times all later ones. */
function xavierBound(shape: readonly number[]): number {
  const [first = 1, second = 1, ...field] = shape;
  return Math.sqrt(6 / ((first + second) * elementCount(field)));
}

function hashOf(name: string): number {
  return mix(...Array.from(name, (character) => character.codePointAt(0) ?? 0));
}
