import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { startRun, type NewRun } from '../../../src/cli/training';
import { Call } from '../../../src/cli/verb';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunLock } from '../../../src/runs/runLock';
import { temporaryFolder } from '../../support/files';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a lock that cannot be given back does not hide why a run failed', async () => {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  await writeFile(folder.checkpoint(1), '');
  vi.spyOn(RunLock.prototype, 'release').mockRejectedValue(new Error('EIO'));
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  // Sound: a folder that holds a run is refused before anything of the new one is looked at.
  const run = {} as NewRun;
  await expect(startRun(new Call({}, [], true), folder, run)).rejects.toThrow(/holds a run already/);
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/The lock of .* could not be removed .*EIO/));
});
