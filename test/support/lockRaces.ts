/**
 * Races of several processes for one run folder's lock.
 *
 * The contenders stay: starting a process takes a hundred times as long as taking a lock, so that freshly
 * started ones would hardly ever meet.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeByCreation, placeLock } from '../../src/runs/lockFile';
import { thisProcess } from '../../src/runs/processIdentity';
import { RunFolder } from '../../src/runs/runFolder';
import { lockRun, type RunLock } from '../../src/runs/runLock';
import { temporaryFolder } from './files';

/** What the contenders find: no lock, one of a dead process, or also one of a dead process that was taking it over. */
export const FOUND = ['no lock', 'a dead holder', 'a dead contender'] as const;
type Found = (typeof FOUND)[number];

/** What is raced for, and how locks are put in place. */
export interface Race {
  readonly found: Found;
  readonly links: boolean;
}

type Order =
  | { readonly kind: 'take'; readonly folder: string; readonly at: number; readonly links: boolean }
  | { readonly kind: 'release' };

/** What a contender says: whether it took the lock, or whether it still had it when it gave it back. */
interface Answer {
  readonly holds: boolean;
}

/** Contending processes; `program` is a bundle that calls {@link contend} when it is told to. */
export class Contenders {
  private readonly processes: readonly ChildProcess[];

  constructor(program: string, count = 4) {
    this.processes = Array.from({ length: count }, () => fork(program, ['contender']));
  }

  /** How many held the lock at the same time, and how many of them still did when they gave it back. */
  async race({ found, links }: Race): Promise<{ readonly holders: number; readonly kept: number }> {
    const folder = new RunFolder(join(await temporaryFolder(), 'run'));
    await folder.create();
    await prepare(folder, found);
    const taken = await this.ask({ kind: 'take', folder: folder.path, at: Date.now() + 4, links });
    const released = await this.ask({ kind: 'release' });
    await rm(join(folder.path, '..'), { recursive: true });
    return { holders: count(taken), kept: count(released) };
  }

  /** Ends the contenders. */
  close(): void {
    for (const child of this.processes) child.disconnect();
  }

  private ask(order: Order): Promise<readonly Answer[]> {
    return Promise.all(
      this.processes.map(async (child) => {
        const answered = once(child, 'message');
        child.send(order);
        // Sound: the child runs `contend` of this very file.
        return (await answered)[0] as Answer;
      }),
    );
  }
}

function count(answers: readonly Answer[]): number {
  return answers.filter(({ holds }) => holds).length;
}

const TOKENS = ['a'.repeat(32), 'b'.repeat(32)] as const;

/** Leaves the locks of processes that have died. */
async function prepare(folder: RunFolder, found: Found): Promise<void> {
  if (found === 'no lock') return;
  await writeFile(folder.lock, await deadLock(TOKENS[0]));
  if (found === 'a dead contender') await writeFile(folder.nextLock(TOKENS[0]), await deadLock(TOKENS[1]));
}

let dead: Promise<number> | undefined;

/** What a process that has died leaves in its lock. */
export async function deadLock(token: string): Promise<string> {
  dead ??= deadProcess();
  return JSON.stringify({ ...(await thisProcess()), process: await dead, token });
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** The work of a contending process. */
export function contend(): void {
  let lock: RunLock | undefined;
  process.on('message', (order: Order) => {
    const work = order.kind === 'take' ? take(order) : giveBack(lock);
    void work.then((held) => {
      lock = order.kind === 'take' ? held : undefined;
      process.send?.({ holds: held !== undefined } satisfies Answer);
    });
  });
}

async function take(order: Order & { kind: 'take' }): Promise<RunLock | undefined> {
  // A timer would spread the contenders over milliseconds.
  while (Date.now() < order.at);
  return lockRun(new RunFolder(order.folder), order.links ? placeLock : placeByCreation).catch(
    () => undefined,
  );
}

async function giveBack(lock: RunLock | undefined): Promise<RunLock | undefined> {
  const held = await lock?.requireHeld().then(
    () => lock,
    () => undefined,
  );
  await lock?.release();
  return held;
}
