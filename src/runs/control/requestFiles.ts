/**
 * Requests on their way to a trainer: each a small file in the run folder's `requests/`, put there in one step by
 * whoever asks, and removed by the trainer when the answer is on record.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { readKnownJson } from '../../files/knownJson';
import { makeFolder } from '../../files/makeFolder';
import { writeAtomically } from '../../files/writeAtomically';
import { requireOwnFiles } from '../ownFiles';
import type { RunFolder } from '../runFolder';
import { readStatus } from '../statusFile';
import { type ControlRequest, REQUEST_ID, type WaitingRequest, waitingRequest } from './request';

const ENDING = '.json';

/** More than any request; it may name some thousand heads. */
const MOST_BYTES = 2 ** 17;

/** More than people ask between two steps. */
const MOST_AT_ONCE = 100;

/** A request as it is made now. */
export async function newRequest(
  folder: RunFolder,
  request: ControlRequest,
  from: string,
): Promise<WaitingRequest> {
  const asked = (await readStatus(folder))?.step ?? 0;
  return { ...named(), who: `${userName()} (${from})`, asked, request };
}

/** A new name, and the time. */
export function named(): Pick<WaitingRequest, 'id' | 'time'> {
  const id = `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  return { id, time: new Date().toISOString() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user of a container may have no name.
    return 'somebody';
  }
}

/**
 * Leaves a request for the trainer.
 *
 * @throws UserError when it cannot be written.
 */
export async function leaveRequest(folder: RunFolder, request: WaitingRequest): Promise<void> {
  await requireOwnFiles(folder);
  await makeFolder(folder.requests);
  await writeAtomically(pathOf(folder, request.id), [JSON.stringify(request)]);
}

/** The requests that wait, oldest first; files that are none are left alone. */
export async function waitingRequests(folder: RunFolder): Promise<readonly WaitingRequest[]> {
  const names = await readdir(folder.requests).catch(() => []);
  if (names.length === 0) return [];
  const ids = names.flatMap((name) => (name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : []));
  const known = ids.filter((id) => REQUEST_ID.test(id)).sort();
  const read = known.slice(0, MOST_AT_ONCE).map((id) => readRequest(folder, id));
  return (await Promise.all(read)).flatMap((request) => request ?? []);
}

async function readRequest(folder: RunFolder, id: string): Promise<WaitingRequest | undefined> {
  const request = await readKnownJson(pathOf(folder, id), waitingRequest, MOST_BYTES);
  return request?.id === id ? request : undefined;
}

/** Removes a request. */
export async function removeRequest(folder: RunFolder, id: string): Promise<void> {
  await rm(pathOf(folder, id), { force: true });
}

function pathOf(folder: RunFolder, id: string): string {
  return join(folder.requests, id + ENDING);
}
