/**
 * What is in Slurm's queue of an experiment: read by `squeue` with a format of its own, a line a task. It says
 * only what is waiting and what is at work; how a task ended, the run folders say.
 *
 * Not by `--json`: the state of a job is a text there in some versions and a list in others.
 */
import { SlurmError, callSlurm } from './slurmPrograms';

/** A task in the queue. */
export interface QueuedTask {
  readonly job: string;
  readonly task: number;
  /** Whether it waits, is at work, or is just ending. */
  readonly state: 'pending' | 'running' | 'ending';
  /** Why it waits, in Slurm's word: `Priority`, `Resources`, `BeginTime`, … */
  readonly reason: string;
  /** The node that it is on; empty while it waits. */
  readonly node: string;
}

/** Fields are separated by what stands in none of them. */
const FORMAT = '%F|%K|%T|%r|%N';

/**
 * The tasks of these arrays that are in the queue; those that are not have ended, or were cancelled.
 *
 * @throws SlurmError when Slurm cannot be asked
 */
export async function queuedTasks(jobs: readonly string[]): Promise<readonly QueuedTask[]> {
  if (jobs.length === 0) return [];
  const args = ['--noheader', '--array', `--jobs=${jobs.join(',')}`, `--format=${FORMAT}`];
  try {
    return parseQueue(await callSlurm('squeue', args));
  } catch (error) {
    // It forgets jobs some minutes after their end.
    if (error instanceof SlurmError && /Invalid job id/i.test(error.message)) return askOneByOne(jobs);
    throw error;
  }
}

/** One job that is forgotten hides the others. */
async function askOneByOne(jobs: readonly string[]): Promise<readonly QueuedTask[]> {
  const [only, ...others] = jobs;
  if (only === undefined || others.length === 0) return [];
  return (await Promise.all(jobs.map((job) => queuedTasks([job])))).flat();
}

/** Reads what squeue printed. Lines that are no tasks of an array are left out, as are tasks that have ended. */
export function parseQueue(printed: string): readonly QueuedTask[] {
  return printed.split('\n').flatMap((line) => {
    const [job = '', task = '', state = '', reason = '', node = ''] = line.trim().split('|');
    const shown = STATES[state];
    if (!/^\d+$/.test(job) || !/^\d+$/.test(task) || shown === undefined) return [];
    return [{ job, task: Number(task), state: shown, reason, node }];
  });
}

/** `squeue(1)`, JOB STATE CODES, those of jobs that have not ended. */
const STATES: Readonly<Record<string, QueuedTask['state']>> = {
  ...{ PENDING: 'pending', REQUEUED: 'pending', REQUEUE_HOLD: 'pending', REQUEUE_FED: 'pending' },
  ...{ SPECIAL_EXIT: 'pending', RESV_DEL_HOLD: 'pending', CONFIGURING: 'running', RUNNING: 'running' },
  ...{ SUSPENDED: 'running', STOPPED: 'running', RESIZING: 'running', SIGNALING: 'running' },
  ...{ COMPLETING: 'ending', STAGE_OUT: 'ending' },
};
