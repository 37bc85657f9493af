/**
 * What a trainer writes into its run's log: warnings. What it prints is there too where the editor has started it.
 */
import { fstat } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { RunFolder } from './runFolder';

const STANDARD_ERROR = 2;

/**
 * Adds a warning that has been printed to the log, unless it stands there already because the log takes what is
 * printed. A log that cannot be written is no reason to end a run.
 *
 * @param printedTo where warnings are printed, as a number of the system's
 */
export async function logWarning(
  { log }: RunFolder,
  sentence: string,
  printedTo = STANDARD_ERROR,
): Promise<void> {
  if (await isSameFile(log, printedTo)) return;
  await appendFile(log, `warning: ${sentence}\n`).catch(() => undefined);
}

async function isSameFile(path: string, opened: number): Promise<boolean> {
  try {
    const [one, other] = await Promise.all([stat(path), promisify(fstat)(opened)]);
    return one.dev === other.dev && one.ino === other.ino;
  } catch {
    return false;
  }
}
