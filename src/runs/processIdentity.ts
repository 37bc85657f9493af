/**
 * Tells one process from every other: its id, when it started, and where its ids are counted.
 *
 * An id alone says nothing: it is used again, after a restart of the computer from the beginning, and each
 * container counts its own.
 *
 * | system  | start time                        | machine                                 |
 * |---------|-----------------------------------|-----------------------------------------|
 * | Linux   | `/proc/ID/stat`, ticks since boot | the boot's id, and the namespace of ids |
 * | macOS   | `ps -o lstart=`, seconds          | the boot session's id                   |
 * | Windows | none                              | the installation's id                   |
 * | others  | `ps -o lstart=`, seconds          | none                                    |
 *
 * Windows has no cheap call that tells when another process started. Where either is missing nothing is
 * proved and nothing is signalled: trainers are judged by their heartbeat, and asked to stop by a file.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

/** An id that the system can have given: foreign files may hold others, and a negative one names a group. */
const processId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A process as a file names it. */
export const processIdentity = v.object({
  process: processId,
  /** When it started, as this system counts; left out where that cannot be had. */
  started: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
  /** Where its id is valid; see the header. */
  machine: v.pipe(v.string(), v.maxLength(300)),
  /** The computer's name, for people. */
  host: v.pipe(v.string(), v.maxLength(300)),
});

/** A process as a file names it; nothing in it has been proved. */
export type ProcessIdentity = v.InferOutput<typeof processIdentity>;

const run = promisify(execFile);

/** Enough for the slowest of these calls on a busy machine. */
const PATIENCE_MS = 10_000;

let thisOne: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function thisProcess(): Promise<ProcessIdentity> {
  thisOne ??= identify();
  return thisOne;
}

async function identify(): Promise<ProcessIdentity> {
  const [machine, started] = await Promise.all([machineName(), startOf(process.pid)]);
  return { process: process.pid, machine, host: hostname(), ...(started === undefined ? {} : { started }) };
}

/** Whether an identity can be proved or disproved here: the same machine, and both start times known. */
export async function canBeProved(identity: ProcessIdentity): Promise<boolean> {
  const here = await thisProcess();
  return identity.machine === here.machine && identity.started !== undefined && here.started !== undefined;
}

/**
 * Whether the very process that is named exists on this machine; an ended one that its parent has not
 * waited for does not. Only for identities that {@link canBeProved}.
 */
export async function isThere({ process: id, started }: ProcessIdentity): Promise<boolean> {
  return started !== undefined && idIsInUse(id) && (await startOf(id)) === started;
}

/** Whether some process of this computer has this id, whichever it is. */
export function idIsInUse(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started; undefined when it has ended, or this system does not say. */
function startOf(id: number): Promise<string | undefined> {
  if (process.platform === 'win32') return Promise.resolve(undefined);
  return process.platform === 'linux' ? startInTicks(id) : startInSeconds(id);
}

/** `proc(5)`: the command, in brackets, may hold anything; the state is field 3, the start field 22. */
async function startInTicks(id: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${id}/stat`, 'latin1').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return hasEnded(fields[0]) ? undefined : fields[19];
}

async function startInSeconds(id: number): Promise<string | undefined> {
  const { stdout } = await run('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(id)], {
    timeout: PATIENCE_MS,
    env: { LC_ALL: 'C', TZ: 'UTC' },
  }).catch(() => ({ stdout: '' }));
  const [state, ...start] = stdout.trim().split(/\s+/);
  return hasEnded(state) || start.length === 0 ? undefined : start.join(' ');
}

/** Zombies and the dead keep their id and start time. */
function hasEnded(state: string | undefined): boolean {
  return state === undefined || /^[ZXx]/.test(state);
}

async function machineName(): Promise<string> {
  const name = await machineId().catch(() => undefined);
  // Not the host's name: others may be named alike. Like nobody else, this process is judged by its heart.
  return name === undefined || name === '' ? `unknown ${randomUUID()}` : name;
}

async function machineId(): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  }
  if (process.platform === 'darwin')
    return (
      await run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { timeout: PATIENCE_MS })
    ).stdout.trim();
  if (process.platform !== 'win32') return undefined;
  const registry = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const query = ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'];
  const { stdout } = await run(registry, query, { timeout: PATIENCE_MS });
  return /REG_SZ\s+(\S+)/.exec(stdout)?.[1];
}
