/**
 * Starts the command line as a detached process, so that a run outlives the window that began it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isProcessAlive } from './runLock';
import type { RunFolder } from './runFolder';
import { readStatus } from './statusFile';

/** A started process, and what it said if it ended badly while we were there to see. */
export interface Launched {
  readonly process: ChildProcess;
  /** Resolves when it ends: its exit code and the last lines it wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly lastWords: string }>;
}

/** Starts processes that run the bundled command line. */
export class Launcher {
  /** @param cli The path of the bundled command line. */
  constructor(private readonly cli: string) {}

  /**
   * Starts a verb. Its output goes to a file, not to a pipe: a pipe would break with the window.
   *
   * @param folder Where the process runs; relative paths in its arguments start there.
   */
  start(args: readonly string[], folder: string): Launched {
    const outputFolder = mkdtempSync(join(tmpdir(), 'attention-lab-'));
    const output = join(outputFolder, 'output.txt');
    const file = openSync(output, 'a');
    const child = spawn(process.execPath, [this.cli, ...args], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', file, file],
      env: nodeEnvironment(),
    });
    closeSync(file);
    child.unref();
    const ended = new Promise<{ code: number | null; lastWords: string }>((resolve) => {
      const end = (code: number | null, words: string) => {
        rmSync(outputFolder, { recursive: true, force: true });
        resolve({ code, lastWords: words });
      };
      child.once('error', (error) => {
        end(null, error.message);
      });
      child.once('exit', (code) => {
        end(code, lastWords(output));
      });
    });
    return { process: child, ended };
  }

  /** Runs a verb to its end and returns what it printed; kills it when `signal` is aborted. */
  run(args: readonly string[], options: RunOptions): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const { signal, onLine, folder } = options;
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.cli, ...args], { cwd: folder, windowsHide: true, env: nodeEnvironment() });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
      child.stderr.on('data', (data: Buffer) => {
        stderr += data.toString();
        onLine?.(stderr.trimEnd().split('\n').at(-1) ?? '');
      });
      signal?.addEventListener('abort', () => child.kill());
      child.once('error', reject);
      child.once('close', (code) => {
        resolve({ code, stdout, stderr });
      });
    });
  }
}

/** How to run a verb to its end. */
export interface RunOptions {
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** Told the newest line of the error stream, where progress goes. */
  readonly onLine?: (line: string) => void;
}

/** The editor's own executable runs as plain Node. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}

/**
 * Asks a trainer to stop: at once by a signal where there are signals, and by a file everywhere.
 * Either way it ends with a checkpoint.
 */
export async function requestStop(folder: RunFolder): Promise<void> {
  await writeFile(folder.stopRequest, '');
  const status = await readStatus(folder);
  if (!status || process.platform === 'win32' || !isProcessAlive(status.process)) return;
  process.kill(status.process, 'SIGTERM');
}

/** The folder that relative paths of a verb start from: that of the file it works on. */
export function folderOf(file: string): string {
  return dirname(file);
}

const LAST_LINES = 5;

function lastWords(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  } catch {
    return '';
  }
}
