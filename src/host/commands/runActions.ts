/**
 * What can be done to one run: stop, resume, open, show, compare, delete.
 */
import * as vscode from 'vscode';
import { type RunSummary, canResume, isRunning } from '../../runs/runSummary';
import { requestStop } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import { describeRun } from '../views/describeRun';
import type { Command } from './lab';
import { runFor } from './pick';
import { resumeRun } from './startRun';

/** *Stop run*: the trainer ends after its current step, with a checkpoint. */
export const stop: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Stop which run?', isRunning);
  if (run) await requestStop(new RunFolder(run.path));
};

/** *Resume run*: from its newest checkpoint, to the very losses of an undisturbed run. */
export const resume: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Resume which run?', canResume);
  if (run) await resumeRun(lab, run);
};

/** *Open run folder*: in the system's file manager. */
export const openFolder: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Open the folder of which run?', () => true);
  if (run)
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(new RunFolder(run.path).config));
};

/** Shows a run in the panel. */
export const show: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Show which run?', () => true);
  if (run) lab.panel.show({ runs: [run.path] });
};

/** *Compare runs*: their curves in one picture. */
export const compare: Command = async (lab) => {
  await lab.store.look();
  const choices = lab.store.runs.map((run) => ({
    label: run.name,
    description: describeRun(run),
    path: run.path,
  }));
  const options = { title: 'Compare which runs?', canPickMany: true as const, matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(choices, options);
  if (chosen && chosen.length > 0) lab.panel.show({ page: 'training', runs: chosen.map(({ path }) => path) });
};

/** *Delete run*: to the trash, after asking. */
export const remove: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Delete which run?', (candidate) => !isRunning(candidate));
  if (!run) return;
  if (isRunning(run)) {
    await vscode.window.showWarningMessage(`${run.name} is running. Stop it before you delete it.`);
    return;
  }
  const detail = `${run.path} goes to the trash, with its checkpoints.`;
  const answer = await vscode.window.showWarningMessage(
    `Delete ${run.name}?`,
    { modal: true, detail },
    'Delete',
  );
  if (answer !== 'Delete') return;
  await discard(run);
  await lab.store.look();
};

/** To the trash; machines that one works on from afar have none, and then it is asked again. */
async function discard({ name, path }: RunSummary): Promise<void> {
  const folder = vscode.Uri.file(path);
  try {
    await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch {
    const question = `${name} cannot be moved to the trash. Delete it for good?`;
    const answer = await vscode.window.showWarningMessage(
      question,
      { modal: true, detail: path },
      'Delete for good',
    );
    if (answer === 'Delete for good') await vscode.workspace.fs.delete(folder, { recursive: true });
  }
}
