/**
 * Where runs lie: one or two levels below some folders. It finds them; it reads nothing of them.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from './runFolder';

/** What was found. */
export interface FoundRuns {
  readonly runs: readonly RunFolder[];
  /** The folders in which runs may appear: the roots, and those below them that are no runs. */
  readonly places: readonly string[];
}

/**
 * Looks for runs: folders that hold a configuration.
 *
 * @param isKnown Whether a folder was a run a moment ago; it is taken for one without another look, since
 *   whoever reads it notices when it is none any more.
 */
export async function discoverRuns(
  roots: readonly string[],
  isKnown: (path: string) => boolean,
): Promise<FoundRuns> {
  const runs: RunFolder[] = [];
  const places: string[] = [...roots];
  for (const root of roots) {
    for (const path of await subfolders(root)) {
      if (isKnown(path) || (await holdsRun(path))) {
        runs.push(new RunFolder(path));
        continue;
      }
      places.push(path);
      for (const inner of await subfolders(path)) {
        if (isKnown(inner) || (await holdsRun(inner))) runs.push(new RunFolder(inner));
      }
    }
  }
  return { runs, places };
}

/** Links are not followed: what they lead to is listed where it lies, or was not meant to be. */
async function subfolders(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name));
}

async function holdsRun(path: string): Promise<boolean> {
  const found = await lstat(new RunFolder(path).config).catch(() => undefined);
  return found?.isFile() ?? false;
}
