/**
 * Starts the command line as a detached process, so that a run outlives the window that began it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { BUILT_IN_ONLY } from '../model/environment';
import { lockOf } from './lockFile';
import { canBeProved, isThere } from './processIdentity';
import type { RunFolder } from './runFolder';

/** A started process. */
export interface Launched {
  readonly process: ChildProcess;
  /** Resolves with the exit code when it ends while we are there to see; null when it was killed. */
  readonly ended: Promise<number | null>;
}

/** Where a detached process works and writes. */
export interface LaunchOptions {
  /** Relative paths in its arguments start here. */
  readonly folder: string;
  /** The file that takes its output. Not a pipe: that would break with the window. */
  readonly log: string;
}

/** Starts processes that run the bundled command line. */
export class Launcher {
  /**
   * @param cli The path of the bundled command line.
   * @param trusted Whether code of the workspace may run; asked at each start.
   */
  constructor(
    private readonly cli: string,
    private readonly trusted: () => boolean,
  ) {}

  /** Starts a verb that outlives this process. */
  start(args: readonly string[], { folder, log }: LaunchOptions): Launched {
    const file = openSync(log, 'a');
    const child = spawn(process.execPath, [this.cli, ...args], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', file, file],
      env: nodeEnvironment(this.trusted()),
    });
    closeSync(file);
    child.unref();
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', () => {
        resolve(null);
      });
      child.once('exit', resolve);
    });
    return { process: child, ended };
  }

  /** Runs a verb to its end and returns what it printed; kills it when `signal` is aborted. */
  run(args: readonly string[], { signal, onLine, folder }: RunOptions): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.cli, ...args], {
        cwd: folder,
        windowsHide: true,
        env: nodeEnvironment(this.trusted()),
      });
      const stdout: Buffer[] = [];
      let lastLine: string | undefined;
      child.stdout.on('data', (data: Buffer) => stdout.push(data));
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line.trim() === '') return;
        lastLine = line;
        onLine?.(line);
      });
      signal?.addEventListener('abort', () => child.kill());
      child.once('error', reject);
      child.once('close', (code) => {
        resolve({ code, stdout: Buffer.concat(stdout).toString(), lastLine });
      });
    });
  }
}

/** How a verb ended. */
export interface Ended {
  /** The exit code; null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  /** The last line of the error stream, if any: why it failed. */
  readonly lastLine: string | undefined;
}

/** How to run a verb to its end. */
export interface RunOptions {
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Told each line of the error stream, where progress goes. */
  readonly onLine?: (line: string) => void;
}

/**
 * The environment of child processes: the editor's own executable runs as plain Node, and in a folder
 * that is not trusted none of its code is run.
 */
export function nodeEnvironment(trusted: boolean): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...(trusted ? {} : { [BUILT_IN_ONLY]: '1' }) };
}

/**
 * Asks a trainer to stop: by a file everywhere, and at once by a signal where it can be proved that the
 * process which holds the folder's lock is still the one that took it. Either way it ends with a checkpoint.
 *
 * `status.json` names a process too, but may be days old or come from anywhere: nothing is sent to that one.
 */
export async function requestStop(folder: RunFolder): Promise<void> {
  await writeFile(folder.stopRequest, '');
  const owner = (await lockOf(folder))?.owner;
  if (!owner || !(await canBeProved(owner)) || !(await isThere(owner))) return;
  try {
    process.kill(owner.process, 'SIGTERM');
  } catch {
    // It has just ended, or is somebody else's: then the file must do.
  }
}

/** The folder that relative paths of a verb start from: that of the file it works on. */
export function folderOf(file: string): string {
  return dirname(file);
}

const LAST_LINES = 5;

/** The end of a run's log: what a trainer that broke down had to say. */
export async function lastWords(folder: RunFolder): Promise<readonly string[]> {
  const log = await readFile(folder.log, 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-LAST_LINES);
}
