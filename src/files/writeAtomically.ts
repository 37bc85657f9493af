/**
 * Files that are replaced in one step: a reader, or a crash, sees the old file or the new one.
 */
import { open, rename, rm } from 'node:fs/promises';
import { explainWriteError } from './systemErrors';

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
    // Left by another process that had this id; and what others have put there is not written through.
    await rm(temporary, { force: true });
    const file = await open(temporary, 'wx');
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
