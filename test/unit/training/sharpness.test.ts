import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { hostTensor } from '../../../src/engine/tensors';
import { SharpnessMeter, criticalMultiple } from '../../../src/training/sharpness';
import { RATES, batchOf, learnedModel, learnerOn } from '../../support/smallLearner';

describe('critical sharpness', () => {
  it.each([0.02, 0.7, 1.9, 2.1, 30, 400])(
    'along gradient descent on a parabola of curvature λ is λ (rate × λ = %s)',
    async (product) => {
      // θ² λ / 2 after so many steps of −η λ θ; above θ² λ / 2 from η λ = 2 on.
      let passes = 0;
      const multiple = await criticalMultiple((times) => {
        passes += 1;
        return Promise.resolve((1 - times * product) ** 2);
      });
      expect(Math.abs(Math.log((multiple ?? NaN) / (2 / product)))).toBeLessThan(0.05);
      expect(passes).toBeLessThan(16);
    },
  );

  it('is none where the loss falls however far one goes, or rises however little', async () => {
    expect(await criticalMultiple((times) => Promise.resolve(-times))).toBeUndefined();
    expect(await criticalMultiple((times) => Promise.resolve(times))).toBeUndefined();
  });

  it('of a model is where the loss of the batch is again what it was before the update', async () => {
    const engine = openDevice('onnx-cpu');
    const learner = learnerOn(engine);
    const meter = new SharpnessMeter(engine, learnedModel());
    const batch = batchOf(8);
    const before = await learner.parameters();
    const { loss } = await learner.step(batch, RATES, 1);
    const after = await learner.parameters();
    const sharpness = await meter.measure({ batch, before, after, learningRate: RATES.learningRate });
    const multiple = 2 / ((sharpness ?? NaN) * RATES.learningRate);
    expect(multiple).toBeGreaterThan(1);
    const lossAfter = async (times: number) => {
      const there = learnerOn(engine);
      for (const [name, { shape, data }] of Object.entries(before)) {
        const moved = Float32Array.from(
          data,
          (from, at) => from + times * ((after[name]?.data[at] ?? 0) - from),
        );
        there.store.write(name, hostTensor(shape, moved));
      }
      return (await there.step(batch, RATES, 1)).loss;
    };
    expect(await lossAfter(0.9 * multiple)).toBeLessThan(loss);
    expect(await lossAfter(1.1 * multiple)).toBeGreaterThan(loss);
    await meter.dispose();
    await engine.dispose();
  });
});
