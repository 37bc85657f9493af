/**
 * The folder that an export is written into.
 */
import { mkdir } from 'node:fs/promises';
import { UserError } from '../../files/userError';
import { explainWriteError } from '../../files/writeAtomically';

/** Makes a folder unless it is there. Throws a UserError when it is a file or cannot be made. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new UserError(`${folder} is a file. Name a folder with --out.`, { cause: error });
    }
    throw explainWriteError(folder, error);
  }
}
