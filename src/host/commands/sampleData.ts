/**
 * Makes up people in the workspace: a corpus and questions to try everything with.
 */
import * as vscode from 'vscode';
import { DEFAULT_BIOGRAPHIES } from '../../data/biographies/biographies';
import { writeBiographies } from '../../data/studyFiles';
import type { Command } from './lab';

/** See the header. */
export const makeSampleData: Command = async () => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    const choice = await vscode.window.showInformationMessage(
      'Open a folder first: the sample data goes into it.',
      'Open folder',
    );
    if (choice) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const target = vscode.Uri.joinPath(folder.uri, 'attention-lab-sample');
  const files = await writeBiographies(target.fsPath, DEFAULT_BIOGRAPHIES);
  await vscode.window.showTextDocument(vscode.Uri.file(files.trained), { preview: false });
  await vscode.window.showTextDocument(vscode.Uri.file(files.corpus), { preview: false });
};
