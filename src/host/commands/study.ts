/**
 * *Run the study*: the founding study, end to end, on a folder of data or on made-up people.
 */
import * as vscode from 'vscode';
import { studyArguments } from '../../experiments/options';
import { runDefaults, runsFolderFor } from '../views/settings';
import { type Dialogue, inDialogue } from './dialogue';
import type { Command } from './lab';
import { newRunFolder, startBatch } from './startRun';

/** Asks for the data, and starts the study as a batch of runs. */
export const runStudy: Command = (lab) =>
  inDialogue('study', async (dialogue) => {
    const t = vscode.l10n.t;
    const workspace = vscode.workspace.workspaceFolders?.[0];
    if (!workspace) {
      await vscode.window.showInformationMessage(t('Open a folder first: the study keeps its runs in it.'));
      return;
    }
    const made = { label: t('Made-up people'), detail: t('generated now; a few minutes'), value: '' };
    const folder = {
      label: t('A folder of mine…'),
      detail: t('a corpus (.txt), questions to learn and held-out questions (.tsv)'),
      value: 'pick',
    };
    const title = t('Which data should the study use?');
    const source = await dialogue.choose({ title, choices: [made, folder] });
    if (source === undefined) return;
    const data = source === 'pick' ? await pickFolder(dialogue) : '';
    dialogue.dispose();
    if (data === undefined) return;
    const out = await newRunFolder(runsFolderFor(workspace.uri), 'study');
    const { device, seed } = runDefaults();
    const preset = data === '' ? 'quick' : 'fast';
    const base = data === '' ? {} : { data };
    const options = { ...base, preset, device, seed, out, prompts: data !== '' } as const;
    await startBatch(lab, { args: studyArguments(options), out });
  });

async function pickFolder(dialogue: Dialogue): Promise<string | undefined> {
  const options = {
    canSelectFolders: true,
    canSelectFiles: false,
    title: vscode.l10n.t('The folder with corpus and questions'),
  };
  const [folder] = (await dialogue.aside(() => vscode.window.showOpenDialog(options))) ?? [];
  return folder?.fsPath;
}
