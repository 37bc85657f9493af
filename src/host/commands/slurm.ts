/**
 * *Run experiment on Slurm…*, and what becomes of its tasks: cancel one or all, hand in again what has failed.
 */
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { openExperiment } from '../../experiments/experiment';
import { plannedRuns } from '../../experiments/experimentProblems';
import { handIn } from '../../experiments/handIn';
import { experimentArguments } from '../../experiments/options';
import { slurmPlanInWords } from '../../experiments/planInWords';
import { partitions } from '../../experiments/slurm/partitions';
import { slurmArguments } from '../../experiments/slurm/slurmOptions';
import { slurmProgram } from '../../experiments/slurm/slurmPrograms';
import { NotOnRecord, cancel } from '../../experiments/slurm/submit';
import { experimentStatus } from '../../experiments/status';
import { withoutLinks } from '../problemWords';
import { setPartition, slurmDefaults } from '../views/settings';
import { partitionInWords } from '../views/slurmCompletion';
import { type Dialogue, type DialogueItem, inDialogue } from './dialogue';
import { startChoice, whilePlanning } from './experimentPlan';
import { foundExperiment, newExperimentFolder } from './experiments';
import type { Command, Lab } from './lab';

/** *Run experiment on Slurm…*: says what it will take, and hands it in. */
export const runExperimentOnSlurm: Command = (lab, argument) =>
  inDialogue('runExperimentOnSlurm', async (dialogue) => {
    slurmProgram('sbatch');
    const found = await foundExperiment(argument);
    if (!found) return;
    const file = found.file.fsPath;
    const out = await newExperimentFolder(found.file);
    if (!(await isWanted(lab, dialogue, file, out))) return;
    dialogue.dispose();
    try {
      await handOver(lab, { file, out, retry: false });
    } catch (error) {
      // It was named for this; what Slurm has refused leaves nothing behind. What it has taken begins there.
      if (!(error instanceof NotOnRecord)) await rm(out, { recursive: true, force: true });
      throw error;
    }
    await lab.plans.add(out, plannedRuns(found.experiment));
    await lab.slurm.handed(out);
    lab.panel.show({ page: 'training', runs: [] });
  });

/** *Cancel on Slurm…*: all tasks of an experiment that are in the queue, or one of them. */
export const cancelOnSlurm: Command = (lab, argument) =>
  inDialogue('cancelOnSlurm', async (dialogue) => {
    const t = vscode.l10n.t;
    const out = await sweepFor(lab, dialogue, argument, t('Which experiment should be cancelled?'));
    if (out === undefined) return;
    const { tasks } = await experimentStatus(await openExperiment(undefined, out));
    const queued = tasks.filter((task) => task.queued === true);
    if (queued.length === 0) {
      const words = t('Nothing of {0} is in Slurm’s queue.', basename(out));
      await vscode.window.showInformationMessage(withoutLinks(words));
      return;
    }
    const all: DialogueItem<readonly number[] | 'all'> = {
      label: t('$(debug-stop) All of them'),
      description: t('{0} in the queue', queued.length),
      value: 'all',
    };
    const each = queued.map(({ name, number, queue = '' }) => ({
      ...{ label: name, description: queue },
      value: [number],
    }));
    const title = t('Which tasks of {0} should end? Those at work save a checkpoint first.', basename(out));
    const chosen = await dialogue.choose({ title, choices: [all, ...each], nothingPreselected: true });
    dialogue.dispose();
    if (chosen === undefined) return;
    await cancel(out, chosen);
    await lab.slurm.look();
  });

/** *Retry on Slurm*: hands in again what has not come to its end, and goes on from the checkpoints. */
export const retryOnSlurm: Command = (lab, argument) =>
  inDialogue('retryOnSlurm', async (dialogue) => {
    const title = vscode.l10n.t('Which experiment should be tried again?');
    const out = await sweepFor(lab, dialogue, argument, title);
    dialogue.dispose();
    if (out === undefined) return;
    await handOver(lab, { file: undefined, out, retry: true });
    await lab.slurm.handed(out);
  });

