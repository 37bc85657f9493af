/**
 * *Check this run*: measures a run against the figure and the circuits of its task, and opens the report.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { candidatePaths } from '../../files/findFile';
import { type RunSummary, hasModel } from '../../runs/runSummary';
import { checkTaskArguments } from '../../tasks/options';
import { taskFileIn } from '../../tasks/taskFile';
import { inDialogue } from './dialogue';
import type { Command } from './lab';
import { runFor } from './pick';
import { runVerb } from './runVerb';

/** Checks a run that was trained on the data of a task. */
export const checkTask: Command = (lab, argument) =>
  inDialogue('checkTask', async (dialogue) => {
    const title = vscode.l10n.t('Which run should be checked against its task?');
    const fits = (run: RunSummary) => hasModel(run) && taskFolderOf(run) !== undefined;
    const run = await runFor(lab, dialogue, argument, { title, fits });
    dialogue.dispose();
    if (!run) return;
    const folder = taskFolderOf(run);
    if (folder === undefined) {
      const words = vscode.l10n.t(
        '{0} was not trained on the data of a task. Make some with ‘New dataset…’.',
        run.name,
      );
      await vscode.window.showInformationMessage(words);
      return;
    }
    const printed = await runVerb(lab, {
      title: vscode.l10n.t('Checking {0}', run.name),
      args: checkTaskArguments(folder, { run: run.path }),
      folder: dirname(run.path),
    });
    const report = join(run.path, 'check.html');
    if (printed !== undefined) await lab.reports.show(report, run.name);
  });

/** The folder with the data that a run has learned, if it is one of a task. */
function taskFolderOf({ path, config }: RunSummary): string | undefined {
  const learned = config.questions ?? config.corpus;
  const places = learned ? candidatePaths(learned, path).map(dirname) : [];
  return places.find((folder) => existsSync(taskFileIn(folder)));
}
