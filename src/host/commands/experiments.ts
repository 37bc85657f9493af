/**
 * *New experiment* and *Run experiment*: several variants and seeds from one file, after a look at what they take.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { EXPERIMENT_ENDING, parseExperiment } from '../../experiments/experimentFile';
import type { Experiment } from '../../experiments/experimentForm';
import { experimentProblems, plannedRuns } from '../../experiments/experimentProblems';
import { experimentArguments } from '../../experiments/options';
import { planInWords } from '../../experiments/planInWords';
import { runsFolderFor } from '../views/settings';
import { withoutLinks } from '../problemWords';
import { askedIn, inDialogue } from './dialogue';
import { startChoice, whilePlanning } from './experimentPlan';
import type { Command, Lab } from './lab';
import { pickFile } from './pick';
import { newRunFolder, startBatch } from './startRun';

/** *Run experiment*: says what it will take, and trains every variant with every seed that the file names. */
export const runExperiment: Command = async (lab, argument) => {
  const found = await foundExperiment(argument);
  if (!found) return;
  const { file, experiment } = found;
  const out = await newExperimentFolder(file);
  if (!(await isWanted(lab, file.fsPath, out))) return;
  const args = experimentArguments({ file: file.fsPath, out });
  await startBatch(lab, { args, out, runs: plannedRuns(experiment) });
};

/** Shows what it will take, until a person starts it or leaves. */
async function isWanted(lab: Lab, file: string, out: string): Promise<boolean> {
  const title = vscode.l10n.t('Run {0}?', basename(file));
  const planned = { options: { file, out }, inWords: planInWords };
  const choice = await askedIn('runExperiment', (dialogue) =>
    whilePlanning(lab, planned, (plan) =>
      dialogue.choose({ title, choices: [startChoice()], details: () => plan }),
    ),
  );
  return choice === 'start';
}

interface FoundExperiment {
  readonly file: vscode.Uri;
  readonly experiment: Experiment;
}

/** The experiment that a menu names, else the active editor's, saved; undefined, and said, where it cannot run. */
export async function foundExperiment(argument: unknown): Promise<FoundExperiment | undefined> {
  const t = vscode.l10n.t;
  const active = vscode.window.activeTextEditor?.document;
  const file = argument instanceof vscode.Uri ? argument : active?.uri;
  if (!file?.fsPath.endsWith(EXPERIMENT_ENDING)) {
    await vscode.window.showInformationMessage(t('Open an experiment file (*.attn.json) first.'));
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(file);
  await document.save();
  const experiment = parseExperiment(file.fsPath, document.getText());
  const problems = experimentProblems(experiment);
  if (problems.length === 0) return { file, experiment };
  const show = t('Show problems');
  const reason = problems[0]?.message ?? '';
  const words = withoutLinks(t('{0} cannot run yet: {1}', basename(file.fsPath), reason));
  const choice = await vscode.window.showErrorMessage(words, show);
  if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  return undefined;
}

/** A folder for the runs of an experiment that there is not yet. */
export function newExperimentFolder(file: vscode.Uri): Promise<string> {
  return newRunFolder(runsFolderFor(file), basename(file.fsPath).replace(EXPERIMENT_ENDING, ''));
}

/** *New experiment*: a file to fill in, with the data that were chosen. */
export const newExperiment: Command = () =>
  inDialogue('newExperiment', async (dialogue) => {
    const t = vscode.l10n.t;
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (!folder) {
      await vscode.window.showInformationMessage(t('Open a folder first: the experiment goes into it.'));
      return;
    }
    const corpus = await pickFile(dialogue, { kind: 'txt', title: t('Which text should the models learn?') });
    if (!corpus) return;
    const learned = t('Which questions should they learn to answer?');
    const questions = await pickFile(dialogue, { kind: 'tsv', title: learned });
    if (!questions) return;
    const asked = t('Which questions should they be tested on?');
    const heldOut = await pickFile(dialogue, { kind: 'tsv', title: asked });
    if (!heldOut) return;
    dialogue.dispose();
    const path = freeName(folder.uri.fsPath);
    const within = (uri: vscode.Uri) => relative(dirname(path), uri.fsPath).split(sep).join('/');
    const experiment = {
      corpus: within(corpus),
      questions: within(questions),
      heldOut: within(heldOut),
      variants: ['rope', 'vanilla'],
      seeds: [1, 2, 3],
      preset: 'quick',
    };
    await writeFile(path, `${JSON.stringify(experiment, undefined, 2)}\n`);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  });

function freeName(folder: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'experiment' : `experiment-${number}`;
    const path = join(folder, `${name}${EXPERIMENT_ENDING}`);
    if (!existsSync(path)) return path;
  }
}
