/**
 * Reading and writing `status.json`.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeAtomically } from '../files/writeAtomically';
import type { RunStatus } from './runConfig';
import { processId } from './processIdentity';
import type { RunFolder } from './runFolder';

const runStatus = v.object({
  state: v.picklist(['starting', 'running', 'stopped', 'done', 'failed']),
  step: v.number(),
  steps: v.number(),
  process: processId,
  host: v.string(),
  heartbeat: v.string(),
  device: v.string(),
  secondsElapsed: v.number(),
  secondsLeft: v.exactOptional(v.number()),
  loss: v.exactOptional(v.number()),
  exactMatch: v.exactOptional(v.number()),
  message: v.exactOptional(v.string()),
}) satisfies v.GenericSchema<unknown, RunStatus>;

/** A trainer writes its status every second or so; after so many without one it counts as dead. */
export const STALE_AFTER_SECONDS = 60;

/** Replaces the status. */
export async function writeStatus(folder: RunFolder, status: RunStatus): Promise<void> {
  await writeAtomically(folder.status, [JSON.stringify(status)]);
}

/** The status, or undefined when there is none that can be read. */
export async function readStatus(folder: RunFolder): Promise<RunStatus | undefined> {
  try {
    const result = v.safeParse(runStatus, JSON.parse(await readFile(folder.status, 'utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a status that claims to be running is too old to believe. */
export function isStale(status: RunStatus, now: Date = new Date()): boolean {
  const age = (now.getTime() - new Date(status.heartbeat).getTime()) / 1000;
  // A time that cannot be read is none.
  const silent = Number.isNaN(age) || age > STALE_AFTER_SECONDS;
  return (status.state === 'running' || status.state === 'starting') && silent;
}
