/**
 * Puts the temporary files of a whole run of the tests into one folder, and removes it in the end; and lets models
 * compute on one thread each: theirs are so small that a second thread does nothing but wait, for as much processor
 * time again as the whole work (11.2 s of it for a run of 24 steps, 4.9 s on one).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { THREADS } from '../../src/engine/devices/openDevice';

/** Runs before all tests; what it returns runs after them. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'attention-lab-'));
  // Workers, and all that they start, inherit it.
  process.env['TMPDIR'] = folder;
  process.env[THREADS] ??= '1';
  return async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
