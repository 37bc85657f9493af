/**
 * *Check trust*: asks a run’s model, looks its answers up in the text, and shows what to believe.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { trustArguments } from '../../answers/options';
import { type RunSummary, hasModel } from '../../runs/runSummary';
import { RunFolder } from '../../runs/runFolder';
import { readTrust, trustPath } from '../../answers/trustFile';
import type { Explained } from '../problems';
import { evaluationOf } from '../views/evaluationResult';
import { type Dialogue, inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { pickFile, runFor, saved } from './pick';
import { runVerb } from './runVerb';

/** *Check trust*; the lens above results names the run and its questions. */
export const checkTrust: Command = (lab, argument, questionsOfLens) =>
  inDialogue('checkTrust', async (dialogue) => {
    const title = vscode.l10n.t('Which model should be checked?');
    const run = await runFor(lab, dialogue, argument, { title, fits: hasModel });
    if (!run) return;
    const given = questionsOfLens instanceof vscode.Uri ? questionsOfLens : undefined;
    if (given) await saved(given);
    const questions = given?.fsPath ?? (await questionsFor(dialogue, run));
    dialogue.dispose();
    if (questions === undefined) return;
    lab.panel.show({ page: 'trust', runs: [run.path] });
    await check(lab, run, questions);
  });

/** The run’s held-out questions; others are asked for where it has none. */
async function questionsFor(dialogue: Dialogue, { config }: RunSummary): Promise<string | undefined> {
  const own = config.heldOut?.path;
  if (own !== undefined && existsSync(own)) return own;
  const title = vscode.l10n.t('Which questions should it be asked?');
  return (await pickFile(dialogue, { kind: 'tsv', title }))?.fsPath;
}

async function check(lab: Lab, run: RunSummary, questions: string): Promise<void> {
  const title = vscode.l10n.t('Checking what {0} knows', run.name);
  let problem: Explained | undefined;
  const printed = await runVerb(lab, {
    title,
    args: trustArguments({ run: [run.path], questions }),
    folder: dirname(questions),
    onLine: (line) => {
      lab.panel.showTrust(run.path, `${title}: ${line}`);
    },
    onProblem: (explained) => {
      problem = explained;
    },
  });
  lab.panel.showTrust(run.path, undefined, problem);
  if (printed !== undefined) await mark(lab, run, questions);
}

/** Marks the answers in the questions’ own file, if people have it before them. */
async function mark(lab: Lab, run: RunSummary, questions: string): Promise<void> {
  const isOpen = vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === questions);
  const report = isOpen ? await readTrust(trustPath(new RunFolder(run.path), questions)) : undefined;
  if (report) await lab.results.show(vscode.Uri.file(questions), evaluationOf(report));
}
