/**
 * Runs an experiment on this machine: as many tasks at once as its cores and its memory allow. Killed or stopped,
 * it goes on as a whole by the same command.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../files/makeFolder';
import { UserError } from '../files/userError';
import { RunFolder } from '../runs/runFolder';
import { type RunLock, lockRun } from '../runs/runLock';
import { TrainerWatch } from '../runs/trainerWatch';
import type { TrainingEvents } from '../training/trainingEvents';
import { keepExperiment } from './asked';
import { concludeExperiment } from './concludeExperiment';
import type { OpenExperiment } from './experiment';
import { planExperiment } from './plan';
import { planInWords } from './planInWords';
import type { StudyResult } from './studyReport';
import { type TaskState, countsInWords, taskStates } from './taskStates';
import { runTasksHere } from './tasksHere';

/** How to run an experiment here. */
export interface HereOptions {
  /** Tasks at work at the same time; as many as fit when left out. */
  readonly atOnce?: number | undefined;
  /** The command that runs one task, its number left out: a program and its arguments. */
  readonly command: readonly [program: string, ...args: readonly string[]];
}

/**
 * Runs all tasks that are not done.
 *
 * @throws UserError when it is stopped, or naming what failed; what was done is kept.
 */
export async function runExperimentHere(
  experiment: OpenExperiment,
  options: HereOptions,
  events: TrainingEvents,
): Promise<StudyResult> {
  const started = performance.now();
  await makeFolder(experiment.out);
  const folder = new RunFolder(experiment.out);
  const lock = await lockRun(folder);
  try {
    await rm(folder.stopRequest, { force: true });
    await keepExperiment(experiment);
    const states = await taskStates(experiment.stages);
    const left = states.filter(({ state }) => state !== 'done');
    if (left.length > 0)
      await events.stoppable((stop) => runLeft(experiment, left, { ...options, stop }, events));
    await rm(folder.stopRequest, { force: true });
  } finally {
    await released(lock);
  }
  return concludeExperiment(experiment, { started, events });
}

/** The lock of an ended process is taken over. */
async function released(lock: RunLock): Promise<void> {
  await lock.release().catch(() => undefined);
}

async function runLeft(
  { out, stages }: OpenExperiment,
  left: readonly TaskState[],
  { atOnce, command, stop }: HereOptions & { readonly stop: AbortSignal },
  events: TrainingEvents,
): Promise<void> {
  const tasks = left.map(({ number }) => number);
  const plan = await planExperiment(
    stages.filter((_, number) => tasks.includes(number)),
    atOnce,
  );
  events.say(planInWords(plan));
  const ended = new AbortController();
  const asked = new AbortController();
  const followed = follow({ out, stages, asked, ended: ended.signal, say: events.say });
  const { threads } = plan;
  const both = AbortSignal.any([stop, asked.signal]);
  const onEnd = (task: number, code: number | null) => {
    if (code !== 0 && !both.aborted) events.say(`${stages[task]?.name ?? ''}: ended early`);
  };
  await runTasksHere({ out, tasks, command, threads, atOnce: plan.atOnce, stop: both, onEnd });
  ended.abort();
  await followed;
  if (both.aborted) throw new UserError('Stopped; the same command goes on with it.');
}

/** What is followed while tasks are at work. */
interface Followed {
  readonly out: string;
  readonly stages: OpenExperiment['stages'];
  /** Aborted when a person wishes by a file that all of it ends; works where signals do not. */
  readonly asked: AbortController;
  readonly ended: AbortSignal;
  readonly say: (line: string) => void;
}

const LOOK_MS = 2000;

/** Says how far all of it is whenever that has changed. */
async function follow({ out, stages, asked, ended, say }: Followed): Promise<void> {
  const watch = new TrainerWatch();
  const { stopRequest } = new RunFolder(out);
  let last = '';
  while (!ended.aborted) {
    await sleep(LOOK_MS, undefined, { signal: ended }).catch(() => undefined);
    if (existsSync(stopRequest)) asked.abort();
    const words = countsInWords(await taskStates(stages, watch));
    if (words !== last) say(words);
    last = words;
  }
}