interface ToHandOver {
  /** Undefined for the copy in `out`. */
  readonly file: string | undefined;
  readonly out: string;
  readonly retry: boolean;
}

async function handOver({ launcher }: Lab, { file, out, retry }: ToHandOver): Promise<void> {
  const asked = slurmDefaults();
  const experiment = await openExperiment(file, out);
  const environment = await launcher.environmentFor(experimentArguments({ file, out }));
  const { node = process.execPath, atOnce } = asked;
  const options = { experiment, atOnce, node, environment, flags: slurmArguments(asked), more: [] };
  const { job, tasks } = await handIn({ ...options, cli: launcher.cli }, retry);
  const t = vscode.l10n.t;
  const count = tasks.length === 1 ? t('1 task') : t('{0} tasks', tasks.length);
  const words = t('Slurm has {0} as job {1}: {2}.', basename(out), job, count);
  // Nobody waits for the message to be closed.
  void vscode.window.showInformationMessage(withoutLinks(words));
}

/** Shows what it will take and what Slurm will be asked for, until a person starts it or leaves. */
function isWanted(lab: Lab, dialogue: Dialogue, file: string, out: string): Promise<boolean> {
  const { cpus } = slurmDefaults();
  const planned = { options: { file, out, on: 'slurm' as const, cpus }, inWords: slurmPlanInWords };
  return whilePlanning(lab, planned, (plan) => startsIt(dialogue, file, plan));
}

async function startsIt(
  dialogue: Dialogue,
  file: string,
  plan: Promise<string | undefined>,
): Promise<boolean> {
  const t = vscode.l10n.t;
  for (;;) {
    const choice = await dialogue.choose({
      title: t('Run {0} on Slurm?', basename(file)),
      choices: [
        startChoice(askedInWords()),
        { label: t('$(server) Choose a partition…'), value: 'partition' as const },
        {
          label: t('$(settings-gear) Change what is asked for…'),
          description: t('time, memory, GPUs, flags of sbatch, how many at once'),
          value: 'settings' as const,
        },
      ],
      details: (value) => (value === 'start' ? plan : undefined),
    });
    if (choice === 'partition') await dialogue.part(() => choosePartition(dialogue));
    else {
      if (choice === 'settings')
        await vscode.commands.executeCommand('workbench.action.openSettings', 'attentionLab.slurm');
      return choice === 'start';
    }
  }
}

/** What Slurm is asked for, as `sbatch` is told; what is not said the cluster decides. */
function askedInWords(): string {
  const { atOnce, ...asked } = slurmDefaults();
  const most = atOnce === undefined ? [] : [vscode.l10n.t('at most {0} at once', atOnce)];
  return [...slurmArguments(asked), ...most].join('  ');
}

async function choosePartition(dialogue: Dialogue): Promise<void> {
  const t = vscode.l10n.t;
  const found = await partitions();
  const choices = found.map((partition) => ({
    label: partition.name,
    description: partition.isDefault ? t('the cluster’s own choice') : '',
    detail: partitionInWords(partition),
    value: partition.name,
  }));
  const { partition: before } = slurmDefaults();
  const name = await dialogue.choose({
    title: t('In which partition?'),
    choices,
    preferred: (value) => value === before,
  });
  if (name !== undefined) await setPartition(name);
}

/** The folder of an experiment on Slurm: the one that a menu names, the only one, or the one that is chosen. */
async function sweepFor(
  { slurm }: Lab,
  dialogue: Dialogue,
  argument: unknown,
  title: string,
): Promise<string | undefined> {
  if (typeof argument === 'object' && argument !== null && 'path' in argument)
    return typeof argument.path === 'string' ? argument.path : undefined;
  const { folders } = slurm;
  if (folders.length === 1) return folders[0];
  if (folders.length > 1) {
    const choices = folders.map((path) => ({ label: basename(path), detail: path, value: path }));
    return dialogue.choose({ title, choices });
  }
  await vscode.window.showInformationMessage(vscode.l10n.t('No experiment here was handed to Slurm.'));
  return undefined;
}
