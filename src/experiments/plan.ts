/**
 * What an experiment will take, before it starts: how many runs, how many of them at once on this machine, how
 * long, how much memory and disk. From a few steps of its smallest and its largest training, made, timed and
 * thrown away.
 */
import { availableParallelism } from 'node:os';
import { extent } from 'd3-array';
import { DEVICES } from '../engine/devices/deviceCatalogue';
import { THREADS } from '../engine/devices/openDevice';
import { createModel } from '../model/transformer';
import { loadVariant } from '../model/loadVariant';
import { parameterCount } from '../model/memory';
import { trainingDisk } from '../training/diskEstimate';
import { trainingMemory } from '../training/memoryEstimate';
import type { NewRun } from '../training/startRun';
import { estimateRun } from '../training/timeEstimate';
import type { Stage } from './stage';
import type { ExperimentPlan } from './planInWords';
import { plannedTrainings } from './plannedTrainings';

/** What this machine offers; tests stand in for others. */
export interface Machine {
  readonly cores: number;
  /** Bytes that are free. */
  readonly memory: number;
}

/** Starting a process, loading the engine, reading the data and asking the questions: measured 1.3 s. */
const SECONDS_OF_START = 1.3;

/**
 * Plans.
 *
 * @param atOnce how many tasks a person wants at work at the same time
 * @throws UserError when a training cannot be made, or does not fit into memory
 */
export async function planExperiment(
  stages: readonly Stage[],
  atOnce?: number,
  machine: Machine = { cores: availableParallelism(), memory: process.availableMemory() },
): Promise<ExperimentPlan> {
  const { kinds, runs } = await plannedTrainings(stages);
  const sized = await Promise.all(
    kinds.map(async ({ run, count }) => ({ run, count, ...(await sizesOf(run)) })),
  );
  const memory = Math.max(...sized.map((kind) => kind.memory));
  const tasks = stages.length;
  const fit = atOnce ?? tasksAtOnce(machine, memory, tasks);
  const threads = Math.max(1, Math.floor(machine.cores / fit));
  const timed = await timedWith(threads, sized);
  // A GPU is taken whole by one training.
  const together = atOnce ?? (DEVICES.some(({ id, gpu }) => id === timed.device && gpu) ? 1 : fit);
  const sum = (of: (kind: Sized) => number) => sized.reduce((all, kind) => all + kind.count * of(kind), 0);
  const known = sized.reduce((all, { count }) => all + count, 0);
  return {
    ...{ tasks, runs, atOnce: together, threads, memory, device: timed.device },
    seconds: (sum(timed.seconds) * runs) / known + SECONDS_OF_START * tasks,
    disk: (sum(({ disk }) => disk) * runs) / known,
  };
}

/** The plan of tasks that Slurm runs, each with so many processors: one of them is timed here as it would be there. */
export function planOnSlurm(stages: readonly Stage[], cpus = 1): Promise<ExperimentPlan> {
  return planExperiment(stages, 1, { cores: cpus, memory: process.availableMemory() });
}

/** How many tasks fit on a machine: one for each core, as long as four fifths of its free memory hold them. */
export function tasksAtOnce({ cores, memory }: Machine, needed: number, tasks: number): number {
  return Math.max(1, Math.min(cores, tasks, Math.floor((0.8 * memory) / needed)));
}

interface Sized {
  readonly run: NewRun;
  /** How many trainings are like it. */
  readonly count: number;
  readonly memory: number;
  readonly disk: number;
  /** What a step costs grows with parameters and tokens. */
  readonly work: number;
}

async function sizesOf({ config }: NewRun): Promise<Pick<Sized, 'memory' | 'disk' | 'work'>> {
  const { model, training } = config;
  const { parameters } = createModel(await loadVariant(model.variant), model);
  return {
    memory: trainingMemory(model, training, parameters).total,
    disk: trainingDisk(training, parameters),
    work: parameterCount(parameters) * training.batchRows * model.contextLength,
  };
}

/** Times the smallest and the largest kind; what lies between them is taken to grow evenly with its work. */
async function timedWith(
  threads: number,
  kinds: readonly Sized[],
): Promise<{ readonly device: string; readonly seconds: (kind: Sized) => number }> {
  const [least = 0, most = 0] = extent(kinds, ({ work }) => work);
  const times = new Map<number, { readonly perStep: number; readonly compilation: number }>();
  let device = '';
  for (const work of new Set([least, most])) {
    const kind = kinds.find((one) => one.work === work);
    if (!kind) continue;
    const time = await withThreads(threads, () => estimateRun(kind.run));
    device = time.device;
    const perStep = time.secondsPerStep;
    times.set(work, { perStep, compilation: time.seconds - time.steps * perStep });
  }
  const between = (work: number, of: 'perStep' | 'compilation') => {
    const [low, high] = [times.get(least)?.[of] ?? 0, times.get(most)?.[of] ?? 0];
    return most === least ? low : low + ((high - low) * (work - least)) / (most - least);
  };
  const seconds = ({ run, work }: Sized) =>
    run.config.training.steps * between(work, 'perStep') + between(work, 'compilation');
  return { device, seconds };
}

async function withThreads<Result>(threads: number, work: () => Promise<Result>): Promise<Result> {
  const before = process.env[THREADS];
  process.env[THREADS] = String(threads);
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, THREADS);
    else process.env[THREADS] = before;
  }
}
