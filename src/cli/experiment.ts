/**
 * `attention-lab experiment`: what an experiment file asks for, ending with a table and a report; here or on
 * Slurm.
 */
import { resolve } from 'node:path';
import { type OpenExperiment, openExperiment } from '../experiments/experiment';
import { EXIT_STOPPED } from '../experiments/exitStopped';
import { handIn } from '../experiments/handIn';
import { EXPERIMENT_OPTIONS, type ExperimentOptions } from '../experiments/options';
import { planExperiment, planOnSlurm } from '../experiments/plan';
import { planInWords, slurmPlanInWords } from '../experiments/planInWords';
import { runExperimentHere } from '../experiments/runExperiment';
import { runTask } from '../experiments/runTask';
import { SLURM_OPTIONS, slurmArguments } from '../experiments/slurm/slurmOptions';
import { cancel, parseTasks } from '../experiments/slurm/submit';
import { StageStopped } from '../experiments/runStage';
import { experimentStatus, statusLines } from '../experiments/status';
import { trainingEvents } from './trainingEvents';
import { optionName } from '../training/optionTable';
import { ALLOW_CODE, type Call, UsageError, type Verb, specsOf } from './verb';

/** Runs an experiment file. */
export const experiment: Verb = {
  summary: 'what an experiment file (*.attn.json) asks for, here or on Slurm',
  options: specsOf(EXPERIMENT_OPTIONS),
  opensModels: true,
  run: async (call) => {
    const options = call.read(EXPERIMENT_OPTIONS);
    requireOne(options);
    const { file, task } = options;
    // Tasks may begin in another folder.
    const out = resolve(options.out);
    if (task !== undefined) return one(call, out, task);
    if (options.cancel !== undefined) {
      await cancel(out, parseTasks(options.cancel));
      call.say('Slurm was asked to end them; those at work save a checkpoint first.');
      return {};
    }
    if (options.on !== 'slurm') refuseSlurm(options);
    const open = await openExperiment(file, out);
    if (options.status === true) return status(call, open);
    if (options.plan === true) return plan(call, open, options);
    return options.on === 'slurm' ? onSlurm(call, open, options) : here(call, open, options);
  },
};

/** A plan, a status and the like are each all that is asked for. */
function requireOne(options: ExperimentOptions): void {
  const [one, other] = (['plan', 'status', 'cancel', 'retry', 'task'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (one !== undefined && other !== undefined)
    throw new UsageError(`--${one} and --${other} cannot both be answered: leave one out.`);
}

/** Whoever asks Slurm for something does not want it to be trained here. */
function refuseSlurm(options: ExperimentOptions): void {
  const names = ['retry', ...Object.keys(SLURM_OPTIONS)] as readonly (keyof ExperimentOptions)[];
  const asked = names.find((name) => options[name] !== undefined);
  if (asked === undefined) return;
  throw new UsageError(`--${optionName(asked)} is for Slurm: add --on slurm, or leave it out.`);
}

async function one(call: Call, out: string, task: number): Promise<unknown> {
  try {
    return await runTask(out, task, trainingEvents(call));
  } catch (error) {
    if (!(error instanceof StageStopped)) throw error;
    call.say(error.message);
    process.exitCode = EXIT_STOPPED;
    return {};
  }
}

async function status(call: Call, open: OpenExperiment): Promise<unknown> {
  const found = await experimentStatus(open);
  statusLines(found).forEach(call.say);
  return found;
}

async function plan(
  call: Call,
  { stages }: OpenExperiment,
  { atOnce, on, cpus }: ExperimentOptions,
): Promise<unknown> {
  const slurm = on === 'slurm';
  const found = await (slurm ? planOnSlurm(stages, cpus) : planExperiment(stages, atOnce));
  call.say(slurm ? slurmPlanInWords(found) : planInWords(found));
  return found;
}

function here(call: Call, open: OpenExperiment, { atOnce }: ExperimentOptions): Promise<unknown> {
  const command = [process.execPath, cliPath(), 'experiment', `--out=${open.out}`, ...consent(call)] as const;
  return runExperimentHere(open, { atOnce, command }, trainingEvents(call));
}

async function onSlurm(call: Call, open: OpenExperiment, options: ExperimentOptions): Promise<unknown> {
  const { atOnce, retry = false, node = process.execPath } = options;
  const flags = slurmArguments(options);
  const handed = await handIn(
    { experiment: open, atOnce, flags, node, cli: cliPath(), more: consent(call) },
    retry,
  );
  const { job, tasks } = handed;
  call.say(
    `Slurm has it as job ${job}: ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}, one a line of the table.`,
  );
  call.say(`How far it is: attention-lab experiment --out ${open.out} --status`);
  return handed;
}

/** Whoever starts tasks lets them run what it may run itself. */
function consent(call: Call): readonly string[] {
  return call.has(ALLOW_CODE) ? [`--${ALLOW_CODE}`] : [];
}

function cliPath(): string {
  const [, script] = process.argv;
  if (script === undefined) throw new Error('The command line does not know its own path.');
  return script;
}
