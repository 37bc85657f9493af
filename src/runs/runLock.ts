/**
 * Keeps two trainers out of one run folder.
 */
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { explainWriteError } from '../files/systemErrors';
import { UserError } from '../files/userError';
import { isStale, readStatus } from './statusFile';
import type { RunFolder } from './runFolder';

interface Holder {
  readonly process: number;
  readonly host: string;
}

/**
 * Takes the folder's lock; returns a function that gives it back.
 *
 * A lock whose process has died is taken over. On another computer that shares the file system, a
 * process counts as dead when its heartbeat is old.
 *
 * @throws UserError when a living trainer holds the lock.
 */
export async function lockRun(folder: RunFolder): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 2; attempt++) {
    if (await tryLock(folder)) return () => rm(folder.lock, { force: true });
    const holder = await readHolder(folder);
    if (holder && (await isAlive(folder, holder))) {
      throw new UserError(
        `${folder.path} is in use by process ${holder.process} on ${holder.host}. ` +
          'Stop that run first, or choose another folder with --out.',
      );
    }
    await rm(folder.lock, { force: true });
  }
  throw new UserError(`${folder.path} is being taken by another process right now. Try again.`);
}

async function tryLock(folder: RunFolder): Promise<boolean> {
  try {
    const file = await open(folder.lock, 'wx');
    const holder: Holder = { process: process.pid, host: hostname() };
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainWriteError(folder.lock, error);
  }
}

async function readHolder(folder: RunFolder): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(folder.lock, 'utf8')) as Partial<Holder>;
    if (typeof holder.process !== 'number' || typeof holder.host !== 'string') return undefined;
    return { process: holder.process, host: holder.host };
  } catch {
    // Torn or gone: nobody holds it.
    return undefined;
  }
}

async function isAlive(folder: RunFolder, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    const status = await readStatus(folder);
    return status !== undefined && !isStale(status);
  }
  return isProcessAlive(holder.process);
}

/** Whether a process of this computer exists. */
export function isProcessAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
