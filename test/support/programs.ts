/**
 * Programs of the machine that some tests need: found, or installed with Debian's packages. Says why where
 * neither works, so that a test that is skipped can tell.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The path of a program; undefined where the machine has none of this name. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => resolve(folder, name))
    .find((path) => existsSync(path));
}

/** Installs packages; a sentence saying why where that fails. */
export function installPackages(names: readonly string[], cwd: string): string | undefined {
  const options = ['install', '-y', '-q', '--no-install-recommends'];
  return attempt(`installing ${names.join(' and ')}`, 'apt-get', [...options, ...names], cwd);
}

/** Runs a program to its end; a sentence saying what failed where it fails. */
export function attempt(
  what: string,
  program: string,
  args: readonly string[],
  cwd: string,
): string | undefined {
  try {
    execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return `${what} failed: ${words ?? ''}`;
  }
}
