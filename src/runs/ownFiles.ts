/**
 * Makes sure that whoever writes into a run folder writes there and nowhere else.
 *
 * A run folder may come from anybody, and a link in it may lead to any file of the person who opens it: a
 * `metrics.jsonl` that is a link to a shell's settings would be appended to.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainWriteError } from '../files/systemErrors';
import { UserError } from '../files/userError';
import type { RunFolder } from './runFolder';

/**
 * Refuses a run folder in which something is a link, a pipe or a device; for whoever is about to write in it.
 *
 * @throws UserError naming the entry and what to do.
 */
export async function requireOwnFiles(folder: RunFolder): Promise<void> {
  for (const place of [
    folder.path,
    folder.checkpoints,
    folder.predictions,
    folder.analysis,
    folder.requests,
  ]) {
    // What is not there cannot be a link; a folder that cannot be read is explained by whoever writes.
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    const foreign = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
    if (!foreign) continue;
    throw notOwn(join(place, foreign.name), foreign.isSymbolicLink() ? 'a link' : 'a pipe or a device');
  }
}

function notOwn(path: string, what: string): UserError {
  return new UserError(
    `${path} is ${what}; a run is written in its own folder alone. Put the files themselves there, or remove it.`,
  );
}

/** Append, and never through a link, nor waiting for the reader of a pipe; Windows has neither flag. */
const FLAGS =
  process.platform === 'win32'
    ? 'a+'
    : constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens a file of a run for appending; makes it if it is not there. Close its handle.
 *
 * @throws UserError when it is no regular file, or cannot be written.
 */
export async function openForAppending(path: string): Promise<FileHandle> {
  const file = await open(path, FLAGS).catch((error: unknown) => {
    throw isLink(error) ? notOwn(path, 'a link') : explainWriteError(path, error);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notOwn(path, 'a pipe or a device');
}

/**
 * Opens a file of lines for appending; ends a torn last line first, so that it harms no new one. Close its handle.
 * Throws as {@link openForAppending} does.
 */
export async function openForLines(path: string): Promise<FileHandle> {
  const file = await openForAppending(path);
  if (await isTorn(file)) await file.appendFile('\n');
  return file;
}

async function isTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

/** `open(2)`: what O_NOFOLLOW says on Linux and macOS. */
function isLink(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP';
}
