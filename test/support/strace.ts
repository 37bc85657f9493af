/**
 * Watches what a process asks of Linux, with strace: which files it writes or makes, and whether it
 * reaches for the network. Not for what it reads.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { findProgram } from './programs';
import { required } from './required';

/** Calls that make, rename or remove files; `?` because not every processor's Linux has each of them. */
const CHANGES =
  'creat mkdir mkdirat mknod mknodat rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat rmdir truncate';
const CALLS = ['%network', ...`open openat openat2 ${CHANGES}`.split(' ').map((call) => `?${call}`)].join();

/** Opened or changed, these keep nothing. */
const KEEPS_NOTHING = /^\/(dev\/(null|tty)|proc\/self\/.*)$/;

/** Sockets within this machine. */
const LOCAL = ['AF_UNIX', 'AF_LOCAL', 'AF_NETLINK'];

/** A command line that runs another under strace, which writes all calls of interest into `trace`. */
export function underStrace(trace: string, command: readonly string[]): readonly string[] {
  // Without a filter in the kernel each call of a training would stop it twice.
  return ['strace', '-f', '-qq', '-y', '--seccomp-bpf', '-e', `trace=${CALLS}`, '-o', trace, ...command];
}

/** Why nothing can be watched here; undefined where it can. */
export function missingStrace(): string | undefined {
  if (process.platform !== 'linux') return 'strace watches processes on Linux only';
  if (findProgram('strace') === undefined) return required('strace is missing');
  const [program = '', ...args] = underStrace('/dev/null', [process.execPath, '--version']);
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  return required(status === 0 ? undefined : 'strace may not watch processes here');
}

/** What a process should not have done; each a line of the trace. */
export interface Trespasses {
  /** Files written, made, renamed or removed outside the folder. */
  readonly files: readonly string[];
  /** Sockets to other machines, and look-ups of their names. */
  readonly network: readonly string[];
}

/** Reads a trace: what a process did outside the one folder that is its own. */
export async function trespasses(trace: string, folder: string): Promise<Trespasses> {
  if (!existsSync(trace)) throw new Error(`strace has written no ${trace}.`);
  const lines = (await readFile(trace, 'utf8')).split('\n').map((line) => line.replace(/^\d+ +/, ''));
  return {
    files: lines.filter((line) => changes(line) && pathsOf(line).some((path) => !isWithin(path, folder))),
    network: lines.filter(reachesOut),
  };
}

function changes(line: string): boolean {
  if (line.startsWith('open')) return /\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/.test(line);
  return CHANGES.split(' ').some((call) => line.startsWith(`${call}(`));
}

/** The files that a call names: `"/a"`, or `3</folder>, "a"` from an open folder on. */
function pathsOf(line: string): readonly string[] {
  const named = line.matchAll(/(?:<([^<>]*)>, )?"([^"]*)"/g);
  return Array.from(named, ([, folder = '/', path = '']) => resolve(folder, path));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep) || KEEPS_NOTHING.test(path);
}

/** Names are looked up by a socket, or through a local service; both read this file first. */
function reachesOut(line: string): boolean {
  const families = line.match(/\b[AP]F_[A-Z0-9]+/g) ?? [];
  return families.some((family) => !LOCAL.includes(family)) || line.includes('"/etc/resolv.conf"');
}
