import { describe, expect, it } from 'vitest';
import { MaskPools } from '../../../src/engine/keepMasks';
import { tf } from '../../../src/engine/tf';
import { largestDifference, noise, runOnBoth } from '../../support/engines';

const request = { shape: [1000], rate: 0.1 };

describe('dropout masks', () => {
  it('are equal for equal keys, and differ in step, part, seed and place', () => {
    const pools = new MaskPools();
    const draw = (seed: number, step: number, part: number, index: number) =>
      new MaskPools().window(request, index, { seed, step, part });
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
    const at = async (step: number) => runOnBoth(body, { x: noise([64]) }, { seed: 1, step, part: 0 });
    const [one, two] = [await at(1), await at(2)];
    expect(largestDifference(one.compiled['y']?.data ?? [], one.reference['y']?.data ?? [0])).toBe(0);
    expect(largestDifference(one.compiled['y']?.data ?? [], two.compiled['y']?.data ?? [])).toBeGreaterThan(
      0,
    );
  });
});
