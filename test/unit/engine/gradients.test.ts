import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { crossEntropy } from '../../../src/engine/ops/crossEntropy';
import { gelu } from '../../../src/engine/ops/gelu';
import { layerNorm } from '../../../src/engine/ops/layerNorm';
import { rotate } from '../../../src/engine/ops/rotate';
import { softmax } from '../../../src/engine/ops/softmax';
import { type HostTensor, hostTensor } from '../../../src/engine/tensors';
import { tf, valueAndGradients } from '../../../src/engine/tf';
import { largestDifference, noise, runOn, runOnBoth } from '../../support/engines';

/** Scalar functions of one tensor whose derivatives are written by hand. */
const FUNCTIONS: Readonly<Record<string, { shape: number[]; of: (x: tf.Tensor) => tf.Scalar }>> = {
  gelu: { shape: [3, 4], of: (x) => weighted(gelu(x)) },
  softmax: { shape: [3, 4], of: (x) => weighted(softmax(x)) },
  'layerNorm by its input': {
    shape: [3, 4],
    of: (x) => weighted(layerNorm(x as tf.Tensor2D, vector(2), vector(3))),
  },
  'layerNorm by its scale': {
    shape: [4],
    of: (x) => weighted(layerNorm(matrix(), x as tf.Tensor1D, vector(3))),
  },
  'layerNorm by its offset': {
    shape: [4],
    of: (x) => weighted(layerNorm(matrix(), vector(2), x as tf.Tensor1D)),
  },
  rotate: { shape: [1, 2, 3, 4], of: (x) => weighted(rotate(x as tf.Tensor4D, 3)) },
  crossEntropy: {
    shape: [3, 4],
    of: (x) => crossEntropy(x as tf.Tensor2D, tf.tensor1d([2, 0, 3], 'int32')).loss,
  },
};

function vector(seed: number): tf.Tensor1D {
  return tf.tensor1d(noise([4], seed).data);
}

function matrix(): tf.Tensor2D {
  return tf.tensor2d(noise([3, 4], 5).data, [3, 4]);
}

/** A sum with unequal weights, so that no symmetry hides an error. */
function weighted(x: tf.Tensor): tf.Scalar {
  const weights = Array.from({ length: x.size }, (_, index) => Math.sin(index + 1));
  return tf.sum(tf.mul(x, tf.tensor(weights, x.shape)));
}

async function valueAt(of: (x: tf.Tensor) => tf.Scalar, x: HostTensor): Promise<number> {
  const { value } = await runOn(
    openDevice('tfjs-js'),
    (inputs) => ({ value: of(inputs['x'] ?? tf.scalar(0)) }),
    { x },
  );
  return value?.data[0] ?? NaN;
}

describe('hand-written derivatives', () => {
  it.each(Object.entries(FUNCTIONS))('%s agrees with central differences', async (_name, { shape, of }) => {
    const x = noise(shape, 7);
    const body = (inputs: Readonly<Record<string, tf.Tensor>>) => {
      const loss = () => ({ loss: of(inputs['x'] ?? tf.scalar(0)), outputs: {} });
      const { gradients } = valueAndGradients(loss, inputs);
      return { gradient: gradients['x'] ?? tf.scalar(NaN) };
    };
    const { compiled, reference } = await runOnBoth(body, { x });
    expect(
      largestDifference(compiled['gradient']?.data ?? [], reference['gradient']?.data ?? [0]),
    ).toBeLessThan(1e-5);
    const step = 1e-2;
    for (let index = 0; index < x.data.length; index++) {
      const at = (change: number) => {
        const moved = Float32Array.from(x.data);
        moved[index] = (moved[index] ?? 0) + change;
        return valueAt(of, hostTensor(shape, moved));
      };
      const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
      expect(Math.abs((reference['gradient']?.data[index] ?? NaN) - numeric)).toBeLessThan(2e-3);
    }
  });
});
