/**
 * How the tasks of an experiment stand, from their run folders alone: the trainers' own status files decide.
 */
import { isAtWork } from '../runs/runConfig';
import { readStatus } from '../runs/statusFile';
import { statusTime, TrainerWatch } from '../runs/trainerWatch';
import { readScore } from './scoreFile';
import { type Stage, foldersOf } from './stage';

/**
 * What becomes of a task: `waiting` has not begun; `begun` has, but nobody is at work on it just now, as
 * between its two runs; `crashed` had a trainer that died without a word.
 */
type TaskProgress = 'waiting' | 'running' | 'begun' | 'stopped' | 'failed' | 'crashed' | 'done';

/** A task and how far it is. */
export interface TaskState {
  /** Its place in the experiment, from 0; the number of its task in a Slurm array. */
  readonly number: number;
  readonly name: string;
  readonly state: TaskProgress;
  /** Share of its steps that are done, 0 to 1. */
  readonly progress: number;
  /** Why it failed, a sentence. */
  readonly message?: string;
}

/** How all tasks stand, in their order. */
export async function taskStates(
  stages: readonly Stage[],
  watch: TrainerWatch = new TrainerWatch(),
): Promise<readonly TaskState[]> {
  return Promise.all(stages.map((stage, number) => taskState(stage, number, watch)));
}

async function taskState(stage: Stage, number: number, watch: TrainerWatch): Promise<TaskState> {
  const runs = await Promise.all(
    foldersOf(stage).map(async (folder) => {
      const time = await statusTime(folder);
      const status = await readStatus(folder);
      return { folder, status, state: status && (await watch.state(folder, status, time)) };
    }),
  );
  const progress =
    runs.reduce((sum, { status }) => sum + (status ? shareOf(status) : 0), 0) / Math.max(1, runs.length);
  const base = { number, name: stage.name, progress };
  const interrupted = runs.find(({ state }) => state !== undefined && state !== 'done');
  if (interrupted) {
    const { state, status } = interrupted;
    if (state !== undefined && isAtWork(state)) return { ...base, state: 'running' };
    const message = status?.message;
    return { ...base, state: stateOf(state), ...(message === undefined ? {} : { message }) };
  }
  if (runs.every(({ state }) => state === undefined)) return { ...base, state: 'waiting' };
  const last = runs.at(-1);
  if (last?.state !== 'done') return { ...base, state: 'begun' };
  const scored = !stage.finetuning || (await readScore(last.folder, last.status?.step ?? 0)) !== undefined;
  return { ...base, state: scored ? 'done' : 'begun' };
}

function stateOf(state: 'stopped' | 'failed' | 'crashed' | 'done' | undefined): TaskProgress {
  return state ?? 'waiting';
}

function shareOf({ step, steps }: { readonly step: number; readonly steps: number }): number {
  return steps === 0 ? 0 : Math.min(1, step / steps);
}

/** `3 of 24 done, 2 running, 19 waiting`, and what else there is. */
export function countsInWords(states: readonly TaskState[]): string {
  const count = (...which: readonly TaskProgress[]) =>
    states.filter(({ state }) => which.includes(state)).length;
  const others = [
    [count('running', 'begun'), 'running'],
    [count('waiting'), 'waiting'],
    [count('stopped'), 'stopped'],
    [count('failed'), 'failed'],
    [count('crashed'), 'crashed'],
  ] as const;
  const parts = others.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [`${count('done')} of ${states.length} done`, ...parts].join(', ');
}
