/**
 * Starts runs in child processes and says what becomes of them.
 */
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary';
import { lastWords } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import { resumeArguments } from '../../training/options';
import type { Lab } from './lab';

/** A run to start. */
export interface NewRun {
  /** The command line's verb and its options. */
  readonly args: readonly string[];
  /** The new run's folder. */
  readonly out: string;
}

/** A folder for a new run: named for what it learns, and numbered. */
export async function newRunFolder(root: string, stem: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const taken = new Set(
    (await vscode.workspace.fs.readDirectory(vscode.Uri.file(root))).map(([name]) => name),
  );
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(name)) return join(root, name);
  }
}

/** The file's name without its ending: the beginning of a run's name. */
export function stemOf(file: string): string {
  return basename(file).replace(/\.[^.]*$/, '');
}

/** Starts a run and shows it in the panel; says so at once if it does not come to life. */
export async function startRun(lab: Lab, { args, out }: NewRun): Promise<void> {
  await mkdir(out, { recursive: true });
  await launch(lab, args, new RunFolder(out));
}

/** Goes on with a run. */
export async function resumeRun(lab: Lab, run: RunSummary): Promise<void> {
  await launch(lab, resumeArguments(run.config.task, run.path), new RunFolder(run.path));
}

/** Starts a verb that makes several runs in a folder of their own, and shows the first when it appears. */
export async function startBatch(lab: Lab, { args, out }: NewRun): Promise<void> {
  await mkdir(out, { recursive: true });
  const folder = new RunFolder(out);
  const { ended } = lab.launcher.start(args, { folder: dirname(out), log: folder.log });
  lab.panel.show({ page: 'training', runs: [] });
  const end = await ended;
  if (end === 0) {
    const report = vscode.Uri.file(join(out, 'report.html'));
    const choice = await vscode.window.showInformationMessage(`${basename(out)} is done.`, 'Open report');
    if (choice) await vscode.env.openExternal(report);
    return;
  }
  const words = await lastWords(folder);
  await vscode.window.showErrorMessage(`${basename(out)} has ended: ${words.at(-1) ?? 'it said nothing.'}`);
}

async function launch(lab: Lab, args: readonly string[], folder: RunFolder): Promise<void> {
  const { ended } = lab.launcher.start(args, { folder: dirname(folder.path), log: folder.log });
  lab.panel.show({ page: 'training', runs: [folder.path] });
  const end = await Promise.race([ended, started(lab, folder.path)]);
  // Once it has begun, `crashReports.ts` watches it, in this window and in any later one.
  if (end === 'started' || end === 0) return;
  const words = await lastWords(folder);
  await vscode.window.showErrorMessage(words.at(-1) ?? 'The run could not be started.');
}

/** Resolves when the run has written a status of its own. */
function started(lab: Lab, path: string): Promise<'started'> {
  const before = lab.store.find(path)?.status?.heartbeat;
  return new Promise((resolve) => {
    const stop = lab.store.onChange(() => {
      const status = lab.store.find(path)?.status;
      if (status === undefined || status.heartbeat === before) return;
      stop();
      resolve('started');
    });
  });
}
