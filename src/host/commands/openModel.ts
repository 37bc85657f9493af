/**
 * *Open model…* and *Close model*: a model's folder or file becomes one that the panel can show, read where it lies.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { type OpenedByPath, modelName } from '../../processes/openedByPath';
import { modelFolders } from '../models/modelFolders';
import { openOptionsOf } from '../models/openModels';
import { withoutLinks } from '../problemWords';
import { type DialogueItem, type Dialogue, inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { pathOf } from './pick';

/** *Open model…*; the explorer names the folder or the file. */
export const openModel: Command = (lab, argument) =>
  inDialogue('openModel', async (dialogue) => {
    const path = argument instanceof vscode.Uri ? argument.fsPath : await pickModel(dialogue);
    if (path === undefined) return;
    if (lab.store.find(path)) {
      lab.panel.show({ page: 'heads', runs: [path] });
      return;
    }
    const corpus = await corpusFor(dialogue, path);
    if (corpus === undefined) return;
    dialogue.dispose();
    // What was said of it before still holds.
    const model: OpenedByPath = { ...lab.models.find(path), path, ...corpus };
    await lab.models.add(model);
    lab.panel.show({ page: 'heads', runs: [path] });
    await prove(lab, model);
  });

/** *Close model*: the panel shows it no more, and its memory is free. Its files stay as they are. */
export const closeModel: Command = (lab, argument) =>
  inDialogue('closeModel', async (dialogue) => {
    const path =
      pathOf(argument) ?? (await pickOpen(lab, dialogue, vscode.l10n.t('Which model should be closed?')));
    dialogue.dispose();
    if (path !== undefined) await lab.models.remove(path);
  });

/** One of the models that are open; the only one unasked. */
export async function pickOpen(
  { models }: Pick<Lab, 'models'>,
  dialogue: Dialogue,
  title: string,
): Promise<string | undefined> {
  const choices = models.listed.map(({ path, name }) => ({ label: name, description: path, value: path }));
  return choices.length > 1 ? dialogue.choose({ title, choices }) : choices[0]?.value;
}

/** Opens it now, and says why it cannot be opened, with what can be done. */
async function prove(lab: Lab, model: OpenedByPath): Promise<void> {
  const t = vscode.l10n.t;
  const title = withoutLinks(t('Opening {0}', modelName(model.path)));
  const location = vscode.ProgressLocation.Notification;
  try {
    await vscode.window.withProgress({ location, title }, () =>
      lab.panel.inspect('open', { checkpoint: model.path, open: openOptionsOf(model) }),
    );
  } catch (error) {
    const others = {
      [t('Open another…')]: () => vscode.commands.executeCommand('attentionLab.openModel'),
      [t('Close model')]: () => lab.models.remove(model.path),
    };
    lab.problems.report(error, title, { others });
  }
}

/** Asks for a model: those of the workspace, or any other. */
async function pickModel(dialogue: Dialogue): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const files = await vscode.workspace.findFiles('**/*.{params,pt,pth}', '**/node_modules/**', 100);
  const found = [...(await modelFolders()), ...files.map(({ fsPath }) => fsPath)];
  const choices: DialogueItem<string>[] = found.map((path) => ({
    label: basename(path),
    description: vscode.workspace.asRelativePath(dirname(path)),
    value: path,
  }));
  const other = (label: string, detail: string, value: string) => ({
    label,
    detail,
    value,
    alwaysShow: true,
  });
  choices.push(
    other(
      t('$(folder-opened) A folder…'),
      t('a Hugging Face model: config.json, tokenizer.json, weights'),
      'folder',
    ),
    other(t('$(file) A file…'), t('a finished assignment (.params, .pt)'), 'file'),
  );
  const chosen = await dialogue.choose({ title: t('Which model should be opened?'), choices });
  if (chosen !== 'folder' && chosen !== 'file') return chosen;
  const options =
    chosen === 'folder'
      ? { canSelectFolders: true, canSelectFiles: false, title: t('The model’s folder') }
      : { title: t('The model’s file'), filters: { [t('Models')]: ['params', 'pt', 'pth'] } };
  const opened = await dialogue.aside(() => vscode.window.showOpenDialog(options));
  return opened?.[0]?.fsPath;
}

/**
 * An assignment's file does not say which characters it knows: the text that it was pretrained on does.
 *
 * @returns undefined when the question was closed
 */
async function corpusFor(
  dialogue: Dialogue,
  path: string,
): Promise<{ readonly corpus?: string } | undefined> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return {};
  const folder = dirname(path);
  const texts = (await readdir(folder)).filter((name) => name.endsWith('.txt'));
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return { corpus: join(folder, only) };
  const t = vscode.l10n.t;
  const title = t('Which text was {0} pretrained on? Its characters are the vocabulary.', basename(path));
  const choices: DialogueItem<string>[] = texts.map((name) => ({ label: name, value: join(folder, name) }));
  choices.push({ label: t('$(folder-opened) Another file…'), value: '' });
  const chosen =
    texts.length === 0
      ? ''
      : await dialogue.choose({ title, choices, preferred: (value) => basename(value) === 'wiki.txt' });
  if (chosen !== '') return chosen === undefined ? undefined : { corpus: chosen };
  const opened = await dialogue.aside(() =>
    vscode.window.showOpenDialog({ title, filters: { TXT: ['txt'] } }),
  );
  return opened?.[0] ? { corpus: opened[0].fsPath } : undefined;
}
