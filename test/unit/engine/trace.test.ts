import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { CPU_DIALECT } from '../../../src/engine/compiled/recordingBackend';
import { trace } from '../../../src/engine/compiled/trace';
import type { TensorFunction } from '../../../src/engine/engine';
import { gelu } from '../../../src/engine/ops/gelu';
import { linear } from '../../../src/engine/ops/linear';
import { tf } from '../../../src/engine/tf';
import { UserError } from '../../../src/files/userError';
import { noise, runOn } from '../../support/engines';

const matrix = { shape: [4, 4], type: 'float32' as const };

function operatorsOf(body: TensorFunction): readonly string[] {
  const { graph } = trace(body, { inputs: { x: matrix, w: matrix }, state: [] }, {}, CPU_DIALECT);
  return graph.nodes.map(({ operator }) => operator);
}

describe('tracing', () => {
  it('names an operation it cannot compile, and the line that used it', async () => {
    const body = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({
      y: tf.topk(x ?? tf.scalar(0), 2).values,
    });
    const error = await runOn(openDevice('onnx-cpu'), body, { x: noise([4, 4]) }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/operation TopK cannot be compiled \(.*trace\.test\.ts:\d+/);
  });

  it('refuses to read the numbers in a tensor', async () => {
    const body = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: tf.scalar(x?.dataSync()[0] ?? 0) });
    await expect(runOn(openDevice('onnx-cpu'), body, { x: noise([2]) })).rejects.toThrow(
      /must not read the numbers/,
    );
  });

  it('leaves the former TF.js backend in place, also after an error', async () => {
    const { value } = await runOn(openDevice('tfjs-js'), () => ({ value: tf.scalar(1) }), {});
    const before = tf.getBackend();
    const body = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({
      y: tf.topk(x ?? tf.scalar(0), 2).values,
    });
    await runOn(openDevice('onnx-cpu'), body, { x: noise([4, 4]) }).catch(() => undefined);
    expect(tf.getBackend()).toBe(before);
    expect(value?.data[0]).toBe(1);
  });

  it('drops what no output needs', () => {
    const operators = operatorsOf(({ x }) => {
      tf.exp(x ?? 0);
      return { outputs: { y: tf.neg(x ?? 0) } };
    });
    expect(operators).toEqual(['Neg']);
  });

  it('folds constant factors into products', () => {
    const operators = operatorsOf(({ x, w }) => {
      const product = tf.matMul(tf.mul(x ?? 0, 2), w ?? 0);
      return { outputs: { y: tf.mul(product, 0.5), z: tf.sum(tf.mul(x ?? 0, 3), 1) } };
    });
    // The sum's factor is left, but on four numbers instead of sixteen.
    expect(operators.filter((operator) => operator === 'Mul')).toHaveLength(1);
    expect(operators).toContain('Gemm');
  });

  it('scales a sum over rows, not the product that computes it', () => {
    const body: TensorFunction = ({ x }) => ({ outputs: { y: tf.sum(tf.mul(x ?? 0, 3), 0) } });
    const rows = { shape: [32, 4], type: 'float32' as const };
    const { graph } = trace(body, { inputs: { x: rows }, state: [] }, {}, CPU_DIALECT);
    const [product, ...rest] = graph.nodes;
    expect(product?.operator).toBe('Gemm');
    expect(product?.attributes).not.toHaveProperty('alpha');
    expect(rest.find(({ operator }) => operator === 'Mul')?.inputs[0]?.shape).toEqual([1, 4]);
  });

  it('leaves no factor of GELU between two linear maps', () => {
    const operators = operatorsOf(({ x, w }) => {
      const [input, weight] = [x as tf.Tensor2D, w as tf.Tensor2D];
      return { outputs: { y: linear(gelu(linear(input, weight)), weight) } };
    });
    expect(operators.filter((operator) => operator === 'Mul')).toHaveLength(1);
  });
});
