import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { branchRun } from '../../../src/runs/branchRun';
import { writeConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { noise } from '../../support/engines';
import { temporaryFolder } from '../../support/files';
import { LEAST_MODEL, runConfigOf } from '../../support/runConfigs';

async function aRun(path: string): Promise<RunFolder> {
  const folder = new RunFolder(path);
  await folder.create();
  await writeConfig(folder, runConfigOf('pretrain', { model: LEAST_MODEL }));
  const progress = { step: 1, tokens: 0, seconds: 0 };
  const model = { model: LEAST_MODEL, characters: ['□', '⁇', 'a'] };
  await writeCheckpoint(folder.checkpoint(1), { ...model, progress, tensors: { weight: noise([2]) } });
  return folder;
}

it('a branch into the folder of another run is refused, and leaves that run as it is', async () => {
  const home = await temporaryFolder();
  const [run, other] = [await aRun(join(home, 'a')), await aRun(join(home, 'b'))];
  // A status of another version says nothing.
  await writeFile(other.status, '{"state":"dancing"}');
  await writeFile(other.metrics, 'rows');
  const before = await readdir(other.path);
  await expect(branchRun({ run }, other)).rejects.toThrow(/holds a run already. Choose another folder/);
  expect(await readdir(other.path)).toEqual(before);
  expect(await readFile(other.metrics, 'utf8')).toBe('rows');
});

it('a branch of what is no run, or into a folder of something else, makes nothing', async () => {
  const home = await temporaryFolder();
  const [run, none, out] = [await aRun(join(home, 'a')), join(home, 'none'), join(home, 'deep', 'out')];
  await mkdir(none);
  await expect(branchRun({ run: new RunFolder(none) }, new RunFolder(out))).rejects.toThrow(
    /is not a run folder/,
  );
  expect(existsSync(join(home, 'deep'))).toBe(false);
  expect(await readdir(none)).toEqual([]);
  await writeFile(join(none, 'config.json'), '{"model_type":"gpt2"}');
  await expect(branchRun({ run }, new RunFolder(none))).rejects.toThrow(/holds a model already/);
  expect(await readdir(none)).toEqual(['config.json']);
});
