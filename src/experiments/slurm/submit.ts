/**
 * Hands an experiment to Slurm as one array, a task each, and takes tasks back. Slurm does the rest: it queues,
 * schedules, begins again what was preempted or whose node died. The run folders tell how each stands.
 */
import { join } from 'node:path';
import { makeFolder } from '../../files/makeFolder';
import { UserError } from '../../files/userError';
import { writeAtomically } from '../../files/writeAtomically';
import type { OpenExperiment } from '../experiment';
import { keepExperiment } from '../asked';
import { BATCH_SCRIPT, batchArguments } from './batchScript';
import { callSlurm } from './slurmPrograms';
import { addSubmission, readSubmissions, slurmFolder } from './submissions';

/** What to hand in. */
export interface ToSubmit {
  readonly experiment: OpenExperiment;
  /** The numbers of the tasks. */
  readonly tasks: readonly number[];
  /** At most so many at work at the same time; all when left out. */
  readonly atOnce?: number | undefined;
  /** What else sbatch is told: partition, time, memory, …; see `slurmOptions.ts`. */
  readonly flags: readonly string[];
  /** The Node.js and the command line that nodes run, and further options of the latter. */
  readonly node: string;
  readonly cli: string;
  readonly more: readonly string[];
  /** What the tasks find in their environment; this process's own when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Slurm has taken the tasks, and the experiment's folder does not know of it: the folder must stay. */
export class NotOnRecord extends UserError {}

/** Seconds before a task's time is up that it is told: enough for a step and a checkpoint. */
const SECONDS_TO_SAVE = 60;

/**
 * Hands tasks in.
 *
 * @returns the number of the array in Slurm's queue
 * @throws UserError when Slurm refuses, or there is none on this machine; NotOnRecord when it has accepted
 */
export async function submit(options: ToSubmit): Promise<string> {
  const { experiment, tasks, flags } = options;
  const { out } = experiment;
  const script = join(slurmFolder(out), 'task.sh');
  await makeFolder(slurmFolder(out));
  await keepExperiment(experiment);
  await writeAtomically(script, [BATCH_SCRIPT]);
  const printed = await callSlurm('sbatch', submitArguments(script, options), options.environment);
  // With several clusters: the number; the cluster.
  const [job = ''] = printed.trim().split(';');
  if (!/^\d+$/.test(job))
    throw new NotOnRecord(`sbatch did not say the job’s number, but: ${printed.trim()}`);
  try {
    await addSubmission(out, { job, tasks, submitted: new Date().toISOString(), flags });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotOnRecord(
      `Slurm has taken job ${job}, but that could not be written down: ${reason} Its runs go into ${out}, which is ` +
        `kept; take the job back with scancel ${job}.`,
      { cause: error },
    );
  }
  return job;
}

/** All that sbatch is told, an argument each. */
export function submitArguments(script: string, options: ToSubmit): readonly string[] {
  const { experiment, tasks, atOnce, flags, node, cli, more } = options;
  const { out, title } = experiment;
  return [
    '--parsable',
    `--job-name=${title.replaceAll(/[^\w. -]+/g, ' ').slice(0, 100)}`,
    `--array=${numbersInWords(tasks)}${atOnce === undefined ? '' : `%${atOnce}`}`,
    '--nodes=1',
    '--ntasks=1',
    '--cpus-per-task=1',
    '--requeue',
    '--open-mode=append',
    `--output=${patternOf(slurmFolder(out))}/%A_%a.txt`,
    `--signal=B:USR1@${SECONDS_TO_SAVE}`,
    '--export=ALL',
    // Of two of a name sbatch takes the last.
    ...flags,
    script,
    ...batchArguments({ node, cli, out, more }),
  ];
}

/** `0-3,7`: what Slurm calls an array's indices. */
export function numbersInWords(numbers: readonly number[]): string {
  const parts: string[] = [];
  const sorted = [...numbers].sort((a, b) => a - b);
  for (let index = 0; index < sorted.length;) {
    const first = sorted[index] ?? 0;
    let last = first;
    while (sorted[++index] === last + 1) last++;
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join(',');
}

/** A folder in a name that Slurm fills in: there % begins a field. */
function patternOf(folder: string): string {
  return folder.replaceAll('%', '%%');
}

/**
 * Takes tasks out of the queue; those at work end with a checkpoint.
 *
 * @throws UserError when nothing of this experiment was handed in, or Slurm refuses
 */
export async function cancel(out: string, tasks: readonly number[] | 'all'): Promise<void> {
  const jobs = await readSubmissions(out);
  if (jobs.length === 0) throw new UserError(`Nothing in ${out} was handed to Slurm.`);
  const named = jobs.flatMap((job) => {
    if (tasks === 'all') return [job.job];
    return job.tasks.filter((task) => tasks.includes(task)).map((task) => `${job.job}_${task}`);
  });
  if (named.length === 0) throw new UserError(`No such task of ${out} was handed to Slurm.`);
  // Of tasks that have ended it says nothing.
  await callSlurm('scancel', ['--quiet', ...named]);
}

/**
 * Numbers of tasks as a person writes them: `0,3-5`.
 *
 * @throws UserError when they are none
 */
export function parseTasks(words: string): readonly number[] | 'all' {
  if (words === 'all') return 'all';
  const parts = words.split(',').map((part) => /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim()));
  return parts.flatMap((part) => {
    if (!part) throw new UserError(`Tasks are all, or numbers such as 0,3-5, not '${words}'.`);
    const [from, to] = [Number(part[1]), Number(part[2] ?? part[1])];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });
}
