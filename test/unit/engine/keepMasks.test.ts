import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { MaskPools } from '../../../src/engine/keepMasks';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { tf } from '../../../src/engine/tf';
import { largestDifference, noise, runOn } from '../../support/engines';

const request = { shape: [1000], rate: 0.1 };

/** Numbers in a pool here: an engine’s, of 16 million, takes half a second to draw. */
const SMALL_POOL = 1 << 14;

describe('dropout masks', () => {
  it('are equal for equal keys, and differ in step, part, seed and place', () => {
    const pools = new MaskPools(SMALL_POOL);
    const draw = (seed: number, step: number, part: number, index: number) =>
      new MaskPools(SMALL_POOL).window(request, index, { seed, step, part });
    const first = Float32Array.from(pools.window(request, 0, { seed: 1, step: 1, part: 0 }));
    expect(draw(1, 1, 0, 0)).toEqual(first);
    for (const other of [draw(2, 1, 0, 0), draw(1, 2, 0, 0), draw(1, 1, 1, 0), draw(1, 1, 0, 1)]) {
      expect(other).not.toEqual(first);
    }
  });

  it('keep the expectation', () => {
    const mask = new MaskPools().window({ shape: [1 << 20], rate: 0.1 }, 0, { seed: 3, step: 700, part: 0 });
    const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
    expect(mean).toBeCloseTo(1, 2);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.9)]));
  });

  it('are the same on both engines, and not frozen by tracing', async () => {
    const body = (
      { x }: Readonly<Record<string, tf.Tensor>>,
      keepMask: (s: number[], r: number) => tf.Tensor,
    ) => ({
      y: tf.mul(x ?? 0, keepMask([64], 0.5)),
    });
    const [compiled, reference] = [openDevice('onnx-cpu'), openDevice('tfjs-js')];
    const at = async (engine: Engine, step: number) => {
      const { y } = await runOn(engine, body, { x: noise([64]) }, { seed: 1, step, part: 0 });
      return y?.data ?? [];
    };
    const one = await at(compiled, 1);
    expect(largestDifference(one, await at(reference, 1))).toBe(0);
    expect(largestDifference(one, await at(compiled, 2))).toBeGreaterThan(0);
    await compiled.dispose();
  });
});
