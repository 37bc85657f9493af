/**
 * Files that are replaced in one step: a reader, or a crash, sees the old file or the new one.
 */
import { open, rename, rm } from 'node:fs/promises';
import { UserError } from './userError';

/** How a file that is being written ends: whoever is killed while writing leaves one. */
export const TEMPORARY_ENDING = /\.\d+\.tmp$/;

/**
 * Writes `chunks` beside `path`, forces them to the disk and renames them into place.
 *
 * @throws UserError when the disk is full or the folder cannot be written; `path` is then as it was.
 */
export async function writeAtomically(path: string, chunks: readonly (Uint8Array | string)[]): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainWriteError(path, error);
  }
}

/** Puts the usual reasons why a file cannot be written into words; other errors stay as they are. */
export function explainWriteError(path: string, error: unknown): unknown {
  const reason = WRITE_ERRORS[String((error as NodeJS.ErrnoException).code)];
  if (reason === undefined) return error;
  return new UserError(`Cannot write ${path}: ${reason}`, { cause: error });
}

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and resume the run.',
  EDQUOT: 'your disk quota is used up. Free some space and resume the run.',
  EACCES: 'permission denied. Choose another folder or change its permissions.',
  EPERM: 'operation not permitted. Choose another folder or change its permissions.',
  EROFS: 'the file system is read-only. Choose another folder.',
  ENOTDIR: 'a part of its path is a file, not a folder. Choose another folder.',
  ENOENT: 'its folder does not exist any more. Choose another folder.',
};
