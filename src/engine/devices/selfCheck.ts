/**
 * Does a device compute what the plain JavaScript backend computes?
 */
import { openDevice } from './openDevice';
import type { Engine, Program, Store, TensorFunction } from '../engine';
import { crossEntropy } from '../ops/crossEntropy';
import { gelu } from '../ops/gelu';
import { layerNorm } from '../ops/layerNorm';
import { linear } from '../ops/linear';
import { softmax } from '../ops/softmax';
import { type HostTensor, type HostTensors, elementCount } from '../tensors';
import { tf, valueAndGradients } from '../tf';
import { mix, randomNormal, randomNumbers } from '../../numbers/randomNumbers';

/** The largest relative difference of a loss that passes; and where products are of float16. */
const TOLERANCE = 1e-3;
const HALF_TOLERANCE = 1e-2;

/** Steps of the small training that is compared. */
const STEPS = 3;

/**
 * The largest relative difference between the losses of a small training here and in JavaScript.
 *
 * @param half Whether the engine's products are of float16.
 */
export async function selfCheck(
  engine: Engine,
  half = false,
): Promise<{ difference: number; passed: boolean }> {
  const reference = openDevice('tfjs-js');
  const [ours, theirs] = [await losses(engine), await losses(reference)];
  await reference.dispose();
  const difference = ours.reduce((largest, loss, step) => {
    const expected = theirs[step] ?? NaN;
    return Math.max(largest, Math.abs(loss - expected) / Math.abs(expected));
  }, 0);
  return { difference, passed: difference < (half ? HALF_TOLERANCE : TOLERANCE) };
}

const SIZES = { rows: 6, vocabulary: 11, width: 8, hidden: 16 };

function parameters(): HostTensors {
  const { vocabulary, width, hidden } = SIZES;
  const shapes = {
    embedding: [vocabulary, width],
    scale: [width],
    offset: [width],
    inner: [hidden, width],
    bias: [hidden],
    outer: [vocabulary, hidden],
  };
  const entries = Object.entries(shapes).map(([name, shape], index) => [name, noise(shape, index)] as const);
  return Object.fromEntries(entries);
}

function noise(shape: readonly number[], seed: number): HostTensor {
  const next = randomNumbers(mix(seed, 0x5e1f));
  return { shape, data: new Float32Array(elementCount(shape)).map(() => randomNormal(next)) };
}

/** A step of gradient descent through every kind of operation that models use. */
const smallStep: TensorFunction = (inputs, state) => {
  const { loss, gradients } = valueAndGradients(() => {
    const get = (name: string) => {
      const tensor = inputs[name] ?? state[name];
      if (!tensor) throw new Error(`The tensor '${name}' is missing.`);
      return tensor;
    };
    const vector = (name: string): tf.Tensor1D => tf.reshape(get(name), [-1]);
    const characters: tf.Tensor2D = tf.reshape(tf.gather(get('embedding'), vector('tokens')), [
      -1,
      SIZES.width,
    ]);
    const normed = layerNorm(characters, vector('scale'), vector('offset'));
    const mixed = tf.matMul<tf.Tensor2D>(softmax(tf.matMul(normed, normed, false, true)), normed);
    const logits = linear(gelu(linear(mixed, get('inner'), get('bias'))), get('outer'));
    return { loss: crossEntropy(logits, vector('targets')).loss, outputs: {} };
  }, state);
  const next = Object.entries(state).map(([name, tensor]) => {
    return [name, tf.sub(tensor, tf.mul(gradients[name] ?? 0, 0.01))] as const;
  });
  return { outputs: { loss }, state: Object.fromEntries(next) };
};

async function losses(engine: Engine): Promise<readonly number[]> {
  const tokens = {
    shape: [SIZES.rows],
    data: Int32Array.from({ length: SIZES.rows }, (_, row) => (3 * row) % 11),
  };
  const targets = { shape: [SIZES.rows], data: tokens.data.map((token) => (token + 1) % 11) };
  const spec = { shape: [SIZES.rows], type: 'int32' as const };
  const initial = parameters();
  const store = engine.createStore(initial);
  const signature = { inputs: { tokens: spec, targets: spec }, state: Object.keys(initial) };
  const program = await engine.compile(smallStep, signature, store);
  const found: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const { loss } = await program.run(store, { tokens, targets });
    found.push(loss?.data[0] ?? NaN);
  }
  await dispose(program, store);
  return found;
}

async function dispose(program: Program, store: Store): Promise<void> {
  store.dispose();
  await program.dispose();
}
