/**
 * *New attention variant*: a module to fill in, with its types beside it; checked for causality whenever
 * it is saved.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Command, Lab } from './lab';

/** Modules with one's own attention are named so. */
const ENDING = '.attention.ts';

/** See the header. */
export const newVariant: Command = async (lab) => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    await vscode.window.showInformationMessage('Open a folder first: the module goes into it.');
    return;
  }
  const name = await vscode.window.showInputBox({
    title: 'Name of the new attention variant',
    value: 'uniform',
    validateInput: (text) =>
      /^[a-z][a-z0-9-]*$/i.test(text) ? undefined : 'Letters, digits and hyphens, a letter first.',
  });
  if (name === undefined) return;
  const target = vscode.Uri.joinPath(folder.uri, 'attention', `${name}${ENDING}`);
  if (await exists(target)) {
    await vscode.window.showWarningMessage(`${vscode.workspace.asRelativePath(target)} exists already.`);
    await vscode.window.showTextDocument(target);
    return;
  }
  const template = await readTemplate(lab, 'template.attention.ts');
  const types = await readTemplate(lab, 'attention-lab.d.ts');
  await write(target, template.replaceAll('NAME', name));
  await write(vscode.Uri.joinPath(folder.uri, 'attention', 'attention-lab.d.ts'), types);
  await vscode.window.showTextDocument(target);
};

/** Checks a module for causality whenever it is saved; says how it went in the status bar. */
export function checkOnSave(lab: Lab): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument(({ fileName }) => {
    if (!fileName.endsWith(ENDING) || !vscode.workspace.isTrusted) return;
    lab.problems.inBackground(check(lab, fileName), 'The check');
  });
}

async function check({ launcher, context, problems }: Lab, file: string): Promise<void> {
  const lines: string[] = [];
  const ended = await launcher.run(['check', '--variant', file], {
    folder: context.extensionPath,
    onLine: (line) => lines.push(line),
  });
  if (ended.code === 0) vscode.window.setStatusBarMessage('$(pass) causal: sees no future', 5000);
  else problems.reportChild(lines, 'The check');
}

async function readTemplate({ context }: Lab, name: string): Promise<string> {
  const file = vscode.Uri.file(join(context.extensionPath, 'media', 'variant', name));
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

async function write(target: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

function exists(target: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(target)).then(
    () => true,
    () => false,
  );
}
