/**
 * `node dist/test/realText.js CORPUS [STEPS]`: the speed of training on a text beside that of full rows.
 *
 * The study's pretraining on the batches that a run makes of the text, its rows as long as they come, and by turns the
 * same learner on as many full rows of random characters (what `bench` measures). All programs are compiled before: a
 * run has thousands of steps for each.
 */
import { mean, median } from 'd3-array';
import { type Batch, BatchPlan } from '../../src/data/batches';
import { withDevice } from '../../src/engine/devices/openDevice';
import type { Engine } from '../../src/engine/engine';
import { initialParameters } from '../../src/model/initialise';
import { createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import { Learner } from '../../src/training/learner';
import { createOptimizer } from '../../src/training/optimizers';
import { newPretraining } from '../../src/training/pretrain';
import { randomBatch } from '../../src/training/referenceStep';
import type { NewRun } from '../../src/training/startRun';
import { trainingData } from '../../src/training/trainingData';
import { percent } from '../../src/numbers/formats';

async function main(): Promise<void> {
  const [corpus, steps = '40'] = process.argv.slice(2);
  if (corpus === undefined) throw new Error('Usage: node dist/test/realText.js CORPUS [STEPS]');
  await withDevice('onnx-cpu', async (engine) => {
    const run = await newPretraining({
      ...{ corpus, variant: 'vanilla', preset: 'study', seed: 1, device: engine.device, out: '' },
      allowLeak: true,
    });
    await compare(engine, run, Number(steps));
  });
}

async function compare(engine: Engine, { config, files, vocabulary }: NewRun, steps: number): Promise<void> {
  const { training, model: size, seed } = config;
  const longest = size.contextLength - 1;
  const { source } = trainingData(config, files, vocabulary);
  const plan = new BatchPlan(source, { seed, ...training, longest });
  const full = randomBatch(training.batchRows, longest);
  const model = createModel(builtInVariant(size.variant), size);
  const learner = new Learner({
    ...{ engine, model, seed, clipNorm: training.optimizer.clipNorm },
    optimizer: createOptimizer(training.optimizer),
    state: initialParameters(model.parameters, seed),
  });
  const batches = Array.from({ length: steps }, (_, step) => plan.batch(step));
  for (const batch of oneOfEachLength([...batches, full])) await learner.step(batch, training.optimizer, 1);
  const speeds = { text: [] as number[], full: [] as number[] };
  for (const [step, batch] of batches.entries()) {
    for (const [name, measured] of [['text', batch] as const, ['full', full] as const]) {
      const started = performance.now();
      await learner.step(measured, training.optimizer, step + 2);
      speeds[name].push((1000 * tokensOf(measured)) / (performance.now() - started));
    }
  }
  const padding = mean(batches, (batch) => 1 - tokensOf(batch) / positionsOf(batch));
  const [text = NaN, rows = NaN] = [median(speeds.text), median(speeds.full)];
  console.log(
    `${Math.round(text)} tokens/s on the text, ${Math.round(rows)} on full rows: ${(text / rows).toFixed(3)}; ` +
      `${percent(padding ?? NaN)} of the text's positions are padding`,
  );
  await learner.dispose();
}

/** Batches that need all the programs that some batches need: one adds gradients up, one also updates. */
function oneOfEachLength(batches: readonly Batch[]): Batch[] {
  const parts = batches.flatMap(({ microBatches }) => microBatches);
  return [...new Map(parts.map((part) => [part.length, part])).values()].map((part) => ({
    microBatches: [part, part],
    epoch: 0,
  }));
}

function tokensOf({ microBatches }: Batch): number {
  return microBatches.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
}

function positionsOf({ microBatches }: Batch): number {
  return microBatches.reduce((sum, { rows, length }) => sum + rows * length, 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
