/**
 * Tells whether the trainers that statuses speak of are still at work; for lists that are made anew each
 * second from thousands of runs, so what has been found out once is kept as long as it can be true.
 */
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type RunStatus, isAtWork } from './runConfig';
import type { ShownState } from './runSummary';
import { type FoundLock, lockOf } from './lockFile';
import { canBeProved, idIsInUse, isThere, type ProcessIdentity, thisProcess } from './processIdentity';
import type { RunFolder } from './runFolder';
import { isStale, STALE_AFTER_SECONDS } from './statusFile';

/** So long a process that was proved to be the one is believed while its id is in use: `ps` takes 5 ms. */
const PROOF_MS = 5000;

/** When a run's status was last replaced, in milliseconds; 0 when it has none. */
export async function statusTime(folder: RunFolder): Promise<number> {
  return stat(folder.status).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** Remembers what it has found out, so there is one for all looks. */
export class TrainerWatch {
  /** Of each run whose trainer has died, the time of the status that it left, and its lock. */
  private readonly crashed = new Map<string, { readonly time: number; readonly key: string | undefined }>();
  /** Of each run that was at work, the lock, and the time of the status that it was read after. */
  private readonly locks = new Map<string, { readonly time: number; readonly lock: FoundLock }>();
  /** Of each process that was proved to be the one, when that was. */
  private readonly proved = new Map<string, number>();

  /**
   * What a run is doing. A trainer that claims to be at work has crashed when it does not hold the folder's
   * lock, or its process is gone, or it cannot be asked and has been silent for long.
   *
   * @param time when the status was written, as {@link statusTime} gave it before the status was read
   */
  async state(folder: RunFolder, status: RunStatus | undefined, time: number): Promise<ShownState> {
    if (status && !isAtWork(status.state)) return status.state;
    if (status && (await this.isKnownDead(folder, time))) return 'crashed';
    const known = this.locks.get(folder.path);
    if (known?.time === time) {
      const state = await this.claimed(status, known.lock);
      if (state !== 'crashed') return state;
    }
    const lock = await lockOf(folder);
    if (lock && status) this.locks.set(folder.path, { time, lock });
    else this.locks.delete(folder.path);
    const state = await this.claimed(status, lock);
    if (state !== 'crashed') return state;
    // It may have ended well in between: it says so before it gives its lock back.
    if ((await statusTime(folder)) !== time) return status?.state ?? 'starting';
    if (status) this.crashed.set(folder.path, { time, key: lock?.key });
    return 'crashed';
  }

  /** Drops what was found out about a folder that holds no run any more. */
  forget(folder: RunFolder): void {
    this.crashed.delete(folder.path);
    this.locks.delete(folder.path);
  }

  /** With another lock, another trainer is about to go on with the run, and has not written its status yet. */
  private async isKnownDead(folder: RunFolder, time: number): Promise<boolean> {
    const dead = this.crashed.get(folder.path);
    return dead?.time === time && dead.key === (await lockOf(folder))?.key;
  }

  private async claimed(status: RunStatus | undefined, lock: FoundLock | undefined): Promise<ShownState> {
    const owner = lock?.owner;
    if (owner && (await canBeProved(owner))) {
      if (!(await this.isThere(owner))) return 'crashed';
      return isBy(owner, status) ? status.state : 'starting';
    }
    if (owner?.machine === (await thisProcess()).machine && !idIsInUse(owner.process)) return 'crashed';
    if (status && (lock || status.host !== hostname())) return isStale(status) ? 'crashed' : status.state;
    const silence = lock ? Date.now() - lock.touched : Infinity;
    return silence > 1000 * STALE_AFTER_SECONDS ? 'crashed' : 'starting';
  }

  private async isThere(owner: ProcessIdentity): Promise<boolean> {
    const key = `${owner.process} ${owner.started ?? ''}`;
    const proved = this.proved.get(key) ?? -Infinity;
    if (performance.now() - proved < PROOF_MS) return idIsInUse(owner.process);
    const there = await isThere(owner);
    if (there) this.proved.set(key, performance.now());
    else this.proved.delete(key);
    return there;
  }
}

/** Whether the holder of the lock wrote the status; otherwise an earlier trainer did, and this one starts. */
function isBy(owner: ProcessIdentity, status: RunStatus | undefined): status is RunStatus {
  return status?.process === owner.process && status.host === owner.host;
}
