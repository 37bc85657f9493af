/**
 * *New attention variant*: a module to fill in, with its types beside it; checked for causality whenever
 * it is saved.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { VARIANT_ENDING } from '../views/variantChecks';
import { withoutLinks } from '../problemWords';
import type { Command, Lab } from './lab';

/** Writes a variant’s module and its types into the workspace, and opens the module. */
export const newVariant: Command = async (lab) => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: the module goes into it.'),
    );
    return;
  }
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('What should the new attention variant be called?'),
    value: 'uniform',
    validateInput: (text) =>
      /^[a-z][a-z0-9-]*$/i.test(text)
        ? undefined
        : vscode.l10n.t('Letters, digits and hyphens, a letter first.'),
  });
  if (name === undefined) return;
  const target = vscode.Uri.joinPath(folder.uri, 'attention', `${name}${VARIANT_ENDING}`);
  if (await exists(target)) {
    await vscode.window.showWarningMessage(
      withoutLinks(vscode.l10n.t('{0} exists already.', vscode.workspace.asRelativePath(target))),
    );
    await vscode.window.showTextDocument(target);
    return;
  }
  const template = await readTemplate(lab, 'template.attention.ts');
  const types = await readTemplate(lab, 'attention-lab.d.ts');
  await write(target, template.replaceAll('NAME', name));
  await write(vscode.Uri.joinPath(folder.uri, 'attention', 'attention-lab.d.ts'), types);
  await vscode.window.showTextDocument(target);
};

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
