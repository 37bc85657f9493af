/**
 * What a family of open models is: how its `config.json` is read, and how its parts compute.
 *
 * Parameters keep the names and layouts that the family's checkpoints give them, without the prefix that
 * some files have and others do not.
 */
import * as v from 'valibot';
import { parameterOf } from '../readout';
import type { Initialisation, ParameterSpec, ParameterSpecs } from '../contract';
import type { Architecture } from '../transformer';
import type { RotaryPrecision } from './rotary';
import { type Tensors, tf } from '../../engine/tf';

/** One family. */
export interface Family {
  /** `model_type` in `config.json`. */
  readonly name: string;
  /** What many checkpoints write before the names of parameters, as in `transformer.wte.weight`. */
  readonly prefix: string;
  /** Reads a `config.json`. Throws a v.ValiError that says what is wrong, or not supported. */
  readonly architecture: (config: unknown, precision: RotaryPrecision) => Architecture;
}

/** A whole number of at least 1. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));

/** Added to variances. */
export const epsilon = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1));

/** An option that may stand in a configuration as long as it is off. */
export function off(what: string) {
  return v.nullish(v.literal(false, `${what} is not supported`), false);
}

/** Checks that hold for every family. */
export function fits(
  heads: number,
  keyValueHeads: number,
  width: number,
  headWidth: number = width / heads,
): boolean {
  return heads % keyValueHeads === 0 && Number.isInteger(headWidth);
}

/** A tensor that is opened, never trained: how it would begin matters only to tests that draw one. */
export function opened(shape: readonly number[], initial: Initialisation = 'normal'): ParameterSpec {
  return { shape, initial, decay: false };
}

/** Weight, [outputs, inputs], and where wanted, bias of a linear map. */
export function affine(name: string, outputs: number, inputs: number, bias: boolean): ParameterSpecs {
  return {
    [`${name}.weight`]: opened([outputs, inputs]),
    ...(bias ? { [`${name}.bias`]: opened([outputs], 'zeros') } : {}),
  };
}

/** Tokens, [batch, length], as rows of an embedding: [batch · length, width]. */
export function embedded(tokens: tf.Tensor2D, parameters: Tensors, name: string): tf.Tensor2D {
  // Sound: rows of a matrix, chosen by a vector, are a matrix.
  return tf.gather(parameterOf(parameters, name), tf.reshape(tokens, [-1])) as tf.Tensor2D;
}
