/**
 * *Evaluate questions*: asks a model every line of a file and marks the answers in the file.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { evaluateArguments } from '../../answers/options';
import { RunFolder } from '../../runs/runFolder';
import type { RunSummary } from '../../runs/runSummary';
import { markDone } from '../views/contextKeys';
import { readEvaluation } from '../views/evaluationResult';
import { inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { choiceOf, fileFor } from './pick';
import { runVerb } from './runVerb';

/** *Evaluate questions*; menus name the file, the end of a run names the run, a lens names both. */
export const evaluate: Command = (lab, ...given) =>
  inDialogue('evaluate', async (dialogue) => {
    const t = vscode.l10n.t;
    const file = given.find((argument) => argument instanceof vscode.Uri);
    const path = given.find((argument) => typeof argument === 'string');
    await lab.store.refresh();
    const runs = lab.store.runs.filter(({ status }) => (status?.step ?? 0) > 0);
    if (runs.length === 0) {
      const pretrain = t('Pretrain model');
      const choice = await vscode.window.showInformationMessage(t('There is no model to ask yet.'), pretrain);
      if (choice === pretrain) await vscode.commands.executeCommand('attentionLab.pretrain');
      return;
    }
    const title = t('Which questions should be asked?');
    const questions = await fileFor(dialogue, file, { kind: 'tsv', title });
    if (!questions) return;
    const named = runs.find((run) => run.path === path);
    const only = named ?? (runs.length === 1 ? runs[0] : undefined);
    const run =
      only ??
      (await dialogue.choose({ title: t('Which model should answer?'), choices: runs.map(choiceOf) }));
    dialogue.dispose();
    if (run) await evaluateWith(lab, run, questions);
  });

async function evaluateWith(lab: Lab, run: RunSummary, questions: vscode.Uri): Promise<void> {
  const printed = await runVerb(lab, {
    title: vscode.l10n.t('Asking {0}', run.name),
    args: evaluateArguments({ run: run.path, questions: questions.fsPath }),
    folder: dirname(questions.fsPath),
  });
  if (printed === undefined) return;
  await lab.results.show(questions, await readEvaluation(printed, new RunFolder(run.path).name));
  markDone('hasEvaluation');
}
