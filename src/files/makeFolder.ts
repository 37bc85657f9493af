/**
 * Makes folders, and says in one sentence why one cannot be made.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { explainWriteError } from './systemErrors';

/**
 * Makes a folder and those above it, where they are missing.
 *
 * @returns The first folder that was made; undefined when all were there.
 * @throws UserError when it cannot be made.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return existsSync(path) ? await mkdir(path, { recursive: true }) : await made(resolve(path));
  } catch (error) {
    throw explainWriteError(path, error);
  }
}

/** One folder at a time: Node.js’s own way to make them all tries for ever where nothing can be made, as in /proc. */
async function made(path: string): Promise<string | undefined> {
  const above = dirname(path);
  const first = above === path || existsSync(above) ? undefined : await made(above);
  try {
    await mkdir(path);
    return first ?? path;
  } catch (error) {
    // Another process may have made it in the meantime.
    if (existsSync(path)) return first;
    throw error;
  }
}
