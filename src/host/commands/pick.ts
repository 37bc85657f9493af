/**
 * Questions that commands ask: which file, which run.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary';
import { describeRun } from '../views/describeRun';
import { type DatasetKind, datasetFiles, describeDataset } from './datasetFiles';
import type { DialogueItem, Dialogue } from './dialogue';
import type { Lab } from './lab';

/** What to ask for a file. */
export interface FileQuestion {
  readonly kind: DatasetKind;
  readonly title: string;
}

/**
 * The file a command is about: what a menu names, else the active editor's if it is of the kind, else what is
 * picked.
 */
export async function fileFor(
  dialogue: Dialogue,
  argument: unknown,
  question: FileQuestion,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return saved(argument);
  const active = vscode.window.activeTextEditor?.document;
  if (active?.uri.scheme === 'file' && active.uri.path.endsWith(`.${question.kind}`)) {
    await active.save();
    return active.uri;
  }
  return pickFile(dialogue, question);
}

/** The file, as it stands in the editor: what is not saved yet is saved. */
export async function saved(file: vscode.Uri): Promise<vscode.Uri> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (document?.isDirty === true) await document.save();
  return file;
}

/** Asks for a file: those of the workspace, or any other. */
export async function pickFile(
  dialogue: Dialogue,
  { kind, title }: FileQuestion,
): Promise<vscode.Uri | undefined> {
  const choices: DialogueItem<vscode.Uri | 'other'>[] = (await datasetFiles(kind)).map((file) => ({
    label: basename(file.uri.path),
    description: folderInWords(file.uri),
    detail: describeDataset(file),
    value: file.uri,
  }));
  choices.push({
    label: vscode.l10n.t('$(folder-opened) Another file…'),
    value: 'other',
    alwaysShow: true,
  });
  const chosen = choices.length === 1 ? 'other' : await dialogue.choose({ title, choices });
  return chosen === 'other' ? otherFile(dialogue, { kind, title }) : chosen;
}

/** Asks the editor's own dialogue for a file. */
export async function otherFile(
  dialogue: Dialogue,
  { kind, title }: FileQuestion,
): Promise<vscode.Uri | undefined> {
  const filters = { [kind.toUpperCase()]: [kind] };
  const opened = await dialogue.aside(() => vscode.window.showOpenDialog({ title, filters }));
  return opened?.[0];
}

/** Where a file lies in the workspace; nothing for those at its top. */
function folderInWords(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).split('/').slice(0, -1).join('/');
}

/** What to ask for a run. */
export interface RunQuestion {
  readonly title: string;
  readonly fits: (run: RunSummary) => boolean;
  /** Whether it is always asked, with nothing preselected, even where only one run fits. */
  readonly careful?: boolean;
}

/** The run a command is about: what a menu names, else the one that is picked among those that fit. */
export async function runFor(
  { store }: Lab,
  dialogue: Dialogue,
  argument: unknown,
  { title, fits, careful = false }: RunQuestion,
): Promise<RunSummary | undefined> {
  const path = pathOf(argument);
  await store.refresh();
  if (path !== undefined) return store.find(path);
  const runs = store.runs.filter(fits);
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no such run here.'));
    return undefined;
  }
  if (runs.length === 1 && !careful) return runs[0];
  return dialogue.choose({ title, choices: runs.map(choiceOf), nothingPreselected: careful });
}

/** A run as an entry of a list. */
export function choiceOf(run: RunSummary): DialogueItem<RunSummary> {
  return { label: run.name, description: describeRun(run), value: run };
}

/** The path of what a menu, a lens or the panel names, if they name a run or a model. */
export function pathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (argument instanceof vscode.Uri) return undefined;
  if (typeof argument !== 'object' || argument === null || !('path' in argument)) return undefined;
  return typeof argument.path === 'string' ? argument.path : undefined;
}
