/**
 * *Export model…*: a run's model, or a finished assignment, in the form of another tool, into a folder of one's choice.
 */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ExportForm } from '../../model/exports/exportForms';
import { modelName } from '../../processes/openedByPath';
import { hasModel } from '../../runs/runSummary';
import { withoutLinks } from '../problemWords';
import { type Dialogue, type DialogueItem, inDialogue } from './dialogue';
import type { Command, Lab } from './lab';
import { choiceOf, modelItem, pathOf } from './pick';
import { revealPath } from './revealFolder';
import { runVerb } from './runVerb';
import { newRunFolder } from './startRun';

/** *Export model…*; the panel and the view of runs name the run or the model. */
export const exportModel: Command = (lab, argument) =>
  inDialogue('exportModel', async (dialogue) => {
    const path = pathOf(argument) ?? (await pickAny(lab, dialogue));
    if (path === undefined) return;
    const form = await chooseForm(dialogue);
    if (form === undefined) return;
    const title = vscode.l10n.t('In which folder should the exported model stand?');
    const options = { canSelectFolders: true, canSelectFiles: false, title };
    const [folder] = (await dialogue.aside(() => vscode.window.showOpenDialog(options))) ?? [];
    dialogue.dispose();
    if (folder) await exportInto(lab, path, { form, folder: folder.fsPath });
  });

/** A run that has weights, or a model that was opened. */
async function pickAny(lab: Lab, dialogue: Dialogue): Promise<string | undefined> {
  await lab.store.refresh();
  const runs = lab.store.runs.filter(hasModel);
  const choices: DialogueItem<string>[] = [...runs.map(choiceOf), ...lab.models.listed.map(modelItem)].map(
    (item) => ({ ...item, value: item.value.path }),
  );
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model to export yet.'));
    return undefined;
  }
  return dialogue.choose({ title: vscode.l10n.t('Which model should be exported?'), choices });
}

function chooseForm(dialogue: Dialogue): Promise<ExportForm | undefined> {
  const t = vscode.l10n.t;
  const choices: readonly DialogueItem<ExportForm>[] = [
    {
      label: t('Hugging Face folder'),
      detail: t('for transformers, TransformerLens, BertViz: of vanilla and rope'),
      value: 'huggingface',
    },
    { label: 'ONNX', detail: t('for any runtime; attention maps as outputs'), value: 'onnx' },
    { label: t('PyTorch state dict'), detail: t('for the assignment’s own code'), value: 'pytorch' },
  ];
  return dialogue.choose({ title: t('In which form?'), choices });
}

async function exportInto(
  lab: Lab,
  path: string,
  { form, folder }: { readonly form: ExportForm; readonly folder: string },
): Promise<void> {
  const t = vscode.l10n.t;
  const name = modelName(path);
  const out = await newRunFolder(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}-${form}`);
  const { corpus, heads } = lab.models.find(path) ?? {};
  const printed = await runVerb(lab, {
    title: t('Exporting {0}', name),
    args: [
      ...['export', `--run=${path}`, `--to=${form}`, `--out=${out}`],
      ...(corpus === undefined ? [] : [`--corpus=${corpus}`]),
      ...(heads === undefined ? [] : [`--heads-each=${heads}`]),
      '--json',
    ],
    folder: dirname(path),
  });
  if (printed === undefined) {
    // Half a model is none.
    await rm(out, { recursive: true, force: true });
    return;
  }
  const [reveal, open] = [t('Show folder'), t('Open model')];
  const buttons = form === 'huggingface' ? [reveal, open] : [reveal];
  const words = withoutLinks(t('{0} is exported to {1}.', name, modelName(out)));
  const choice = await vscode.window.showInformationMessage(words, ...buttons);
  if (choice === reveal) await revealPath(out);
  if (choice === open) await vscode.commands.executeCommand('attentionLab.openModel', vscode.Uri.file(out));
}
