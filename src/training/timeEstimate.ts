/**
 * How long a training will take on this machine, from a few steps of it: made, timed and thrown away.
 */
import { BatchPlan, type MicroBatch } from '../data/batches';
import { openForTraining } from './deviceProbe';
import type { Engine } from '../engine/engine';
import { initialParameters } from '../model/initialise';
import { loadVariant } from '../model/loadVariant';
import { parameterCount } from '../model/memory';
import { createModel } from '../model/transformer';
import { UsageError } from './optionTable';
import { newFinetuning } from './finetune';
import { Learner } from './learner';
import { trainingMemory } from './memoryEstimate';
import { createOptimizer } from './optimizers';
import type { EstimateOptions } from './options';
import { newPretraining } from './pretrain';
import type { NewRun } from './startRun';
import { type StepTime, rememberTime, rememberedTime } from './stepTimes';
import { trainingData } from './trainingData';

/** What a training will take. */
export interface TimeEstimate {
  /** The device that was timed. */
  readonly device: string;
  readonly steps: number;
  readonly secondsPerStep: number;
  /** Altogether, with compiling. */
  readonly seconds: number;
  /** How many numbers the model has. */
  readonly parameters: number;
  /** The peak, in bytes; see `memoryEstimate.ts`. */
  readonly memory: number;
}

/** Steps that are timed after the first; the fastest counts, as others may have been held up. */
const TIMED_STEPS = 3;

/**
 * Estimates a pretraining (of a corpus) or a finetuning (on questions).
 *
 * Where a file of remembered times is named and knows this size on this device, nothing is timed.
 *
 * @throws UserError when the files, the model or the device cannot be used.
 */
export async function estimateTraining(options: EstimateOptions): Promise<TimeEstimate> {
  return estimateRun(await plannedRun(options), options.times);
}

/** Estimates a run that was made but not begun; writes nothing of it. Throws as {@link estimateTraining} does. */
export async function estimateRun(run: NewRun, times?: string): Promise<TimeEstimate> {
  const { device } = run.config;
  const engine = await openForTraining(device);
  try {
    return await estimateOn(engine, run, times);
  } finally {
    await engine.dispose();
  }
}

async function plannedRun({ corpus, questions, ...options }: EstimateOptions): Promise<NewRun> {
  // The variant is proved when the run begins; here nothing is written.
  const shared = { ...options, out: '', allowLeak: true };
  if (questions !== undefined) return newFinetuning({ ...shared, questions, corpus });
  if (corpus === undefined) throw new UsageError('Say what is learned: --corpus FILE, or --questions TSV.');
  return newPretraining({ ...shared, corpus });
}

async function estimateOn(engine: Engine, run: NewRun, times: string | undefined): Promise<TimeEstimate> {
  const { config, files, vocabulary } = run;
  const { steps, microBatchRows } = config.training;
  const longest = config.model.contextLength - 1;
  const { source } = trainingData(config, files, vocabulary);
  const plan = new BatchPlan(source, { seed: config.seed, ...config.training, longest });
  const batches = Array.from({ length: Math.min(steps, 20) }, (_, index) => plan.batch(index));
  const microBatches = batches.flatMap((batch) => batch.microBatches);
  const middle = medianLength(microBatches);
  const parts = Math.max(1, Math.round(microBatches.length / batches.length));
  const { variant, layers, heads, width, bottleneck, upMlpRatio, latents } = config.model;
  const { kind } = config.training.optimizer;
  const sizes = [layers, heads, width, bottleneck, upMlpRatio, latents, vocabulary.size];
  const batch = [middle.length, parts, microBatchRows];
  const key = [engine.device, variant, kind, config.model.dropout > 0, ...sizes, ...batch].join(' ');
  const known = times === undefined ? undefined : await rememberedTime(times, key);
  const likely = Array.from({ length: parts }, () => middle);
  const time = known ?? (await timed(engine, run, likely));
  if (times !== undefined && !known) await rememberTime(times, key, time);
  const lengths = new Set(microBatches.map(({ length }) => length)).size;
  return {
    device: engine.device,
    steps,
    secondsPerStep: time.step,
    seconds: steps * time.step + lengths * time.compilation,
    ...(await sizeOf(config)),
  };
}

async function sizeOf({
  model,
  training,
}: NewRun['config']): Promise<Pick<TimeEstimate, 'parameters' | 'memory'>> {
  const { parameters } = createModel(await loadVariant(model.variant), model);
  return {
    parameters: parameterCount(parameters),
    memory: trainingMemory(model, training, parameters).total,
  };
}

function medianLength(microBatches: readonly MicroBatch[]): MicroBatch {
  const sorted = [...microBatches].sort((a, b) => a.length - b.length);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('A run without batches cannot be timed.');
  return middle;
}

async function timed(
  engine: Engine,
  { config, state }: NewRun,
  microBatches: readonly MicroBatch[],
): Promise<StepTime> {
  const { training, seed } = config;
  const model = createModel(await loadVariant(config.model.variant), config.model);
  const { clipNorm } = training.optimizer;
  const optimizer = createOptimizer(training.optimizer);
  const initial = state ?? initialParameters(model.parameters, seed);
  const learner = new Learner({ engine, model, optimizer, clipNorm, seed, state: initial });
  try {
    const batch = { microBatches, epoch: 0 };
    const seconds: number[] = [];
    for (let update = 1; update <= TIMED_STEPS + 1; update++) {
      const started = performance.now();
      await learner.step(batch, training.optimizer, update);
      seconds.push((performance.now() - started) / 1000);
    }
    const [first = 0, ...others] = seconds;
    const step = Math.min(...others);
    return { step, compilation: Math.max(0, first - step) };
  } finally {
    await learner.dispose();
  }
}
