/**
 * *Evaluate questions*: asks a model every line of a file and marks the answers in the file.
 */
import * as vscode from 'vscode';
import { evaluateArguments } from '../../answers/options';
import { RunFolder } from '../../runs/runFolder';
import { readEvaluation } from '../views/evaluationResult';
import { describeRun } from '../views/describeRun';
import type { Command, Lab } from './lab';
import { choose, fileFor } from './pick';
import { runVerb } from './runVerb';
import { folderOf } from '../../runs/launcher';
import type { RunSummary } from '../../runs/runSummary';

/** See the header. */
export const evaluate: Command = async (lab, argument) => {
  const questions = await fileFor(argument, 'tsv', 'Evaluate which questions?');
  if (!questions) return;
  await lab.store.look();
  const runs = lab.store.runs.filter(({ status }) => (status?.step ?? 0) > 0);
  if (runs.length === 0) {
    const choice = await vscode.window.showInformationMessage(
      'There is no model to ask yet.',
      'Pretrain model',
    );
    if (choice) await vscode.commands.executeCommand('attentionLab.pretrain');
    return;
  }
  const choices = runs.map((run) => ({ label: run.name, description: describeRun(run), value: run }));
  const run = runs.length === 1 ? runs[0] : await choose('Which model?', choices);
  if (run) await evaluateWith(lab, run, questions);
};

async function evaluateWith(lab: Lab, run: RunSummary, questions: vscode.Uri): Promise<void> {
  const printed = await runVerb(lab, {
    title: `Asking ${run.name}`,
    args: evaluateArguments({ run: run.path, questions: questions.fsPath }),
    folder: folderOf(questions.fsPath),
  });
  if (printed === undefined) return;
  await lab.results.show(questions, await readEvaluation(printed, new RunFolder(run.path).name));
}
