import { describe, expect, it } from 'vitest';
import { microBatch } from '../../../src/data/batches';
import type { Example } from '../../../src/data/examples';
import { openDevice } from '../../../src/engine/devices/openDevice';
import type { Engine } from '../../../src/engine/engine';
import { initialParameters } from '../../../src/model/initialise';
import { createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import type { OptimizerConfig } from '../../../src/runs/runConfig';
import { UserError } from '../../../src/files/userError';
import { Learner } from '../../../src/training/learner';
import { createOptimizer } from '../../../src/training/optimizers';
import { trainingLoop } from '../../../src/training/trainingLoop';
import { presetTraining } from '../../../src/training/presets';

const adamw: OptimizerConfig = {
  kind: 'adamw',
  learningRate: 1e-3,
  matrixLearningRate: 0.02,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

function learnerOn(engine: Engine, optimizer: OptimizerConfig = adamw, dropout = 0): Learner {
  const model = createModel(builtInVariant('vanilla'), {
    variant: 'vanilla',
    layers: 2,
    heads: 2,
    width: 16,
    contextLength: 16,
    vocabularySize: 12,
    dropout,
    bottleneck: 4,
    upMlpRatio: 4,
    latents: 'prefix',
  });
  const state = initialParameters(model.parameters, 1);
  return new Learner({ engine, model, optimizer: createOptimizer(optimizer), clipNorm: 1, seed: 3, state });
}

const examples: readonly Example[] = Array.from({ length: 8 }, (_, row) => {
  const tokens = Array.from({ length: 5 + row }, (_value, position) => 1 + ((row + 3 * position) % 11));
  return { tokens: tokens.slice(0, -1), targets: tokens.slice(1), answerStart: 0 };
});

function batchOf(rowsTogether: number) {
  const microBatches = [];
  for (let start = 0; start < examples.length; start += rowsTogether) {
    microBatches.push(microBatch(examples.slice(start, start + rowsTogether), rowsTogether, 15));
  }
  return { microBatches, epoch: 0 };
}

async function lossesOf(learner: Learner, rowsTogether: number, steps = 4) {
  const results = [];
  for (let step = 1; step <= steps; step++)
    results.push(await learner.step(batchOf(rowsTogether), 1e-2, step));
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

  it.each(['adamw', 'muon'] as const)('computes %s alike on both engines, dropout included', async (kind) => {
    const optimizer = { ...adamw, kind };
    const compiled = await lossesOf(learnerOn(openDevice('onnx-cpu'), optimizer, 0.2), 4);
    const eager = await lossesOf(learnerOn(openDevice('tfjs-js'), optimizer, 0.2), 4);
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

  it('leaks no memory over a hundred steps', async () => {
    const learner = learnerOn(openDevice('onnx-cpu'));
    for (let step = 1; step <= 30; step++) await learner.step(batchOf(4), 1e-3, step);
    const before = process.memoryUsage.rss();
    for (let step = 31; step <= 130; step++) await learner.step(batchOf(4), 1e-3, step);
    expect(process.memoryUsage.rss() - before).toBeLessThan(20e6);
    await learner.dispose();
  });

  it('leaks no tensor in the eager engine', async () => {
    const { tf } = await import('../../../src/engine/tf');
    const learner = learnerOn(openDevice('tfjs-js'));
    await learner.step(batchOf(4), 1e-3, 1);
    const before = tf.memory().numTensors;
    for (let step = 2; step <= 6; step++) await learner.step(batchOf(4), 1e-3, step);
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

  async function lastErrorOf(losses: readonly number[], gradientNorm = 1): Promise<unknown> {
    const learner = {
      step: (_batch: unknown, _rate: number, update: number) =>
        Promise.resolve({ loss: losses[update - 1] ?? NaN, accuracy: 0, gradientNorm }),
    };
    const batches = { batch: () => batchOf(8) };
    try {
      for await (const { step } of trainingLoop({ learner, batches, training, rowLength: 15, after: 0 })) {
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
  });
});
