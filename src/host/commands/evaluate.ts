/**
 * *Evaluate questions*: asks a model every line of a file and marks the answers in the file.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { evaluateArguments } from '../../answers/options';
import { DEFAULT_TEMPLATE } from '../../model/template';
import type { ListedModel, OpenedByPath } from '../../processes/openedByPath';
import { RunFolder } from '../../runs/runFolder';
import { type RunSummary, hasModel } from '../../runs/runSummary';
import { withoutLinks } from '../problemWords';
import { markDone } from '../views/contextKeys';
import { type EvaluationResult, readEvaluation } from '../views/evaluationResult';
import { type DialogueItem, inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { choiceOf, fileFor, modelItem } from './pick';
import { runVerb } from './runVerb';

/** *Evaluate questions*; menus name the file, the end of a run names the run, a lens names both. */
export const evaluate: Command = (lab, ...given) =>
  inDialogue('evaluate', async (dialogue) => {
    const t = vscode.l10n.t;
    const file = given.find((argument) => argument instanceof vscode.Uri);
    const path = given.find((argument) => typeof argument === 'string');
    await lab.store.refresh();
    const runs = lab.store.runs.filter(hasModel);
    const models = lab.models.listed;
    if (runs.length + models.length === 0) {
      const pretrain = t('Pretrain model');
      const choice = await vscode.window.showInformationMessage(t('There is no model to ask yet.'), pretrain);
      if (choice === pretrain) await vscode.commands.executeCommand('attentionLab.pretrain');
      return;
    }
    const title = t('Which questions should be asked?');
    const questions = await fileFor(dialogue, file, { kind: 'tsv', title });
    if (!questions) return;
    const asked = [...runs, ...models];
    const named = asked.find((one) => one.path === path);
    const choices: DialogueItem<RunSummary | ListedModel>[] = [
      ...runs.map(choiceOf),
      ...models.map(modelItem),
    ];
    const answering =
      named ??
      (asked.length === 1
        ? asked[0]
        : await dialogue.choose({ title: t('Which model should answer?'), choices }));
    dialogue.dispose();
    if (!answering) return;
    const run = runs.find((one) => one === answering);
    if (run) await evaluateRun(lab, run, questions);
    else await evaluateModel(lab, answering, questions);
  });

async function evaluateRun(lab: Lab, run: RunSummary, questions: vscode.Uri): Promise<void> {
  const printed = await runVerb(lab, {
    title: vscode.l10n.t('Asking {0}', run.name),
    args: evaluateArguments({ run: run.path, questions: questions.fsPath }),
    folder: dirname(questions.fsPath),
  });
  if (printed === undefined) return;
  await showAnswers(lab, questions, await readEvaluation(printed, new RunFolder(run.path).name));
}

/** Asks a model that was opened: in which words it is asked is asked first, and remembered. */
async function evaluateModel(lab: Lab, { path, name }: ListedModel, questions: vscode.Uri): Promise<void> {
  const known = lab.models.find(path);
  if (!known) return;
  const template = await templateFor(known);
  if (template === undefined) return;
  const model = template === '' ? known : { ...known, template };
  await lab.models.add(model);
  const folder = (lab.context.storageUri ?? lab.context.globalStorageUri).fsPath;
  await mkdir(folder, { recursive: true });
  // Somebody else's model folder is not written into.
  const predictions = join(
    folder,
    `predictions-${createHash('sha256').update(path).digest('hex').slice(0, 12)}.tsv`,
  );
  const { corpus, heads } = model;
  const printed = await runVerb(lab, {
    title: vscode.l10n.t('Asking {0}', name),
    args: evaluateArguments({
      run: path,
      questions: questions.fsPath,
      predictions,
      ...(model.template === undefined ? {} : { template: model.template }),
      ...(corpus === undefined ? {} : { corpus }),
      ...(heads === undefined ? {} : { 'heads-each': heads }),
    }),
    folder: dirname(questions.fsPath),
  });
  if (printed === undefined) return;
  await showAnswers(lab, questions, await readEvaluation(printed, name));
}

/** Marks the answers in the file; where it was moved or deleted meanwhile, says where they are. */
async function showAnswers(lab: Lab, questions: vscode.Uri, evaluation: EvaluationResult): Promise<void> {
  try {
    await lab.results.show(questions, evaluation);
    markDone('hasEvaluation');
  } catch (error) {
    if (existsSync(questions.fsPath)) throw error;
    const t = vscode.l10n.t;
    const predictions = vscode.Uri.file(evaluation.predictions);
    const [name, path] = [basename(questions.fsPath), vscode.workspace.asRelativePath(predictions)];
    const open = t('Open the answers');
    const words = withoutLinks(t('{0} is no longer there. Its answers are in {1}.', name, path));
    const choice = await vscode.window.showWarningMessage(words, open);
    if (choice === open) await vscode.window.showTextDocument(predictions);
  }
}

/**
 * How questions are put to a model that goes on with texts; line ends as `\n`.
 *
 * @returns empty for a model that has a sign of its own that asks; undefined when the question was closed
 */
async function templateFor({
  corpus,
  template = DEFAULT_TEMPLATE,
}: OpenedByPath): Promise<string | undefined> {
  // An assignment's.
  if (corpus !== undefined) return '';
  const t = vscode.l10n.t;
  return vscode.window.showInputBox({
    title: t('How should questions be put to the model?'),
    prompt: t(
      '{question} stands for the question, \\n for a line end. What the model goes on with is its answer.',
      {
        question: '{question}',
      },
    ),
    value: template.replaceAll('\n', '\\n'),
    validateInput: (text) =>
      text.includes('{question}')
        ? undefined
        : t('Write {question} where the question goes.', { question: '{question}' }),
  });
}
