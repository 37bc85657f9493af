/**
 * The files of a run that goes on: where they are now, and that they are still the same.
 */
import type { FileReference } from '../files/fileReference';
import { anchored, findFile, requireSame } from '../files/findFile';
import { withFiles } from '../runs/configFile';
import type { RunConfig } from '../runs/runConfig';
import type { RunFolder } from '../runs/runFolder';
import { type DataFiles, type DataPaths, readDataFiles } from './trainingData';

/** A configuration whose files are where it says, and what is in them. */
export interface ResumedFiles {
  readonly config: RunConfig;
  readonly files: DataFiles;
}

/** What people call the files, and how they name them. */
const LOST = {
  corpus: { title: 'the corpus', option: '--corpus' },
  questions: { title: 'the questions', option: '--questions' },
  heldOut: { title: 'the held-out questions', option: '--held-out' },
  prompts: { title: 'the questions of the prompts', option: '--prompts' },
} as const;

/**
 * Finds and reads the files of a run.
 *
 * @param given Files that have moved: where they are now
 * @throws UserError when one is lost, has changed, or is another one than the run began with.
 */
export async function resumedFiles(
  folder: RunFolder,
  config: RunConfig,
  given: DataPaths,
): Promise<ResumedFiles> {
  const find = async (name: keyof DataPaths, reference: FileReference | undefined) => {
    if (!reference) return undefined;
    const path = given[name];
    if (path === undefined) return findFile(reference, folder.path, LOST[name]);
    await requireSame(reference, path, LOST[name]);
    return path;
  };
  const { corpus, questions, heldOut, prompts } = config;
  const paths = {
    corpus: await find('corpus', corpus),
    questions: await find('questions', questions),
    heldOut: await find('heldOut', heldOut),
    prompts: await find('prompts', prompts?.questions),
  };
  const now = withFiles(config, (file, name) =>
    anchored({ ...file, path: paths[name] ?? file.path }, folder.path),
  );
  return { config: now, files: await readDataFiles(paths) };
}
