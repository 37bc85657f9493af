/**
 * Shows what went wrong: the reason first, and buttons that lead to the file and to the log. A message with a
 * button stays until it is closed.
 */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { problemWords } from './problemWords';

/** What else can be done about a problem. */
export interface ProblemActions {
  /** The path of a log that says more. */
  readonly log?: string;
  /** Further buttons, and what they do; they come first. */
  readonly others?: Readonly<Record<string, () => PromiseLike<unknown>>>;
}

/** See the header. Resolves when the message has been answered or closed. */
export async function sayProblem(text: string, { log, others = {} }: ProblemActions = {}): Promise<void> {
  const { sentence, file } = problemWords(text);
  const [openFile, showLog] = [vscode.l10n.t('Open file'), vscode.l10n.t('Show log')];
  const buttons = [
    ...Object.keys(others),
    ...(file ? [openFile] : []),
    ...(log !== undefined && existsSync(log) ? [showLog] : []),
  ];
  const choice = await vscode.window.showErrorMessage(sentence, ...buttons);
  if (choice === undefined) return;
  if (choice === openFile && file) await open(file);
  else if (choice === showLog && log !== undefined) await open({ path: log });
  else await others[choice]?.();
}

async function open({ path, line = 1 }: { readonly path: string; readonly line?: number }): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  const uri = vscode.Uri.file(path);
  await vscode.window.showTextDocument(uri, { preview: false, selection: new vscode.Range(at, at) });
}
