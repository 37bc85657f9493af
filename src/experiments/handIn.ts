/**
 * Hands an experiment to Slurm, whole or what is left of it.
 */
import { UserError } from '../files/userError';
import type { OpenExperiment } from './experiment';
import { askedAgain } from './slurm/slurmOptions';
import { slurmStates } from './slurm/slurmStates';
import { readSubmissions } from './slurm/submissions';
import { type ToSubmit, submit } from './slurm/submit';

/** What was handed in. */
export interface HandedIn {
  /** The number of the array in Slurm's queue. */
  readonly job: string;
  readonly tasks: readonly number[];
}

/**
 * Hands in every task that is not done, and in no queue.
 *
 * @param retry whether tasks may have been handed in before
 * @throws UserError when all is done or under way, or Slurm refuses
 */
export async function handIn(options: Omit<ToSubmit, 'tasks'>, retry: boolean): Promise<HandedIn> {
  const { out, stages } = options.experiment;
  const jobs = await readSubmissions(out);
  if (jobs.length > 0 && !retry)
    throw new UserError(
      `${out} was handed to Slurm already (job ${jobs.at(-1)?.job ?? ''}). See how far it is with --status, hand in ` +
        'again what has failed with --retry, or choose another folder with --out.',
    );
  const tasks = jobs.length === 0 ? stages.map((_, number) => number) : await leftOf(options.experiment);
  if (tasks.length === 0)
    throw new UserError('There is nothing to hand in: every task is done or under way.');
  const flags = askedAgain(`'flags' in ${out}/slurm/jobs.json`, jobs.at(-1)?.flags ?? [], options.flags);
  return { job: await submit({ ...options, tasks, flags }), tasks };
}

async function leftOf({ out, stages }: OpenExperiment): Promise<readonly number[]> {
  const { tasks, problem } = await slurmStates(out, stages);
  // What is in the queue would be handed in a second time.
  if (problem !== undefined) throw new UserError(`What is left cannot be told: ${problem}`);
  const left = tasks.filter(({ state, queued }) => state !== 'done' && queued !== true);
  return left.map(({ number }) => number);
}
