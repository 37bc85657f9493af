/**
 * Tells the editor which folders of the workspace may hold a model, so that *Open model…* stands in the menu of
 * these and of no others: those with a `config.json` that are no runs. What is in it is looked at when it is opened.
 */
import { dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Problems } from '../problems';
import { runsFolders } from '../views/settings';

/** More than anybody looks through. */
const MOST_FOLDERS = 500;

/** The folders that may hold a model. */
export async function modelFolders(): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles('**/config.json', '**/node_modules/**', MOST_FOLDERS);
  const runs = runsFolders().map((folder) => folder + sep);
  return found
    .map(({ fsPath }) => dirname(fsPath))
    .filter((path) => !runs.some((run) => path.startsWith(run)));
}

/** Keeps the context key up to date. */
export function followModelFolders(problems: Pick<Problems, 'inBackground'>): vscode.Disposable {
  const update = () => {
    const set = async () => {
      await vscode.commands.executeCommand('setContext', 'attentionLab.modelFolders', await modelFolders());
    };
    problems.inBackground(set(), 'Looking for models');
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/config.json', false, true, false);
  update();
  return vscode.Disposable.from(watcher, watcher.onDidCreate(update), watcher.onDidDelete(update));
}
