/**
 * Removes what trainers that were killed have left in a run folder: files that they were writing, and
 * what people had asked of them.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY_ENDING } from '../files/writeAtomically';
import { refuseLeftRequests } from './control/answers';
import type { RunFolder } from './runFolder';

/** What only the holder of the lock writes; others may be writing their results beside it right now. */
const OF_TRAINERS = /^(?:config\.json|status\.json|weights\.safetensors|step-\d{8,}\.safetensors)$/;

/**
 * Cleans a folder whose lock this process has just taken. What is asked from now on counts, also before the
 * first step.
 */
export async function sweepRunFolder(folder: RunFolder): Promise<void> {
  await rm(folder.stopRequest, { force: true });
  await refuseLeftRequests(folder);
  for (const place of [folder.path, folder.checkpoints]) {
    const left = (await readdir(place).catch(() => [])).filter(isLeftByTrainer);
    // A file that cannot be removed only takes space.
    await Promise.all(left.map((name) => rm(join(place, name), { force: true }).catch(() => undefined)));
  }
}

function isLeftByTrainer(name: string): boolean {
  const ending = TEMPORARY_ENDING.exec(name);
  return ending !== null && OF_TRAINERS.test(name.slice(0, ending.index));
}
