/**
 * Going through the results in a questions file: from wrong to wrong, and away.
 */
import * as vscode from 'vscode';
import type { Command, Lab } from './lab';

/** *Next wrong answer*. */
export const nextWrong: Command = (lab, argument) => jump(lab, argument, 1);

/** *Previous wrong answer*. */
export const previousWrong: Command = (lab, argument) => jump(lab, argument, -1);

/** *Close results*: the file is as it was. */
export const closeResults: Command = (lab, argument) => {
  const file = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (file) lab.results.close(file);
  return Promise.resolve();
};

async function jump(lab: Lab, argument: unknown, direction: 1 | -1): Promise<void> {
  const active = vscode.window.activeTextEditor;
  const file = argument instanceof vscode.Uri ? argument : active?.document.uri;
  if (!file) return;
  const from = active?.document.uri.toString() === file.toString() ? active.selection.active.line + 1 : 0;
  const line = lab.results.wrongAfter(file, from, direction);
  if (line === undefined) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No answer in this file is wrong.'));
    return;
  }
  const at = new vscode.Position(line - 1, 0);
  const editor = await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
