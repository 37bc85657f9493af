/**
 * The extension's settings, typed.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { SlurmOptions } from '../../experiments/slurm/slurmOptions';
import { type Preset, isPreset } from '../../training/presets';

const SECTION = 'attentionLab';

/** What a new run takes unless told otherwise. */
export interface RunDefaults {
  readonly variant: string;
  readonly preset: Preset;
  readonly device: string;
  readonly seed: number;
}

/** The defaults of new runs. */
export function runDefaults(): RunDefaults {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const preset = settings.get('preset', 'fast');
  return {
    variant: settings.get('variant', 'rope'),
    // A setting is whatever stands in a file.
    preset: isPreset(preset) ? preset : 'fast',
    device: settings.get('device', 'auto'),
    seed: settings.get('seed', 1),
  };
}

/** The folder of TensorFlow's libraries that the person has named; empty for none. */
export function tensorFlowFolder(): string {
  return vscode.workspace.getConfiguration(SECTION).get('tensorflow', '');
}

/** What is asked of Slurm for each task, and how many are at work at the same time. */
export function slurmDefaults(): SlurmOptions & { readonly atOnce?: number | undefined } {
  const settings = vscode.workspace.getConfiguration(`${SECTION}.slurm`);
  // A setting is whatever stands in a file.
  const words = (name: string) => {
    const value = settings.get<unknown>(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const number = (name: string) => {
    const value = settings.get<unknown>(name);
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const flags = settings.get<unknown>('flags');
  return {
    partition: words('partition'),
    time: words('time'),
    memory: words('memory'),
    gpus: words('gpus'),
    cpus: number('cpus'),
    slurmFlag: Array.isArray(flags) ? flags.filter((flag) => typeof flag === 'string') : [],
    node: words('node'),
    atOnce: number('atOnce'),
  };
}

/** Chooses a partition for good; empty for the cluster's own. */
export async function setPartition(name: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration(`${SECTION}.slurm`);
  await settings.update('partition', name, vscode.ConfigurationTarget.Global);
}

/** Sets a default for good, for this workspace where there is one. */
export async function setDefault(name: 'device', value: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  if (settings.get(name) === value) return;
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await settings.update(name, value, target);
}

/** The questions whose wording pretraining uses to ask documents about themselves; undefined for none. */
export function promptsFor(corpus: vscode.Uri): string | undefined {
  const name = vscode.workspace.getConfiguration(SECTION).get<string>('prompts', '');
  if (name === '') return undefined;
  if (isAbsolute(name)) return name;
  return join(vscode.workspace.getWorkspaceFolder(corpus)?.uri.fsPath ?? '', name);
}

/**
 * The folder for runs about files of no workspace. It is the same in every window, whatever a workspace calls its
 * own: what one window has begun, the others show and can stop. It need not be there.
 */
export function homeRunsFolder(): string {
  return join(homedir(), 'attention-lab', 'runs');
}

/** The folders in which runs are looked for: those of the workspace, and always that in the home folder, once each. */
export function runsFolders(): readonly string[] {
  const name = runsFolderName();
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = isAbsolute(name) ? [name] : folders.map(({ uri }) => join(uri.fsPath, name));
  return [...new Set([...own, homeRunsFolder()])];
}

/** The folder for new runs about a file, one of {@link runsFolders}: that of its workspace, or that in the home folder. */
export function runsFolderFor(file: vscode.Uri): string {
  const name = runsFolderName();
  if (isAbsolute(name)) return name;
  const workspace = vscode.workspace.getWorkspaceFolder(file);
  return workspace ? join(workspace.uri.fsPath, name) : homeRunsFolder();
}

function runsFolderName(): string {
  return vscode.workspace.getConfiguration(SECTION).get('runsFolder', 'runs');
}
