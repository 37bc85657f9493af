/**
 * How tasks that were handed to Slurm stand: by their run folders, with what the queue adds.
 *
 * The trainers' own status decides. Slurm calls a task failed that a person ended, timed out that saved in
 * time, and completed that was stopped; and it forgets all of it after minutes.
 */
import { existsSync } from 'node:fs';
import { lastLine } from '../../runs/launcher';
import type { TrainerWatch } from '../../runs/trainerWatch';
import type { Stage } from '../stage';
import { type TaskState, taskStates } from '../taskStates';
import { type QueuedTask, queuedTasks } from './queue';
import { SlurmError } from './slurmPrograms';
import { type Submission, jobOf, readSubmissions, slurmLog } from './submissions';

/** A task, and what the queue says of it. */
export interface SlurmTaskState extends TaskState {
  /** The array that it was last handed in with; undefined where it was not. */
  readonly job?: string;
  /** Whether it is in the queue now: waiting, at work, or just ending. */
  readonly queued?: boolean;
  /** What the queue adds, for people: why it waits, where it is at work, what has become of it. */
  readonly queue?: string;
}

/** How all tasks stand. */
export interface SlurmStates {
  readonly tasks: readonly SlurmTaskState[];
  /** Why the queue could not be asked, a sentence: then the run folders alone have spoken. */
  readonly problem?: string;
}

/** Looks at the run folders and asks the queue. */
export async function slurmStates(
  out: string,
  stages: readonly Stage[],
  watch?: TrainerWatch,
): Promise<SlurmStates> {
  const jobs = await readSubmissions(out);
  const queue = await queuedTasks(jobs.map(({ job }) => job)).catch((error: unknown) => {
    if (error instanceof SlurmError) return error;
    throw error;
  });
  // The folders come last: a task that has just left the queue has written there before.
  const tasks = await taskStates(stages, watch);
  if (queue instanceof SlurmError)
    return { tasks: tasks.map((task) => ({ ...task, ...jobPart(jobs, task) })), problem: queue.message };
  return { tasks: await Promise.all(tasks.map((task) => withQueue(out, task, jobs, queue))) };
}

function jobPart(jobs: readonly Submission[], { number }: TaskState): Pick<SlurmTaskState, 'job'> {
  const job = jobOf(jobs, number);
  return job === undefined ? {} : { job };
}

async function withQueue(
  out: string,
  task: TaskState,
  jobs: readonly Submission[],
  queue: readonly QueuedTask[],
): Promise<SlurmTaskState> {
  const job = jobOf(jobs, task.number);
  if (job === undefined || task.state === 'done') return task;
  const queued = queue.findLast((one) => one.task === task.number);
  if (!queued) return { ...task, job, ...(await afterQueue(out, task, job)) };
  const base = { ...task, job, queued: true };
  switch (queued.state) {
    case 'pending':
      return { ...base, state: 'waiting', queue: `pending (${queued.reason})` };
    case 'running':
      return { ...base, state: 'running', queue: `on ${queued.node}` };
    case 'ending':
      return { ...base, queue: `ending on ${queued.node}` };
    default:
      return queued.state satisfies never;
  }
}

/** What has become of a task that is not done and has left the queue. */
async function afterQueue(
  out: string,
  task: TaskState,
  job: string,
): Promise<Pick<SlurmTaskState, 'state' | 'message' | 'queue'>> {
  const { state, message } = task;
  const log = slurmLog(out, job, task.number);
  const kept = message === undefined ? {} : { message };
  if (state === 'failed') return { state, ...kept };
  // Nobody is at work on what is in no queue, however fresh its last sign of life.
  if (state !== 'waiting')
    return { state: state === 'stopped' ? 'stopped' : 'crashed', ...kept, queue: 'ended early' };
  const words = await lastLine(log);
  if (words !== undefined) return { state: 'failed', message: words };
  if (existsSync(log)) return { state, queue: 'cancelled before it began' };
  return {
    state,
    queue: `gone, and it has left nothing in ${out}: it was cancelled, or the nodes do not see this folder`,
  };
}
