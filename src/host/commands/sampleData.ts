/**
 * *Make sample data*: makes up people in the workspace, a corpus and questions to try everything with.
 */
import * as vscode from 'vscode';
import { DEFAULT_BIOGRAPHIES } from '../../data/biographies/biographies';
import { writeBiographies } from '../../data/studyFiles';
import { markDone } from '../views/contextKeys';
import { sampleFolders } from '../views/sampleFolder';
import type { Command } from './lab';

/** Writes the sample data into the workspace’s first folder, and opens it. */
export const makeSampleData: Command = async () => {
  const [target] = sampleFolders();
  if (target === undefined) {
    const open = vscode.l10n.t('Open folder');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: the sample data goes into it.'),
      open,
    );
    if (choice === open) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const files = await writeBiographies(target, DEFAULT_BIOGRAPHIES);
  markDone('hasSampleData');
  await vscode.window.showTextDocument(vscode.Uri.file(files.trained), { preview: false });
  await vscode.window.showTextDocument(vscode.Uri.file(files.corpus), { preview: false });
};
