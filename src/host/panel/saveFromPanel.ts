/**
 * Saves what the panel exports: pictures and tables.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Asks where to save, beside the workspace's files, and writes. */
export async function saveFromPanel(name: string, content: string | Uint8Array): Promise<void> {
  // A name, not a path: the panel chooses no folder.
  const safe = name.replace(/[^\w.-]+/g, '-');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(join(folder, safe)) });
  if (!target) return;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(target, bytes);
}
