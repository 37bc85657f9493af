/**
 * Starts runs in child processes and says what becomes of them.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary';
import { logTail } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import { resumeArguments } from '../../training/options';
import { withoutLinks } from '../problemWords';
import type { Lab } from './lab';

/** A run to start. */
export interface NewRun {
  /** The command line's verb and its options. */
  readonly args: readonly string[];
  /** The new run's folder. */
  readonly out: string;
}

/** Several runs to start, in a folder of their own. */
export interface NewBatch extends NewRun {
  /** How many runs there will be, where that is known. */
  readonly runs?: number;
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

/** Starts a run and shows it in the panel. A start that fails is said at once and leaves nothing behind. */
export async function startRun(lab: Lab, { args, out }: NewRun): Promise<void> {
  await mkdir(out, { recursive: true });
  const folder = new RunFolder(out);
  if (await begins(lab, args, folder)) return;
  const words = await logTail(folder);
  if (!(await hasBegun(folder))) {
    await rm(out, { recursive: true, force: true });
    await lab.store.refresh();
  }
  lab.problems.reportChild(words, vscode.l10n.t('Starting {0}', folder.name), { log: folder.log });
}

/** Goes on with a run. */
export async function resumeRun(lab: Lab, run: RunSummary): Promise<void> {
  const folder = new RunFolder(run.path);
  if (await begins(lab, resumeArguments(run.config.task, run.path), folder)) return;
  const doing = vscode.l10n.t('Resuming {0}', run.name);
  lab.problems.reportChild(await logTail(folder), doing, { log: folder.log });
}

/** Starts a verb that makes several runs in a folder of their own, and shows the first when it appears. */
export async function startBatch(lab: Lab, { args, out, runs }: NewBatch): Promise<void> {
  await mkdir(out, { recursive: true });
  const folder = new RunFolder(out);
  if (runs !== undefined) await lab.plans.add(out, runs);
  const { ended } = lab.launcher.start(args, { folder: dirname(out), log: folder.log });
  lab.panel.show({ page: 'training', runs: [] });
  const end = await ended;
  await lab.plans.remove(out);
  if (end !== 0) {
    lab.problems.reportChild(await logTail(folder), basename(out), { log: folder.log });
    return;
  }
  const open = vscode.l10n.t('Open report');
  const choice = await vscode.window.showInformationMessage(
    withoutLinks(vscode.l10n.t('{0} is done.', basename(out))),
    open,
  );
  if (choice === open) await lab.reports.show(join(out, 'report.html'), basename(out));
}

/** Starts a trainer; whether it has come to life. From then on `runEnds.ts` watches it, in every window. */
async function begins(lab: Lab, args: readonly string[], folder: RunFolder): Promise<boolean> {
  const { ended } = lab.launcher.start(args, { folder: dirname(folder.path), log: folder.log });
  // A run that is compared with others goes on beside them.
  if (!lab.panel.shows(folder.path)) lab.panel.show({ page: 'training', runs: [folder.path] });
  const start = started(lab, folder.path);
  try {
    const end = await Promise.race([ended, start.promise]);
    return end === 'started' || end === 0;
  } finally {
    start.stop();
  }
}

/** Whether there is something in the folder that could be gone on with, or explains itself. */
async function hasBegun(folder: RunFolder): Promise<boolean> {
  return existsSync(folder.status) || (await folder.checkpointSteps()).length > 0;
}

/** Resolves when the run has written a status of its own, and is past what a start can fail in. */
function started(
  lab: Lab,
  path: string,
): { readonly promise: Promise<'started'>; readonly stop: () => void } {
  const before = lab.store.find(path)?.status?.heartbeat;
  let stop = (): void => undefined;
  const promise = new Promise<'started'>((resolve) => {
    stop = lab.store.onChange(() => {
      const run = lab.store.find(path);
      if (run?.status === undefined || run.state === 'starting') return;
      if (run.status.heartbeat !== before) resolve('started');
    });
  });
  return {
    promise,
    stop: () => {
      stop();
    },
  };
}
