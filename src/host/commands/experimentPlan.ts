/**
 * What an experiment will take, shown while a person decides whether it should start: here or on Slurm.
 */
import { dirname } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type ExperimentOptions, experimentArguments } from '../../experiments/options';
import { type ExperimentPlan, experimentPlan } from '../../experiments/planInWords';
import type { DialogueItem } from './dialogue';
import type { Lab } from './lab';

/** What is to be started. */
export interface Planned {
  readonly options: ExperimentOptions & { readonly file: string };
  readonly inWords: (plan: ExperimentPlan) => string;
}

/**
 * Asks while the plan is found by a few timed steps; what is still being timed when all is asked ends.
 *
 * @param ask Told the plan in words; undefined where it cannot be known
 */
export async function whilePlanning<Result>(
  lab: Lab,
  planned: Planned,
  ask: (plan: Promise<string | undefined>) => Promise<Result>,
): Promise<Result> {
  const planning = new AbortController();
  // What cannot be found out is not said.
  const plan = planOf(lab, planned, planning.signal).catch(() => undefined);
  try {
    return await ask(plan);
  } finally {
    planning.abort();
  }
}

async function planOf(
  { launcher }: Lab,
  { options, inWords }: Planned,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = [...experimentArguments({ ...options, plan: true }), '--json'];
  const { code, stdout } = await launcher.run(args, { folder: dirname(options.file), signal });
  return code === 0 ? inWords(v.parse(experimentPlan, JSON.parse(stdout))) : undefined;
}

/** The choice that starts it, below which the plan stands once it is known. */
export function startChoice(description = ''): DialogueItem<'start'> {
  const t = vscode.l10n.t;
  return {
    label: t('$(play) Start'),
    description,
    detail: t('Timing a few steps, to say what it will take…'),
    value: 'start',
  };
}
