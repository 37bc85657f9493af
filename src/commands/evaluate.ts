/**
 * *Evaluate questions*: asks a model every line of a file and marks the answers in the file.
 */
import * as vscode from 'vscode';
import { RunFolder } from '../runs/runFolder';
import { readEvaluation } from '../views/evaluationResult';
import { describeRun } from '../views/describeRun';
import type { Command } from './lab';
import { choose, fileFor } from './pick';
import { folderOf } from '../runs/launcher';
import type { RunSummary } from '../protocol/runSummary';

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

async function evaluateWith(
  lab: Parameters<Command>[0],
  run: RunSummary,
  questions: vscode.Uri,
): Promise<void> {
  const title = `Asking ${run.name}`;
  const location = vscode.ProgressLocation.Notification;
  const options = { title, location, cancellable: true };
  const ended = await vscode.window.withProgress(options, (progress, cancel) => {
    const controller = new AbortController();
    cancel.onCancellationRequested(() => {
      controller.abort();
    });
    const args = ['evaluate', '--run', run.path, '--questions', questions.fsPath, '--json'];
    return lab.launcher.run(args, {
      folder: folderOf(questions.fsPath),
      signal: controller.signal,
      onLine: (message) => {
        progress.report({ message });
      },
    });
  });
  if (ended.code === null) return;
  if (ended.code !== 0) {
    await vscode.window.showErrorMessage(
      ended.stderr.trimEnd().split('\n').at(-1) ?? 'The evaluation failed.',
    );
    return;
  }
  const evaluation = await readEvaluation(ended.stdout, new RunFolder(run.path).name);
  await lab.results.show(questions, evaluation);
}
