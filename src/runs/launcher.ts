/**
 * Starts the command line as a detached process, so that a run outlives the window that began it.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LOG_LEVEL } from '../engine/tensorflow/environment';
import { openRegularFile } from '../files/regularFile';
import { ALLOWED_CODE, BUILT_IN_ONLY, ENDS_WITH_PARENT } from '../model/environment';
import { openForAppending } from './ownFiles';
import type { RunFolder } from './runFolder';

/** A started process. */
export interface Launched {
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

/** What a person has allowed child processes to run, and the question about what else they would. */
export interface AllowedCode {
  /** SHA-256 of each module, in hexadecimal. */
  readonly allowed: () => readonly string[];
  /** Asks about what a call of the command line would run; resolves whatever the answer is. */
  readonly askForCall: (args: readonly string[]) => Promise<void>;
}

const NOTHING_ALLOWED: AllowedCode = { allowed: () => [], askForCall: () => Promise.resolve() };

/** Starts processes that run the bundled command line. */
export class Launcher {
  /**
   * @param cli The path of the bundled command line.
   * @param trusted Whether code of the workspace may run; asked at each start.
   * @param code Which code that runs name may run in a trusted workspace.
   * @param told What else processes are told through their environment; asked at each start.
   */
  constructor(
    readonly cli: string,
    private readonly trusted: () => boolean,
    private readonly code: AllowedCode = NOTHING_ALLOWED,
    private readonly told: () => NodeJS.ProcessEnv = () => ({}),
  ) {}

  /** Starts a verb that outlives this process. */
  start(args: readonly string[], options: LaunchOptions): Launched {
    return { ended: this.code.askForCall(args).then(() => this.startNow(args, options)) };
  }

  private async startNow(args: readonly string[], { folder, log }: LaunchOptions): Promise<number | null> {
    const file = await openForAppending(log);
    const child = spawn(process.execPath, [this.cli, ...args], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', file.fd, file.fd],
      env: { [LOG_LEVEL]: '0', ...this.environment() },
    });
    child.unref();
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', () => {
        resolve(null);
      });
      child.once('exit', resolve);
    });
    await file.close();
    return ended;
  }

  /**
   * What a call of the command line would find in its environment, for whoever has it started elsewhere; asks about
   * the code that it would run.
   */
  async environmentFor(args: readonly string[]): Promise<NodeJS.ProcessEnv> {
    await this.code.askForCall(args);
    return this.environment();
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...nodeEnvironment(this.trusted(), this.code.allowed()), ...this.told() };
  }

  /** Runs a verb to its end and returns what it printed; kills it, or never starts it, when `signal` is aborted. */
  async run(args: readonly string[], options: RunOptions): Promise<Ended> {
    await this.code.askForCall(args);
    if (options.signal?.aborted) return { code: null, stdout: '', lastLine: undefined };
    return this.runNow(args, options);
  }

  private runNow(args: readonly string[], { signal, onLine, folder }: RunOptions): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.cli, ...args], {
        cwd: folder,
        windowsHide: true,
        env: { ...this.environment(), [ENDS_WITH_PARENT]: '1' },
      });
      const stdout: Buffer[] = [];
      let lastLine: string | undefined;
      child.stdout.on('data', (data: Buffer) => stdout.push(data));
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line.trim() === '') return;
        lastLine = line;
        onLine?.(line);
      });
      signal?.addEventListener('abort', () => child.kill(), { once: true });
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
 * The environment of child processes: the editor's own executable runs as plain Node; in a folder that is
 * not trusted none of its code is run, and elsewhere what runs name only if its content was allowed.
 */
export function nodeEnvironment(trusted: boolean, allowed: readonly string[] = []): NodeJS.ProcessEnv {
  const code = trusted ? { [ALLOWED_CODE]: allowed.join() } : { [BUILT_IN_ONLY]: '1' };
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...code };
}

const LAST_LINES = 5;

/** Bytes; a log may have become as large as the disk. */
const LAST_BYTES = 16 * 2 ** 10;

/** The end of a run's log: what a trainer that broke down had to say; empty where there is none. */
export async function logTail(folder: RunFolder): Promise<readonly string[]> {
  const log = await endOf(folder.log).catch(() => '');
  return log.trimEnd().split('\n').slice(-LAST_LINES);
}

/** The last line of a log that says anything; undefined where there is none. */
export async function lastLine(log: string): Promise<string | undefined> {
  const text = await endOf(log).catch(() => '');
  const last = text.trimEnd().split('\n').at(-1);
  return last === '' ? undefined : last;
}

async function endOf(path: string): Promise<string> {
  const { handle, bytes } = await openRegularFile(path);
  try {
    const end = Buffer.alloc(Math.min(bytes, LAST_BYTES));
    const { bytesRead } = await handle.read(end, 0, end.length, bytes - end.length);
    return end.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
