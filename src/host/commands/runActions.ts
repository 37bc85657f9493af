/**
 * What can be done to one run: resume, open, show, compare, delete. What is done to one that is being trained is in
 * `controlRun.ts`.
 */
import * as vscode from 'vscode';
import { type RunSummary, canResume, isRunning } from '../../runs/runSummary';
import { RunFolder } from '../../runs/runFolder';
import { withoutLinks } from '../problemWords';
import { askRun } from './controlRun';
import { inDialogue } from './dialogue';
import type { Command } from './lab';
import { choiceOf, pathOf, runFor } from './pick';
import { revealFolder, revealPath } from './revealFolder';
import { resumeRun } from './startRun';

/** *Resume run*: a paused one goes on where it is, any other from its newest checkpoint, to the very losses of an undisturbed run. */
export const resume: Command = (lab, argument) =>
  inDialogue('resume', async (dialogue) => {
    const title = vscode.l10n.t('Which run should go on?');
    const run = await runFor(lab, dialogue, argument, { title, fits: canResume });
    dialogue.dispose();
    if (run?.state === 'paused') await askRun(run, { kind: 'resume' });
    else if (run) await resumeRun(lab, run);
  });

/** *Open run folder*: in the explorer where it is part of the workspace, else where it can be seen. */
export const openFolder: Command = (lab, argument) =>
  inDialogue('openFolder', async (dialogue) => {
    const title = vscode.l10n.t('Which run’s folder should be opened?');
    const path = pathOf(argument);
    if (path !== undefined && lab.models.find(path)) {
      await revealPath(path);
      return;
    }
    const run = await runFor(lab, dialogue, argument, { title, fits: () => true });
    dialogue.dispose();
    if (run) await revealFolder(new RunFolder(run.path));
  });

/** Shows a run in the panel. */
export const show: Command = (lab, argument) =>
  inDialogue('show', async (dialogue) => {
    const title = vscode.l10n.t('Which run should be shown?');
    const path = pathOf(argument);
    if (path !== undefined && lab.models.find(path)) {
      lab.panel.show({ page: 'heads', runs: [path] });
      return;
    }
    const run = await runFor(lab, dialogue, argument, { title, fits: () => true });
    if (run) lab.panel.show({ runs: [run.path] });
  });

/** *Compare runs*: their curves in one picture. */
export const compare: Command = async (lab) => {
  await lab.store.refresh();
  const title = vscode.l10n.t('Which runs should be compared?');
  const options = { title, canPickMany: true as const, matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(lab.store.runs.map(choiceOf), options);
  if (chosen && chosen.length > 0)
    lab.panel.show({ page: 'training', runs: chosen.map(({ value }) => value.path) });
};

/** *Delete run*: to the trash, after asking which, and whether it is meant. */
export const remove: Command = (lab, argument) =>
  inDialogue('remove', async (dialogue) => {
    const t = vscode.l10n.t;
    const title = t('Which run should be deleted?');
    const fits = (candidate: RunSummary) => !isRunning(candidate);
    const run = await runFor(lab, dialogue, argument, { title, fits, careful: true });
    dialogue.dispose();
    if (!run) return;
    if (isRunning(run)) {
      await vscode.window.showWarningMessage(
        withoutLinks(t('{0} is running. Stop it before you delete it.', run.name)),
      );
      return;
    }
    const detail = t('The folder {0} goes to the trash, with its checkpoints.', run.path);
    const button = t('Delete {0}', run.name);
    const answer = await vscode.window.showWarningMessage(
      withoutLinks(t('Delete the run {0}?', run.name)),
      { modal: true, detail },
      button,
    );
    if (answer !== button) return;
    await discard(run);
    await lab.store.refresh();
  });

/** To the trash; machines that one works on from afar have none, and then it is asked again. */
async function discard({ name, path }: RunSummary): Promise<void> {
  const folder = vscode.Uri.file(path);
  try {
    await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch {
    const t = vscode.l10n.t;
    const question = withoutLinks(t('{0} cannot be moved to the trash. Delete it for good?', name));
    const button = t('Delete for good');
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: path }, button);
    if (answer === button) await vscode.workspace.fs.delete(folder, { recursive: true });
  }
}
