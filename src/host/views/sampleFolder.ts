/**
 * Where sample data lie.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The name of the folder for made-up people. */
export const SAMPLE_FOLDER = 'attention-lab-sample';

/** The folder for sample data in each folder of the workspace; new ones go into the first. */
export function sampleFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => join(uri.fsPath, SAMPLE_FOLDER));
}
