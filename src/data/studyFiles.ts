/**
 * The files of a study: a corpus, questions to learn, questions held out.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/makeFolder';
import { explainReadError } from '../files/systemErrors';
import { UserError } from '../files/userError';
import { writeAtomically } from '../files/writeAtomically';
import { type BiographyData, type BiographySettings, makeBiographies } from './biographies/biographies';

/** Paths of a study's files. */
export interface StudyFiles {
  readonly corpus: string;
  readonly trained: string;
  readonly heldOut: string;
}

/**
 * Finds a study's files in a folder: the .txt file is the corpus; of the .tsv files, the one with
 * 'train' in its name is learned and the one with 'dev' or 'held' is held out.
 *
 * @throws UserError when one of them is missing.
 */
export async function findStudyFiles(folder: string): Promise<StudyFiles> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw explainReadError(folder, error);
  });
  const texts = names.filter((name) => name.endsWith('.txt'));
  if (texts.length > 1 && !texts.includes('wiki.txt'))
    throw new UserError(
      `${folder} holds several texts (${texts.sort().join(', ')}). Name the one to read wiki.txt, or leave it alone there.`,
    );
  const find = (what: string, pattern: RegExp) => {
    const name = names.sort().find((candidate) => pattern.test(candidate));
    if (name === undefined)
      throw new UserError(`${folder} holds no ${what} (a file named like ${pattern.source}).`);
    return join(folder, name);
  };
  return {
    corpus: find('corpus', texts.includes('wiki.txt') ? /^wiki\.txt$/ : /\.txt$/),
    trained: find('questions to learn', /train.*\.tsv$/),
    heldOut: find('held-out questions', /(dev|held).*\.tsv$/),
  };
}

/** Makes up people and writes a study's files about them into a folder. */
export async function writeBiographies(folder: string, settings: BiographySettings): Promise<StudyFiles> {
  return writeStudyFiles(folder, makeBiographies(settings));
}

/** Writes a study's files about made-up people into a folder. */
export async function writeStudyFiles(
  folder: string,
  { corpus, trained, heldOut, invented }: BiographyData,
): Promise<StudyFiles> {
  const files = {
    corpus: join(folder, 'biographies.txt'),
    trained: join(folder, 'birthplaces-train.tsv'),
    heldOut: join(folder, 'birthplaces-held-out.tsv'),
  };
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  await makeFolder(folder);
  await writeAtomically(files.corpus, [text(corpus)]);
  await writeAtomically(files.trained, [text(trained)]);
  await writeAtomically(files.heldOut, [text(heldOut)]);
  await writeAtomically(join(folder, 'birthplaces-invented.tsv'), [text(invented)]);
  return files;
}
