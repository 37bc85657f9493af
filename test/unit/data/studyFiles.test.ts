import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findStudyFiles } from '../../../src/data/studyFiles';
import { temporaryFolder } from '../../support/files';

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) await writeFile(join(folder, name), '');
  return folder;
}

it('a study reads the text of its folder, and of several only one that is called wiki.txt', async () => {
  const questions = ['birth_dev.tsv', 'birth_train.tsv'];
  const alone = await folderWith('people.txt', ...questions);
  expect(await findStudyFiles(alone)).toEqual({
    corpus: join(alone, 'people.txt'),
    trained: join(alone, 'birth_train.tsv'),
    heldOut: join(alone, 'birth_dev.tsv'),
  });
  const study = await folderWith('README.txt', 'wiki.txt', ...questions);
  expect((await findStudyFiles(study)).corpus).toBe(join(study, 'wiki.txt'));
  await expect(findStudyFiles(await folderWith('README.txt', 'people.txt', ...questions))).rejects.toThrow(
    /holds several texts \(README.txt, people.txt\)/,
  );
});
