/**
 * The files behind a run folder's lock: how they are put in place, read, and which of them counts. Who may
 * take the lock is decided in `runLock.ts`.
 *
 *     lock                the lock
 *     lock.KEY.next       taken by whoever found that the holder of the lock KEY had died
 *     lock.TOKEN.tmp      a lock that is being made, whole before it is put in place
 *
 * The holder is the last of the chain `lock`, `lock.(its key).next`, and so on; a chain is folded to `lock`
 * alone by whoever has taken its end. Removing a dead lock and then making one is not safe: between a
 * contender's look and its removal another may have done both, and loses a living lock. Here a dead lock is
 * never removed. One contender alone can make the file that is named for it, and `lock` is only ever
 * replaced, in one step.
 */
import { link, lstat, open, readdir, rm, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { inJson } from '../files/foreign';
import { readSmallFile } from '../files/regularFile';
import { explainWriteError } from '../files/systemErrors';
import { type ProcessIdentity, processIdentity } from './processIdentity';
import type { RunFolder } from './runFolder';

const lockContent = v.object({
  ...processIdentity.entries,
  /** Drawn for each lock, so that no two are alike. */
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

/** What a lock says. */
export type LockContent = v.InferOutput<typeof lockContent>;

/** A lock that was found. */
export interface FoundLock {
  readonly path: string;
  /** Names this very lock: its token, or what tells the file itself from others. */
  readonly key: string;
  /** Who took it; undefined in a file that is torn, foreign, or of an earlier version. */
  readonly owner: ProcessIdentity | undefined;
  /** When its holder last touched it, in milliseconds by the file system's clock. */
  readonly touched: number;
}

/** More than any lock of ours. */
const MOST_BYTES = 4096;

/** A longer chain is not ours: each link is a trainer that died while it took the lock. */
const LONGEST_CHAIN = 64;

/** Puts a finished file at a place where none is; false when another was there first. */
export type Place = (made: string, place: string) => Promise<boolean>;

/** The locks of a folder from the first to the one that counts; empty when it is free. */
export async function lockChain(folder: RunFolder): Promise<readonly FoundLock[]> {
  const chain: FoundLock[] = [];
  let found = await readLock(folder.lock);
  while (found && chain.length < LONGEST_CHAIN) {
    chain.push(found);
    found = await readLock(folder.nextLock(found.key));
  }
  return chain;
}

/** The lock that counts, if the folder is not free. */
export async function lockOf(folder: RunFolder): Promise<FoundLock | undefined> {
  return (await lockChain(folder)).at(-1);
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  const file = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!file) return undefined;
  const base = { path, touched: Number(file.mtimeMs) };
  const unknown = { ...base, key: `${file.ino.toString(16)}-${file.mtimeNs.toString(16)}`, owner: undefined };
  if (!file.isFile() || file.size > MOST_BYTES) return unknown;
  try {
    const content = parse((await readSmallFile(path, MOST_BYTES)).toString('utf8'));
    return content ? { ...base, key: content.token, owner: content } : unknown;
  } catch (error) {
    return hasCode(error, 'ENOENT') ? undefined : unknown;
  }
}

function parse(text: string): LockContent | undefined {
  const result = v.safeParse(inJson(lockContent), text);
  return result.success ? result.output : undefined;
}

/**
 * Writes a lock beside its place and forces it to the disk.
 *
 * @returns its path, and the time by the file system's clock, in milliseconds: other computers' heartbeats
 *   are stamped by the same clock.
 */
export async function makeLock(
  folder: RunFolder,
  content: LockContent,
): Promise<{ readonly path: string; readonly now: number }> {
  const path = folder.lockInTheMaking(content.token);
  try {
    await writeNew(path, JSON.stringify(content));
    return { path, now: (await stat(path)).mtimeMs };
  } catch (error) {
    throw explainWriteError(path, error);
  }
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** By a hard link where the file system has them, and otherwise by creation. */
export const placeLock: Place = async (made, place) => {
  try {
    await link(made, place);
    return true;
  } catch (error) {
    // Over a network a link may have been made although the answer was lost.
    if (hasCode(error, 'EEXIST')) return isSameContent(made, place);
    // Systems name a missing kind of link differently: EPERM, ENOTSUP, ENOSYS, EISDIR.
    return placeByCreation(made, place);
  }
};

/** A creator that took longer may already have been taken for dead: no lock is given up under a minute. */
const MOST_MS_TO_CREATE = 20_000;

/**
 * Without links, as on FAT: the system lets one process alone create the file. Others may see it before it
 * is whole; a torn lock is believed as long as one of another computer, a minute.
 */
export const placeByCreation: Place = async (made, place) => {
  const began = performance.now();
  try {
    await writeNew(place, (await readSmallFile(made, MOST_BYTES)).toString('utf8'));
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw explainWriteError(place, error);
  }
  return performance.now() - began < MOST_MS_TO_CREATE;
};

async function isSameContent(made: string, place: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all(
    [made, place].map((path) => readSmallFile(path, MOST_BYTES).catch(() => undefined)),
  );
  return ours !== undefined && theirs !== undefined && ours.equals(theirs);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const LEFT_OVER = /^lock\.[0-9a-f-]{3,64}\.(tmp|next)$/;

/** Removes what contenders have left that ended in the middle of it. For the holder, whose chain is one lock. */
export async function removeLockLeftOvers(folder: RunFolder, now: number, age: number): Promise<void> {
  for (const name of await readdir(folder.path).catch(() => [])) {
    if (!LEFT_OVER.test(name)) continue;
    const path = folder.inside(name);
    const file = await lstat(path).catch(() => undefined);
    if (file?.isFile() && now - file.mtimeMs > age) await rm(path, { force: true }).catch(() => undefined);
  }
}
