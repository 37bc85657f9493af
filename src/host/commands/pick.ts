/**
 * Questions that commands ask: which file, which run, which settings.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary';
import { type Lab } from './lab';
import { describeRun } from '../views/describeRun';

/** A choice in a list, with what it stands for. */
export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** Asks to choose one; undefined when nothing was chosen. The `preferred` one comes first. */
export async function choose<Value>(
  title: string,
  choices: readonly Choice<Value>[],
  preferred?: (value: Value) => boolean,
): Promise<Value | undefined> {
  const sorted = preferred
    ? [...choices].sort((a, b) => Number(preferred(b.value)) - Number(preferred(a.value)))
    : choices;
  const chosen = await vscode.window.showQuickPick(sorted, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.value;
}

/**
 * The file a command is about: what a menu names, else the active editor's if it ends in `.extension`,
 * else what is picked.
 */
export async function fileFor(
  argument: unknown,
  extension: 'txt' | 'tsv',
  title: string,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  const active = vscode.window.activeTextEditor?.document;
  if (active?.uri.scheme === 'file' && active.uri.path.endsWith(`.${extension}`)) {
    await active.save();
    return active.uri;
  }
  return pickFile(extension, title);
}

/** Asks for a file: those of the workspace, or any other. */
export async function pickFile(extension: 'txt' | 'tsv', title: string): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(`**/*.${extension}`, '**/node_modules/**', 50);
  const choices: Choice<vscode.Uri | 'other'>[] = found.map((uri) => ({
    label: basename(uri.path),
    description: vscode.workspace.asRelativePath(uri),
    value: uri,
  }));
  choices.push({ label: '$(folder-opened) Another file…', value: 'other', alwaysShow: true });
  const chosen = choices.length === 1 ? 'other' : await choose<vscode.Uri | 'other'>(title, choices);
  if (chosen !== 'other') return chosen;
  const opened = await vscode.window.showOpenDialog({
    title,
    filters: { [extension.toUpperCase()]: [extension] },
  });
  return opened?.[0];
}

/** The run a command is about: what a menu names, else the one that is picked among those that fit. */
export async function runFor(
  lab: Lab,
  argument: unknown,
  title: string,
  fits: (run: RunSummary) => boolean,
): Promise<RunSummary | undefined> {
  const path = pathOf(argument);
  await lab.store.look();
  if (path !== undefined) return lab.store.find(path);
  const runs = lab.store.runs.filter(fits);
  if (runs.length <= 1) return runs[0];
  return choose(
    title,
    runs.map((run) => ({ label: run.name, description: describeRun(run), value: run })),
  );
}

function pathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (
    typeof argument === 'object' &&
    argument !== null &&
    'path' in argument &&
    typeof argument.path === 'string'
  ) {
    return argument instanceof vscode.Uri ? undefined : argument.path;
  }
  return undefined;
}
