/**
 * Puts the temporary files of a whole run of the tests into one folder, and removes it in the end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs before all tests; what it returns runs after them. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'attention-lab-'));
  // Workers, and all that they start, inherit it.
  process.env['TMPDIR'] = folder;
  return async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
