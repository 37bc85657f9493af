/**
 * *Open report*: all about a run on one page; made anew when the run has learned or been asked since.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { RunFolder } from '../../runs/runFolder';
import { type RunSummary, hasModel } from '../../runs/runSummary';
import { inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { runFor } from './pick';
import { runVerb } from './runVerb';

/** Opens the report of a run; of an experiment, the one that it ended with. */
export const openReport: Command = (lab, argument) =>
  inDialogue('openReport', async (dialogue) => {
    if (isBatch(argument)) {
      await openBatchReport(lab, argument);
      return;
    }
    const title = vscode.l10n.t('Which run’s report should be opened?');
    const run = await runFor(lab, dialogue, argument, { title, fits: hasModel });
    dialogue.dispose();
    if (!run) return;
    const path = join(run.path, 'report.html');
    if (!(await isNewest(path, new RunFolder(run.path))) && !(await make(lab, run))) return;
    await lab.reports.show(path, run.name);
  });

async function make(lab: Lab, run: RunSummary): Promise<boolean> {
  const printed = await runVerb(lab, {
    title: vscode.l10n.t('Writing the report on {0}', run.name),
    args: ['report', '--run', run.path, '--json'],
    folder: dirname(run.path),
  });
  return printed !== undefined;
}

/** Whether nothing that a report is made from has changed since. */
async function isNewest(report: string, folder: RunFolder): Promise<boolean> {
  const written = await timeOf(report);
  const sources = [folder.weights, folder.metrics, folder.predictions];
  return written > Math.max(...(await Promise.all(sources.map(timeOf))));
}

function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** An experiment in the view of runs. */
function isBatch(argument: unknown): argument is { readonly path: string; readonly name: string } {
  if (typeof argument !== 'object' || argument === null || !('runs' in argument)) return false;
  return 'path' in argument && typeof argument.path === 'string' && 'name' in argument;
}

async function openBatchReport(
  lab: Lab,
  { path, name }: { readonly path: string; readonly name: string },
): Promise<void> {
  const report = join(path, 'report.html');
  if (existsSync(report)) await lab.reports.show(report, name);
  else {
    const words = vscode.l10n.t('The report is written when all runs are done.');
    await vscode.window.showInformationMessage(words);
  }
}
