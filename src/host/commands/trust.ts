/**
 * *Check what it knows*: asks a run’s model, looks its answers up in the text, and shows what to believe.
 */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { trustArguments } from '../../answers/options';
import type { RunSummary } from '../../runs/runSummary';
import { folderOf } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import { readTrust, trustPath } from '../../answers/trustFile';
import { evaluationOf } from '../views/evaluationResult';
import type { Command, Lab } from './lab';
import { pickFile, runFor } from './pick';
import { runVerb } from './runVerb';

/** See the header. */
export const checkTrust: Command = async (lab, argument) => {
  const run = await runFor(lab, argument, 'Check what which model knows?', ({ status }) => {
    return (status?.step ?? 0) > 0;
  });
  if (!run) return;
  const questions = await questionsFor(run);
  if (questions === undefined) return;
  lab.panel.show({ page: 'trust', runs: [run.path] });
  await check(lab, run, questions);
};

/** The run’s held-out questions; others are asked for where it has none. */
async function questionsFor({ config }: RunSummary): Promise<string | undefined> {
  const own = config.heldOut?.path;
  if (own !== undefined && existsSync(own)) return own;
  return (await pickFile('tsv', 'Ask it which questions?'))?.fsPath;
}

async function check(lab: Lab, run: RunSummary, questions: string): Promise<void> {
  const title = `Checking what ${run.name} knows`;
  const printed = await runVerb(lab, {
    title,
    args: trustArguments({ run: [run.path], questions }),
    folder: folderOf(questions),
    onLine: (line) => {
      lab.panel.showTrust(run.path, `${title}: ${line}`);
    },
  });
  lab.panel.showTrust(run.path);
  if (printed !== undefined) await mark(lab, run, questions);
}

/** Marks the answers in the questions’ own file, if people have it before them. */
async function mark(lab: Lab, run: RunSummary, questions: string): Promise<void> {
  const isOpen = vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === questions);
  const report = isOpen ? await readTrust(trustPath(new RunFolder(run.path), questions)) : undefined;
  if (report) await lab.results.show(vscode.Uri.file(questions), evaluationOf(report));
}
