import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunLock } from '../../../src/runs/runLock';
import { type NewRun, startRun } from '../../../src/training/startRun';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';

afterEach(() => {
  vi.restoreAllMocks();
});

it('a lock that cannot be given back does not hide why a run failed', async () => {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  await writeFile(folder.checkpoint(1), '');
  vi.spyOn(RunLock.prototype, 'release').mockRejectedValue(new Error('EIO'));
  const warn = vi.fn();
  // Sound: a folder that holds a run is refused before anything but the configuration of the new one is looked at.
  const run = { config: runConfigOf('pretrain') } as NewRun;
  const events = { say: vi.fn(), warn, stoppable: vi.fn() };
  await expect(startRun(folder, run, events)).rejects.toThrow(/holds a run already/);
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/The lock of .* could not be removed .*EIO/));
});
