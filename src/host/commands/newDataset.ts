/**
 * *New dataset…*: makes the data of a task, with an experiment file that trains on them, and opens both.
 */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { ALL_TASKS, taskOf } from '../../tasks';
import { type Dataset, makeDataset } from '../../tasks/dataset';
import type { DatasetOptions } from '../../tasks/options';
import type { Task } from '../../tasks/task';
import { markDone } from '../views/contextKeys';
import { SAMPLE_FOLDER } from '../views/sampleFolder';
import { type Dialogue, inDialogue } from './dialogue';
import type { Command } from './lab';
import { pickFile } from './pick';

/** Asks which task and where to; with the argument `people`, as the walkthrough has it, neither. */
export const newDataset: Command = (_lab, argument) =>
  inDialogue('newDataset', async (dialogue) => {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (workspace === undefined) {
      await offerFolder();
      return;
    }
    const options =
      argument === 'people'
        ? { task: 'people' as const, out: join(workspace, SAMPLE_FOLDER) }
        : await asked(dialogue, workspace);
    dialogue.dispose();
    if (!options) return;
    const title = vscode.l10n.t('Making the data of {0}', taskOf(options.task).title);
    const location = vscode.ProgressLocation.Window;
    const made = await vscode.window.withProgress({ title, location }, () => makeDataset(options));
    if (options.task === 'people') markDone('hasSampleData');
    await show(made);
  });

async function offerFolder(): Promise<void> {
  const open = vscode.l10n.t('Open folder');
  const words = vscode.l10n.t('Open a folder first: the data go into it.');
  const choice = await vscode.window.showInformationMessage(words, open);
  if (choice === open) await vscode.commands.executeCommand('vscode.openFolder');
}

async function asked(dialogue: Dialogue, workspace: string): Promise<DatasetOptions | undefined> {
  const t = vscode.l10n.t;
  const choices = ALL_TASKS.map((task) => ({ label: task.title, detail: task.summary, value: task }));
  const task = await dialogue.choose({ title: t('Which task should a model learn?'), choices });
  if (!task) return undefined;
  const text =
    task.form === 'stream' ? await pickFile(dialogue, { kind: 'txt', title: t('Which text?') }) : undefined;
  if (task.form === 'stream' && !text) return undefined;
  const out = await askedFolder(dialogue, workspace, task);
  if (out === undefined) return undefined;
  return { task: task.name, out, ...(text ? { text: text.fsPath } : {}) };
}

async function askedFolder(dialogue: Dialogue, workspace: string, task: Task): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const name = task.name === 'people' ? SAMPLE_FOLDER : join('tasks', task.name);
  const choices = [
    { label: name, description: t('in {0}', basename(workspace)), value: join(workspace, name) },
    { label: t('$(folder-opened) Another folder…'), value: 'other', alwaysShow: true },
  ];
  const chosen = await dialogue.choose({ title: t('Where should its files go?'), choices });
  if (chosen !== 'other') return chosen;
  const title = t('Which folder should its files go into?');
  const opened = await dialogue.aside(() =>
    vscode.window.showOpenDialog({ title, canSelectFiles: false, canSelectFolders: true }),
  );
  return opened?.[0]?.fsPath;
}

/** What is learned, and in front of it what trains on it: the experiment with its button, or the text about people. */
async function show({ learned, corpus, experiment, task }: Dataset): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(learned), { preview: false });
  const front = task.task === 'people' && corpus !== undefined ? corpus : experiment;
  await vscode.window.showTextDocument(vscode.Uri.file(front), { preview: false });
}
