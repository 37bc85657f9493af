/**
 * A training step of the study's model on random characters: what devices are compared by.
 *
 * Not a product of matrices: a device that multiplies fast may be slow at the third of a step that is not products, or
 * at being called.
 */
import { median } from 'd3-array';
import type { Batch, MicroBatch } from '../data/batches';
import type { Engine } from '../engine/engine';
import { initialParameters } from '../model/initialise';
import type { ModelConfig } from '../model/modelConfig';
import { createModel } from '../model/transformer';
import { builtInVariant } from '../model/variants';
import { randomInteger, randomNumbers } from '../numbers/randomNumbers';
import { Learner } from './learner';
import { createOptimizer } from './optimizers';
import { presetModel, presetTraining } from './presets';

/** Rows that are computed at once: more fall out of the caches, fewer waste threads. */
const MICRO_BATCH_ROWS = 16;

/** Characters in the study's corpus, with padding and mask. */
const VOCABULARY = 255;

/** The study's model of 3.3 million parameters, for rows of `length` positions or the study's own if that is more. */
export function referenceModel(variant: string, length: number): ModelConfig {
  return {
    ...presetModel('study', variant),
    vocabularySize: VOCABULARY,
    dropout: 0,
    contextLength: Math.max(128, length + 1),
  };
}

/** A learner of such a model with the study's optimizer. */
export function referenceLearner(engine: Engine, config: ModelConfig): Learner {
  const model = createModel(builtInVariant(config.variant), config);
  const size = {
    task: 'pretrain' as const,
    examples: 1,
    documents: 1,
    contextLength: 128,
    pretrained: false,
  };
  const { optimizer } = presetTraining('study', size);
  const state = initialParameters(model.parameters, 1);
  const { clipNorm } = optimizer;
  return new Learner({ engine, model, optimizer: createOptimizer(optimizer), clipNorm, seed: 1, state });
}

/** A batch of random characters. */
export function randomBatch(rows: number, length: number): Batch {
  const next = randomNumbers(1);
  const microBatches: MicroBatch[] = [];
  for (let done = 0; done < rows; done += MICRO_BATCH_ROWS) {
    const some = Math.min(MICRO_BATCH_ROWS, rows - done);
    const draw = () => new Int32Array(some * length).map(() => randomInteger(next, 1, VOCABULARY - 1));
    const tokenCount = some * length;
    microBatches.push({
      rows: some,
      length,
      tokens: draw(),
      targets: draw(),
      tokenCount,
      targetCount: tokenCount,
    });
  }
  return { microBatches, epoch: 0 };
}

/** The batch and the length of the study's rows. */
const [ROWS, LENGTH] = [16, 127];

/** Measured steps, and seconds after which there are no more. */
const STEPS = 5;
const ENOUGH_SECONDS = 5;

/** Tokens a second in such steps; the first, which compiles, does not count. */
export async function trainingSpeed(engine: Engine): Promise<number> {
  const learner = referenceLearner(engine, referenceModel('vanilla', LENGTH));
  const batch = randomBatch(ROWS, LENGTH);
  const seconds: number[] = [];
  const timed = async (update: number) => {
    const start = performance.now();
    await learner.step(batch, { learningRate: 1e-3, weightDecay: 0.1 }, update);
    return (performance.now() - start) / 1000;
  };
  await timed(1);
  for (let spent = 0; seconds.length < STEPS && spent < ENOUGH_SECONDS; spent += seconds.at(-1) ?? 0)
    seconds.push(await timed(seconds.length + 2));
  await learner.dispose();
  return (ROWS * LENGTH) / (median(seconds) ?? Infinity);
}
