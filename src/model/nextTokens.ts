/**
 * The program behind decoding and exact match: at each position the most probable next token.
 */
import type { TensorFunction } from '../engine/engine';
import type { tf } from '../engine/tf';
import { readNext } from './readout';
import type { Model } from './transformer';

/**
 * Input `tokens`, [rows, length]; outputs `predicted`, the most probable next token, and `logProbability`, its ln p:
 * [rows · length] each.
 */
export function nextTokens(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { final } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    const { predicted, logProbability } = readNext(model.readout, final, state);
    return { outputs: { predicted, logProbability } };
  };
}
