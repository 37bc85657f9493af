/**
 * A learner so small that a step takes milliseconds, with examples that it can learn by heart.
 */
import { microBatch } from '../../src/data/batches';
import type { Example } from '../../src/data/examples';
import type { Engine } from '../../src/engine/engine';
import { initialParameters } from '../../src/model/initialise';
import { type Model, createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import type { OptimizerConfig } from '../../src/runs/runConfig';
import { Learner } from '../../src/training/learner';
import { createOptimizer } from '../../src/training/optimizers';

/** As the study trains, but at a constant rate. */
export const ADAMW: OptimizerConfig = {
  kind: 'adamw',
  learningRate: 1e-3,
  matrixLearningRate: 0.02,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

/** How far an update goes, where it does not matter. */
export const RATES = { learningRate: 1e-3, weightDecay: 0.1 };

interface LearnerSettings {
  readonly optimizer?: OptimizerConfig;
  readonly dropout?: number;
  readonly layers?: number;
}

/** A model of width 16 over 12 characters. */
export function learnedModel({ dropout = 0, layers = 2 }: LearnerSettings = {}): Model {
  return createModel(builtInVariant('vanilla'), {
    variant: 'vanilla',
    layers,
    heads: 2,
    width: 16,
    contextLength: 16,
    vocabularySize: 12,
    dropout,
    bottleneck: 4,
    upMlpRatio: 4,
    latents: 'prefix',
  });
}

/** A learner of {@link learnedModel}. */
export function learnerOn(engine: Engine, settings: LearnerSettings = {}): Learner {
  const { optimizer = ADAMW } = settings;
  const model = learnedModel(settings);
  const state = initialParameters(model.parameters, 1);
  return new Learner({ engine, model, optimizer: createOptimizer(optimizer), clipNorm: 1, seed: 3, state });
}

const examples: readonly Example[] = Array.from({ length: 8 }, (_, row) => {
  const tokens = Array.from({ length: 5 + row }, (_value, position) => 1 + ((row + 3 * position) % 11));
  return { tokens: tokens.slice(0, -1), targets: tokens.slice(1), answerStart: 0 };
});

/** Eight rows of 5 to 12 characters, so many of them in each micro-batch. */
export function batchOf(rowsTogether: number) {
  const microBatches = [];
  for (let start = 0; start < examples.length; start += rowsTogether) {
    microBatches.push(microBatch(examples.slice(start, start + rowsTogether), rowsTogether, 15));
  }
  return { microBatches, epoch: 0 };
}
