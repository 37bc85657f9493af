/**
 * Calls Slurm's own programs: by absolute paths, without a shell, and in an environment that does not change
 * what they say. Nothing else of Slurm is used: no library, no REST service, no database of ended jobs.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemProgram } from '../../files/systemProgram';
import { UserError } from '../../files/userError';

/** The programs that are used. */
export type SlurmProgram = 'sbatch' | 'squeue' | 'scancel' | 'sinfo';

const run = promisify(execFile);

/** A controller that restarts answers after a while; a person does not wait longer. */
const PATIENCE_MS = 30_000;

/** An array of a thousand tasks, a line each. */
const MOST_BYTES = 10_000_000;

/** Whether this machine has Slurm's programs. */
export function hasSlurm(): boolean {
  return systemProgram('squeue') !== undefined;
}

/**
 * Where a program of Slurm's is.
 *
 * @throws SlurmError with what to do where there is none
 */
export function slurmProgram(program: SlurmProgram): string {
  const path = systemProgram(program);
  if (path !== undefined) return path;
  throw new SlurmError(
    `There is no ${program} on this machine. Runs are handed to Slurm where it is installed, on a login node ` +
      'of the cluster: open the folder there, for example with Remote-SSH.',
  );
}

/**
 * Runs a program of Slurm's and returns what it printed.
 *
 * @param environment what it finds in its environment, less what would change what it says
 * @throws SlurmError with what Slurm says, or why it cannot be asked
 */
export async function callSlurm(
  program: SlurmProgram,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const path = slurmProgram(program);
  try {
    const options = { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES, env: slurmEnvironment(environment) };
    return (await run(path, args, options)).stdout;
  } catch (error) {
    throw new SlurmError(inWords(program, error), { cause: error });
  }
}

/** Slurm refused, or cannot be asked. */
export class SlurmError extends UserError {}

/**
 * An environment in which Slurm's programs say the same everywhere. People set `SQUEUE_FORMAT` and its like for
 * themselves; a window that runs inside a job inherits that job's limits (`SLURM_MEM_PER_NODE`, …), which sbatch
 * would take for the new one's; and `SBATCH_…` would change what the lab relies on. What names the cluster or
 * says who pays stays.
 */
export function slurmEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => KEPT.has(name) || !/^(?:SLURM|SBATCH|SQUEUE|SCANCEL|SINFO|SRUN|SALLOC)_/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

const KEPT = new Set([
  ...['SLURM_CONF', 'SLURM_JWT', 'SLURM_CONF_SERVER'],
  ...['SBATCH_ACCOUNT', 'SBATCH_PARTITION', 'SBATCH_QOS', 'SBATCH_RESERVATION', 'SBATCH_CONSTRAINT'],
  ...['SBATCH_TIMELIMIT', 'SBATCH_GPUS'],
]);

function inWords(program: SlurmProgram, error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const line =
    said
      .split('\n')
      .at(-1)
      ?.replace(/^\w+: (?:error: |fatal: )?/, '') ?? '';
  if (error instanceof Error && 'killed' in error && error.killed === true)
    return `${program} has not answered for ${PATIENCE_MS / 1000} seconds. Is Slurm’s controller running (sinfo)?`;
  return line === '' ? `${program} failed without a word.` : `Slurm refused (${program}): ${line}.`;
}
