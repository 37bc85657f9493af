/**
 * *Run the study*: the founding study, end to end, on a folder of data or on made-up people.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { runDefaults, runsFolders } from '../views/settings';
import { experimentArguments, studyArguments } from '../../experiments/options';
import type { Command } from './lab';
import { choose } from './pick';
import { newRunFolder, startBatch } from './startRun';

/** See the header. */
export const runStudy: Command = async (lab) => {
  const root = runsFolders()[0];
  if (root === undefined) {
    await vscode.window.showInformationMessage('Open a folder first: the study keeps its runs in it.');
    return;
  }
  const own = { label: 'Made-up people', detail: 'generated now; a few minutes', value: '' };
  const folder = {
    label: 'A folder of mine…',
    detail: 'a corpus (.txt), questions to learn and held-out questions (.tsv)',
    value: 'pick',
  };
  const source = await choose('The study on which data?', [own, folder]);
  if (source === undefined) return;
  const data = source === 'pick' ? await pickFolder() : '';
  if (data === undefined) return;
  const out = await newRunFolder(root, 'study');
  const { device, seed } = runDefaults();
  const preset = data === '' ? 'quick' : 'fast';
  const base = data === '' ? {} : { data };
  const options = { ...base, preset, device, seed, out, prompts: data !== '' } as const;
  await startBatch(lab, { args: studyArguments(options), out });
};

async function pickFolder(): Promise<string | undefined> {
  const options = {
    canSelectFolders: true,
    canSelectFiles: false,
    title: 'The folder with corpus and questions',
  };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  return folder?.fsPath;
}

/** Runs an experiment file: every variant with every seed that it names. */
export const runExperiment: Command = async (lab, argument) => {
  const active = vscode.window.activeTextEditor?.document;
  const file = argument instanceof vscode.Uri ? argument : active?.uri;
  if (!file?.fsPath.endsWith('.attn.json')) {
    await vscode.window.showInformationMessage('Open an experiment file (*.attn.json) first.');
    return;
  }
  await active?.save();
  const workspace = vscode.workspace.getWorkspaceFolder(file);
  const root = runsFolders()[0] ?? join(workspace?.uri.fsPath ?? file.fsPath, '..', 'runs');
  const stem = (file.path.split('/').at(-1) ?? 'experiment').replace('.attn.json', '');
  const out = await newRunFolder(root, stem);
  await startBatch(lab, { args: experimentArguments({ file: file.fsPath, out }), out });
};
