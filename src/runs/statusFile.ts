/**
 * Reading and writing `status.json`.
 */
import { readKnownJson } from '../files/knownJson';
import { writeAtomically } from '../files/writeAtomically';
import { type RunStatus, isAtWork, runStatus } from './runConfig';
import type { RunFolder } from './runFolder';

/** A trainer writes its status every second or so; after so many without one it counts as dead. */
export const STALE_AFTER_SECONDS = 60;

/** More than any status has. */
const MOST_BYTES = 1_000_000;

/** Replaces the status. */
export async function writeStatus(folder: RunFolder, status: RunStatus): Promise<void> {
  await writeAtomically(folder.status, [JSON.stringify(status)]);
}

/** The status, or undefined when there is none that can be read. */
export function readStatus(folder: RunFolder): Promise<RunStatus | undefined> {
  return readKnownJson(folder.status, runStatus, MOST_BYTES);
}

/** Whether a status that claims to be running is too old to believe. */
export function isStale(status: RunStatus, now: Date = new Date()): boolean {
  const age = (now.getTime() - new Date(status.heartbeat).getTime()) / 1000;
  // A time that cannot be read is none.
  const silent = Number.isNaN(age) || age > STALE_AFTER_SECONDS;
  return isAtWork(status.state) && silent;
}
