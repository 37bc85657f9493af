import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { UserError } from '../../../src/files/userError';
import type { Learner } from '../../../src/training/learner';
import { trainingLoop } from '../../../src/training/trainingLoop';
import { presetTraining } from '../../../src/training/presets';
import { ADAMW, RATES, batchOf, learnerOn } from '../../support/smallLearner';

async function lossesOf(learner: Learner, rowsTogether: number, steps = 4) {
  const results = [];
  for (let step = 1; step <= steps; step++)
    results.push(await learner.step(batchOf(rowsTogether), { ...RATES, learningRate: 1e-2 }, step));
  await learner.dispose();
  return results;
}

describe('the learner', () => {
  it('gives the same losses, whether a batch is computed at once or in parts', async () => {
    const whole = await lossesOf(learnerOn(openDevice('onnx-cpu')), 8);
    const parts = await lossesOf(learnerOn(openDevice('onnx-cpu')), 2);
    whole.forEach(({ loss, gradientNorm, accuracy }, step) => {
      expect(parts[step]?.loss).toBeCloseTo(loss, 5);
      expect(parts[step]?.gradientNorm).toBeCloseTo(gradientNorm, 4);
      expect(parts[step]?.accuracy).toBe(accuracy);
    });
  });

  /** The same engines for both: their pools of random numbers take half a second each to draw. */
  const both = { compiled: openDevice('onnx-cpu'), eager: openDevice('tfjs-js') };

  it.each(['adamw', 'muon'] as const)('computes %s alike on both engines, dropout included', async (kind) => {
    const settings = { optimizer: { ...ADAMW, kind }, dropout: 0.2, layers: 1 };
    const compiled = await lossesOf(learnerOn(both.compiled, settings), 4);
    const eager = await lossesOf(learnerOn(both.eager, settings), 4);
    compiled.forEach(({ loss }, step) => {
      expect(Math.abs(loss - (eager[step]?.loss ?? NaN)) / loss).toBeLessThan(1e-4);
    });
  });

  it('learns its examples by heart', async () => {
    const results = await lossesOf(learnerOn(openDevice('onnx-cpu')), 8, 120);
    expect(results[0]?.loss).toBeGreaterThan(2);
    expect(results.at(-1)?.loss).toBeLessThan(0.3);
    expect(results.at(-1)?.accuracy).toBeGreaterThan(0.9);
  });

  it('leaks no tensor in the eager engine', async () => {
    const { tf } = await import('../../../src/engine/tf');
    const learner = learnerOn(openDevice('tfjs-js'));
    await learner.step(batchOf(4), RATES, 1);
    const before = tf.memory().numTensors;
    for (let step = 2; step <= 6; step++) await learner.step(batchOf(4), RATES, step);
    expect(tf.memory().numTensors).toBe(before);
    await learner.dispose();
  });
});

describe('the training loop', () => {
  const training = {
    ...presetTraining('quick', {
      task: 'pretrain',
      examples: 8,
      documents: 8,
      contextLength: 16,
      pretrained: false,
      steps: 50,
    }),
  };

  const settingsAt = () => ({ ...RATES, dropout: 0, steps: training.steps, silenced: [] });

  async function lastErrorOf(losses: readonly number[], gradientNorm = 1): Promise<unknown> {
    const learner = {
      step: (_batch: unknown, _settings: unknown, update: number) =>
        Promise.resolve({ loss: losses[update - 1] ?? NaN, accuracy: 0, gradientNorm }),
    };
    const batches = { batch: () => batchOf(8) };
    try {
      for await (const { step } of trainingLoop({
        learner,
        batches,
        training,
        settingsAt,
        rowLength: 15,
        vocabularySize: 20,
        after: 0,
      })) {
        if (step === losses.length) return undefined;
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  it('stops when the loss is not a number, or the gradient', async () => {
    const error = await lastErrorOf([3, 2, NaN]);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(
      /not a number any more at step 3. The last checkpoint is kept. Try a lower learning rate/,
    );
    expect(String(await lastErrorOf([3, 2], Infinity))).toMatch(/not a number any more at step 1/);
  });

  it('stops when the loss explodes, but not when it merely rises', async () => {
    expect(String(await lastErrorOf([3, 2, 40]))).toMatch(/exploded to 40.0 nats at step 3/);
    expect(await lastErrorOf([3, 2, 6])).toBeUndefined();
    // Blindly guessing one of 20 costs 3 nats. A run that goes on from a low loss may come to that, and worse.
    expect(await lastErrorOf([0.1, 4.5])).toBeUndefined();
    expect(String(await lastErrorOf([0.1, 13]))).toMatch(/exploded to 13.0 nats at step 2/);
    expect(await lastErrorOf([9, 13])).toBeUndefined();
  });
});
