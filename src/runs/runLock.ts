/**
 * Keeps two trainers out of one run folder.
 *
 * A holder of this machine is proved by its id and start time. Of another machine, or where start times
 * cannot be had, it is believed as long as its heart beats: it touches its lock every few seconds, and its
 * status every second.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, stat, utimes } from 'node:fs/promises';
import { UserError } from '../files/userError';
import {
  type FoundLock,
  lockChain,
  lockOf,
  makeLock,
  type Place,
  placeLock,
  removeLockLeftOvers,
} from './lockFile';
import { canBeProved, idIsInUse, isThere, thisProcess } from './processIdentity';
import { requireOwnFiles } from './ownFiles';
import type { RunFolder } from './runFolder';
import { STALE_AFTER_SECONDS } from './statusFile';

const STALE_MS = 1000 * STALE_AFTER_SECONDS;
const HEARTBEAT_MS = 10_000;

/** Each time that it has to look again, another contender has got further. */
const MOST_ATTEMPTS = 20;

/**
 * Takes the folder's lock.
 *
 * @param place how a finished lock is put in place; tests name the way of file systems without hard links
 * @throws UserError when a living trainer holds the lock, or the folder cannot be written, or links lead out of it.
 */
export async function lockRun(folder: RunFolder, place: Place = placeLock): Promise<RunLock> {
  await requireOwnFiles(folder);
  const token = randomBytes(16).toString('hex');
  const made = await makeLock(folder, { token, ...(await thisProcess()) });
  try {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const chain = await lockChain(folder);
      const last = chain.at(-1);
      if (last && (await isHeld(folder, last, made.now))) throw inUse(folder, last);
      const path = last ? folder.nextLock(last.key) : folder.lock;
      if (!(await place(made.path, path))) continue;
      if (await follows(folder, chain, token)) {
        // Left-overs are links of a chain that is not folded.
        if (await fold(folder, path)) await removeLockLeftOvers(folder, made.now, STALE_MS);
        return new RunLock(folder, token);
      }
      // Somebody took the dead lock and folded the chain since we looked: what we made means nothing.
      if (last) await rm(path, { force: true });
    }
  } finally {
    await rm(made.path, { force: true }).catch(() => undefined);
  }
  throw new UserError(`${folder.path} is being taken by another process right now. Try again in a minute.`);
}

/** A lock that this process holds. */
export class RunLock {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly folder: RunFolder,
    private readonly token: string,
  ) {
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
  }

  /**
   * Fails when somebody else has taken the lock, as another computer may after a minute's silence of this
   * one (it slept, say). A lock that is gone altogether is nobody's: the next trainer will take it.
   *
   * @throws UserError naming the new holder.
   */
  async requireHeld(): Promise<void> {
    const lock = await lockOf(this.folder);
    if (!lock || lock.key === this.token) return;
    throw new UserError(
      `${this.folder.path} has been taken over by ${ownerInWords(lock)}, because this trainer had been silent ` +
        'for more than a minute. It ends here; the run goes on there.',
    );
  }

  /** Gives the lock back, if it still is ours. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    const lock = await lockOf(this.folder);
    if (lock?.key === this.token) await rm(lock.path, { force: true });
  }

  private async beat(): Promise<void> {
    const lock = await lockOf(this.folder);
    if (lock?.key !== this.token) return;
    const now = new Date();
    // Not every file system can; the status says the same.
    await utimes(lock.path, now, now).catch(() => undefined);
  }
}

async function isHeld(folder: RunFolder, lock: FoundLock, now: number): Promise<boolean> {
  const { owner } = lock;
  if (owner && (await canBeProved(owner))) return isThere(owner);
  if (owner?.machine === (await thisProcess()).machine && !idIsInUse(owner.process)) return false;
  const status = await stat(folder.status).catch(() => undefined);
  return now - Math.max(lock.touched, status?.mtimeMs ?? 0) < STALE_MS;
}

/** Whether the chain is what it was, and then the lock with this token. */
async function follows(folder: RunFolder, before: readonly FoundLock[], token: string): Promise<boolean> {
  const keys = (await lockChain(folder)).map(({ key }) => key);
  return keys.join() === [...before.map(({ key }) => key), token].join();
}

/**
 * Makes the end of the chain all of it, in one step. Where that fails (Windows refuses while somebody reads
 * the file) the end of the chain goes on to count.
 */
async function fold(folder: RunFolder, path: string): Promise<boolean> {
  if (path === folder.lock) return true;
  return rename(path, folder.lock).then(
    () => true,
    () => false,
  );
}

/** A living trainer holds the lock: whoever can wait may try again. */
export class RunInUse extends UserError {}

function inUse(folder: RunFolder, lock: FoundLock): RunInUse {
  return new RunInUse(
    `${folder.path} is in use by ${ownerInWords(lock)}. ` +
      'Stop that run first, or choose another folder with --out. If it has died, try again in a minute.',
  );
}

function ownerInWords({ owner }: FoundLock): string {
  return owner ? `process ${owner.process} on ${owner.host}` : 'a process that has not said which it is';
}
