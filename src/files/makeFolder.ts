/**
 * Makes folders, and says in one sentence why one cannot be made.
 */
import { mkdir } from 'node:fs/promises';
import { explainWriteError } from './systemErrors';

/**
 * Makes a folder and those above it, where they are missing.
 *
 * @returns The first folder that was made; undefined when all were there.
 * @throws UserError when it cannot be made.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    throw explainWriteError(path, error);
  }
}
