/**
 * Files for one test, and the study's files where this machine has them.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { required } from './required';

/** A new empty folder. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'attention-lab-'));
}

/** A new file with this content; returns its path. */
export async function temporaryFile(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** The study's data and reference numbers, which may not be part of the project. */
const SHARED = join(projectFolder(__dirname), '..', 'shared');

/** The project, from a test or from a bundle in dist/. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : projectFolder(dirname(folder));
}

/** Why tests on the study's files are skipped, or undefined where they can run. */
export const missingStudyFiles = required(
  existsSync(join(SHARED, 'a5'))
    ? undefined
    : 'the study’s files (../shared/a5, ../shared/parity) are not on this machine',
);

/** The path of one of the study's files. */
export function studyFile(...parts: readonly string[]): string {
  return join(SHARED, ...parts);
}

/** Why tests on open checkpoints with references are skipped, or undefined where they can run. */
export const missingOpenModels = existsSync(join(SHARED, 'open-models'))
  ? undefined
  : 'the open checkpoints (../shared/open-models) are not on this machine';
