/**
 * Products of float16. Neither the processor nor a software Vulkan computes them: here what is multiplied is rounded to
 * the eleven bits of a float16 in float32, and the product too.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { halfProducts } from '../../../src/engine/compiled/passes/halfProducts';
import { CPU_DIALECT, RECORDING, RecordingBackend } from '../../../src/engine/compiled/recordingBackend';
import { trace } from '../../../src/engine/compiled/trace';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { type Tensors, tf } from '../../../src/engine/tf';
import { RATES, batchOf, learnerOn } from '../../support/smallLearner';

const PRODUCTS = ['BatchMatMul', '_FusedMatMul'];

let exact: readonly tf.KernelConfig[] = [];

function register(kernels: readonly tf.KernelConfig[]): void {
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, RECORDING);
    tf.registerKernel(kernel);
  }
}

/** From here on what is compiled multiplies with eleven bits. */
function roundProducts(): void {
  exact = PRODUCTS.flatMap((name) => tf.getKernel(name, RECORDING));
  register(
    exact.map((kernel) => ({
      ...kernel,
      kernelFunc: (call) => {
        const record = call.backend;
        if (!(record instanceof RecordingBackend)) throw new TypeError('Nothing is recorded.');
        const entries = Object.entries(call.inputs).flatMap(([name, x]) =>
          x ? [[name, rounded(record, x)] as const] : [],
        );
        return rounded(
          record,
          kernel.kernelFunc({ ...call, inputs: Object.fromEntries(entries) }) as tf.TensorInfo,
        );
      },
    })),
  );
}

/** Dekker's and Veltkamp's splitting: of 24 bits, the upper eleven. */
function rounded(record: RecordingBackend, tensor: tf.TensorInfo): tf.TensorInfo {
  const x = record.recordedValue(tensor);
  const large = record.node('Mul', [x, record.scalar(2 ** 13 + 1)], x);
  return record.info(record.node('Sub', [large, record.node('Sub', [large, x], x)], x));
}

afterEach(() => {
  register(exact);
});

async function losses(steps: number): Promise<readonly number[]> {
  const engine = openDevice('onnx-cpu');
  const learner = learnerOn(engine);
  const found: number[] = [];
  for (let step = 1; step <= steps; step++) found.push((await learner.step(batchOf(8), RATES, step)).loss);
  await learner.dispose();
  await engine.dispose();
  return found;
}

describe('products of float16', () => {
  it('read each value once in float16, and nothing else does', () => {
    const matrix = { shape: [4, 4], type: 'float32' as const };
    const body = ({ x, w }: Tensors) => {
      const product = tf.matMul<tf.Tensor2D>(x as tf.Tensor2D, w as tf.Tensor2D);
      return { outputs: { y: tf.add(tf.matMul(product, w as tf.Tensor2D), x ?? 0) } };
    };
    const { graph } = trace(body, { inputs: { x: matrix, w: matrix }, state: [] }, {}, CPU_DIALECT);
    const { nodes } = halfProducts(graph);
    // x, w, the first product; then both products back again.
    expect(nodes.filter(({ operator }) => operator === 'Cast')).toHaveLength(5);
    for (const { operator, inputs } of nodes.filter((node) => node.operator !== 'Cast'))
      for (const input of inputs) expect(input?.type).toBe(operator === 'Add' ? 'float32' : 'float16');
  });

  it('learn as exact ones do: every loss of 300 steps within a hundredth', async () => {
    const expected = await losses(300);
    roundProducts();
    const found = await losses(300);
    expect(expected.at(-1)).toBeLessThan(0.5 * (expected[0] ?? 0));
    const off = found.map((loss, step) => Math.abs(loss / (expected[step] ?? NaN) - 1));
    console.log(`300 steps with products of float16: a loss is off by ${100 * Math.max(...off)} % at most`);
    expect(Math.max(...off)).toBeGreaterThan(1e-6);
    expect(Math.max(...off)).toBeLessThan(0.01);
  });
});
