/**
 * *Pretrain model*: from the active text, or a picked one, to a running trainer in two questions.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { promptsFor, runDefaults, runsFolderFor } from '../views/settings';
import { pretrainArguments } from '../../training/options';
import type { Preset } from '../../training/presets';
import type { Command } from './lab';
import { type Choice, choose, fileFor } from './pick';
import { newRunFolder, startRun, stemOf } from './startRun';

const VARIANTS: readonly Choice<string>[] = [
  { label: 'rope', detail: 'positions as rotations: the best of the study', value: 'rope' },
  { label: 'vanilla', detail: 'learned positions, as in the study', value: 'vanilla' },
  { label: 'synthesizer', detail: 'attention without comparing', value: 'synthesizer' },
  { label: 'perceiver', detail: 'the text squeezed through a few latents', value: 'perceiver' },
];

const PRESETS: readonly Choice<Preset>[] = [
  { label: 'fast', detail: 'the shortest way to a good model: minutes', value: 'fast' },
  { label: 'quick', detail: 'a small model in a minute, to look around', value: 'quick' },
  { label: 'study', detail: 'the published schedule: hours', value: 'study' },
];

/** See the header. */
export const pretrain: Command = async (lab, argument) => {
  const corpus = await fileFor(argument, 'txt', 'Pretrain on which text? One document a line.');
  if (!corpus) return;
  const defaults = runDefaults();
  // What was chosen last comes first. It is kept by the editor: a choice must not write settings files.
  const { workspaceState: memory } = lab.context;
  const variant = await chooseVariant(memory.get('variant', defaults.variant));
  if (variant === undefined) return;
  const preset = await choose(
    'Which preset?',
    PRESETS,
    (value) => value === memory.get('preset', defaults.preset),
  );
  if (preset === undefined) return;
  await memory.update('variant', variant);
  await memory.update('preset', preset);
  const out = await newRunFolder(runsFolderFor(corpus), `${stemOf(corpus.fsPath)}-${stemOf(variant)}`);
  const { device, seed } = defaults;
  const prompts = promptsFor(corpus);
  const options = { corpus: corpus.fsPath, variant, preset, device, seed, prompts, out };
  await startRun(lab, { args: pretrainArguments(options), out });
};

/** The built-in variants, and in a trusted workspace the modules in its `attention` folder. */
async function chooseVariant(preferred: string): Promise<string | undefined> {
  const own = vscode.workspace.isTrusted ? await ownVariants() : [];
  return choose('Which attention?', [...VARIANTS, ...own], (value) => value === preferred);
}

async function ownVariants(): Promise<readonly Choice<string>[]> {
  const found = await vscode.workspace.findFiles(join('**', '*.attention.{js,ts}'), '**/node_modules/**', 20);
  return found.map((uri) => ({
    label: stemOf(uri.fsPath),
    detail: vscode.workspace.asRelativePath(uri),
    value: uri.fsPath,
  }));
}
