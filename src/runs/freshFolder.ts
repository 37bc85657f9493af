/**
 * Whether a folder is free for a new run. Asked by the holder of its lock.
 */
import { lstat, readdir } from 'node:fs/promises';
import { sizeOfRegularFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { readConfig } from './configFile';
import type { RunFolder } from './runFolder';
import { readStatus } from './statusFile';

/**
 * Refuses a folder with anything in it that somebody would miss: a run that has a checkpoint, one that was shared
 * without, a model from elsewhere. What a start that was killed has left is free to be started again.
 *
 * @param advice what to do instead, where the folder holds a run that has a checkpoint
 * @throws UserError when the folder holds a run or a model already.
 */
export async function requireFresh(folder: RunFolder, advice: string): Promise<void> {
  if ((await folder.checkpointSteps()).length > 0)
    throw new UserError(`${folder.path} holds a run already. ${advice}`);
  if ((await isThere(folder.weights)) || !(await isFree(folder)))
    throw new UserError(
      `${folder.path} holds a model already, which a new run would overwrite. Choose another folder with --out.`,
    );
  const kept = (await isThere(folder.config)) ? undefined : await filledOf(folder);
  if (kept === undefined) return;
  throw new UserError(
    `${kept} holds files that are of no run, and would go with a new one. Choose another folder with --out.`,
  );
}

/**
 * Whether the folder has no configuration, or one of ours for a run that never made a step: a trainer writes a
 * status of step 0 and its configuration before its first checkpoint, and measures nothing until then.
 */
async function isFree(folder: RunFolder): Promise<boolean> {
  if (!(await isThere(folder.config))) return true;
  const config = await readConfig(folder).catch(() => undefined);
  const step = (await readStatus(folder))?.step ?? 0;
  return config !== undefined && step === 0 && (await sizeOfRegularFile(folder.metrics)) === 0;
}

/** The first folder with something in it of those that a run keeps for itself, and takes along when it is discarded. */
async function filledOf({ checkpoints, predictions, analysis }: RunFolder): Promise<string | undefined> {
  for (const path of [checkpoints, predictions, analysis]) {
    const names = await readdir(path).catch(() => []);
    if (names.length > 0) return path;
  }
  return undefined;
}

/** Whether anything has this name; a link that leads nowhere has it too. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
