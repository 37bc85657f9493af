/**
 * Shows a run’s folder, or another, to people, wherever the window and the folder are.
 *
 * The system’s file manager can only show what is on the person’s own machine; a window on another machine
 * or in a browser shows the folder in its explorer, or opens it in a window of its own.
 */
import * as vscode from 'vscode';
import type { RunFolder } from '../../runs/runFolder';
import { withoutLinks } from '../problemWords';

/** Shows a run’s folder in the explorer, in the system’s file manager, or in a window of its own. */
export function revealFolder(folder: RunFolder): Promise<void> {
  return revealPath(folder.path, folder.config);
}

/**
 * Shows a folder or a file.
 *
 * @param shown What is selected: something in the folder, so that the folder is open
 */
export async function revealPath(path: string, shown = path): Promise<void> {
  const config = vscode.Uri.file(shown);
  if (vscode.workspace.getWorkspaceFolder(config)) {
    await vscode.commands.executeCommand('revealInExplorer', config);
    return;
  }
  const isLocal = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isLocal) {
    await vscode.commands.executeCommand('revealFileInOS', config);
    return;
  }
  const t = vscode.l10n.t;
  const [open, copy] = [t('Open in a new window'), t('Copy path')];
  const text = withoutLinks(t('It is outside this window’s folders: {0}', path));
  const choice = await vscode.window.showInformationMessage(text, open, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(path);
  if (choice === open) {
    const options = { forceNewWindow: true };
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), options);
  }
}
