/**
 * Runs the bundled command line as a person would.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { writeBiographies } from '../../src/data/studyFiles';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { runCommandLine } from '../../src/cli/commandLine';
import { temporaryFolder } from './files';

const CLI = resolve(__dirname, '../../dist/cli.js');

/** How a call ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a call; `ended` resolves when it has ended. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing. Run: npm run build');
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env }, cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return { child, ended };
}

/** Runs a call to its end, in a folder. */
export function cliIn(folder: string, ...args: readonly string[]): Promise<Ended> {
  return startCli(args, {}, folder).ended;
}

/** Runs a call to its end. @throws with what it said, where it fails. */
export async function cliSucceeds(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await cli(...args);
  if (code !== 0) throw new Error(stderr);
}

/** Runs a call to its end. */
export function cli(...args: readonly string[]): Promise<Ended> {
  return startCli(args).ended;
}

/**
 * Runs a call to its end in this process: quicker, and its code counts as covered. Code that it allows stays
 * allowed, so calls that ask for consent run as processes of their own.
 */
export async function cliHere(...args: readonly string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const listeners = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  try {
    const code = await runCommandLine(args);
    return { code, ...said };
  } finally {
    process.exitCode = undefined;
    for (const listener of listeners) listener.mockRestore();
  }
}

/**
 * Options of a model so small that a step takes milliseconds. Its context is short because each length of a batch
 * is a program of its own, which takes longer to make than to run.
 */
export const TINY = [
  ...['--layers', '2', '--heads', '2', '--width', '32', '--context', '64', '--batch', '16'],
  ...['--preset', 'quick', '--device', 'onnx-cpu'],
] as const;

/** Made-up people in a new folder. */
export async function madeUpPeople(people = 40) {
  return writeBiographies(await temporaryFolder(), { ...DEFAULT_BIOGRAPHIES, people, tellings: 3 });
}

/** Waits until a condition holds; fails after `seconds`. */
export async function until(condition: () => Promise<boolean> | boolean, seconds = 120): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${seconds} seconds.`);
    await sleep(20);
  }
}
