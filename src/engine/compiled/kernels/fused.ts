/**
 * Kernels of our own, for operations that ONNX Runtime computes in one pass over memory.
 *
 * The differentiable functions that call them are in `engine/ops/`; engines without these kernels
 * compose the same mathematics from TF.js's own operations.
 */
import { MICROSOFT } from '../recordingBackend';
import { type KernelRule, numberAttribute, registerRules } from './kernel';

/** Inputs x [rows, width], scale [width], offset [width]; outputs y, mean and 1 / deviation of each row. */
export const LAYER_NORMALIZATION = 'LayerNormalization';

/**
 * Inputs x [batch, heads, length, d], cosines and sines [length, d / 2]; output like x. The attribute
 * `interleaved` is 1 where neighbours are turned together, 0 where the two halves are.
 */
export const ROTARY_EMBEDDING = 'RotaryEmbedding';

/** Input and output x, of any shape. */
export const GELU_BY_TANH = 'FastGelu';

const RULES: Readonly<Record<string, KernelRule>> = {
  [LAYER_NORMALIZATION]: (call) => {
    const x = call.input('x');
    const rows = { shape: [...x.shape.slice(0, -1), 1], type: x.type };
    return call.record.nodeWithOutputs(
      'LayerNormalization',
      [x, call.input('scale'), call.input('offset')],
      [{ shape: x.shape, type: x.type }, rows, rows],
      { axis: -1, epsilon: { float: numberAttribute(call, 'epsilon') } },
    );
  },
  [GELU_BY_TANH]: (call) => {
    const x = call.input('x');
    return call.record.node('FastGelu', [x], { shape: x.shape, type: x.type }, {}, MICROSOFT);
  },
  [ROTARY_EMBEDDING]: (call) => {
    const x = call.input('x');
    const [batch = 1, , length = 1] = x.shape;
    const positions = Array.from({ length: batch * length }, (_, index) => index % length);
    const ids = call.record.constant([batch, length], positions, 'int64');
    const inputs = [x, ids, call.input('cosines'), call.input('sines')];
    return call.record.node(
      'RotaryEmbedding',
      inputs,
      { shape: x.shape, type: x.type },
      { interleaved: numberAttribute(call, 'interleaved') },
      MICROSOFT,
    );
  },
};

/** Registers the fused kernels. */
export function registerFused(): void {
  registerRules(RULES);
}
