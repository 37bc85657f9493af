/**
 * How far an experiment is, as lines for people and as data: on this machine and on Slurm alike.
 */
import { wholePercent } from '../numbers/formats';
import type { OpenExperiment } from './experiment';
import { type SlurmTaskState, slurmStates } from './slurm/slurmStates';
import { readSubmissions } from './slurm/submissions';
import { countsInWords, taskStates } from './taskStates';

/** How far an experiment is. */
export interface ExperimentStatus {
  readonly tasks: readonly SlurmTaskState[];
  /** Why Slurm's queue could not be asked, a sentence. */
  readonly problem?: string;
}

/** Looks. */
export async function experimentStatus({ out, stages }: OpenExperiment): Promise<ExperimentStatus> {
  const handedIn = (await readSubmissions(out)).length > 0;
  return handedIn ? slurmStates(out, stages) : { tasks: await taskStates(stages) };
}

/** A line for each task that is not done, and one for all. */
export function statusLines({ tasks, problem }: ExperimentStatus): readonly string[] {
  const lines = tasks.filter(({ state }) => state !== 'done').map(taskLine);
  return [...lines, countsInWords(tasks), ...(problem === undefined ? [] : [problem])];
}

function taskLine({ number, name, state, progress, message, queue, job }: SlurmTaskState): string {
  const slurm = job === undefined ? '' : `  [${job}_${number}${queue === undefined ? '' : `, ${queue}`}]`;
  const how = progress > 0 ? `${state} at ${wholePercent(progress)}` : state;
  return `${String(number).padStart(3)}  ${how.padEnd(18)}  ${name}${slurm}${message === undefined ? '' : `: ${message}`}`;
}
