import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeConfig } from '../../../src/runs/configFile';
import { requireFresh } from '../../../src/runs/freshFolder';
import type { RunStatus } from '../../../src/runs/runConfig';
import { RunFolder } from '../../../src/runs/runFolder';
import { writeStatus } from '../../../src/runs/statusFile';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';

const at = (step: number): RunStatus => ({
  state: 'starting',
  step,
  steps: 9,
  process: 1,
  host: 'here',
  heartbeat: new Date(0).toISOString(),
  device: 'onnx-cpu',
  secondsElapsed: 0,
});
const configured = (folder: RunFolder) => writeConfig(folder, runConfigOf('pretrain'));

type Left = readonly [what: string, left: (folder: RunFolder) => Promise<void>];

const HELD: readonly Left[] = [
  ['weights', (folder) => writeFile(folder.weights, '')],
  ['a model from elsewhere', (folder) => writeFile(folder.config, '{"model_type":"gpt2"}')],
  [
    'a run that was shared without its checkpoints',
    async (folder) => {
      await writeStatus(folder, at(3));
      await configured(folder);
    },
  ],
  [
    'the metrics of a run alone',
    async (folder) => {
      await configured(folder);
      await writeFile(folder.metrics, '{}\n');
    },
  ],
];

/** Where a run keeps its own, others keep theirs; whatever lies there goes with a run that is discarded. */
for (const name of ['checkpoints', 'predictions', 'analysis'])
  it(`holds back a run where ${name} has files of others`, async () => {
    const folder = new RunFolder(await temporaryFolder());
    await mkdir(join(folder.path, name));
    await requireFresh(folder, '');
    await writeFile(join(folder.path, name, 'notes.md'), 'mine');
    await expect(requireFresh(folder, '')).rejects.toThrow(/holds files that are of no run/);
  });

const LEFT: readonly Left[] = [
  ['nothing', () => Promise.resolve()],
  ['a status', (folder) => writeStatus(folder, at(0))],
  ['a configuration', configured],
  [
    'a status, a configuration and what was opened',
    async (folder) => {
      await writeStatus(folder, at(0));
      await configured(folder);
      for (const path of [folder.metrics, folder.references, folder.tokenizer, folder.log])
        await writeFile(path, '');
    },
  ],
];

async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

it.each(HELD)('a folder with %s is not free for a new run', async (_, left) => {
  const folder = await newFolder();
  await left(folder);
  await expect(requireFresh(folder, 'Resume it.')).rejects.toThrow(
    /run holds a model already, which a new run would overwrite. Choose another folder with --out.$/,
  );
});

it.each(LEFT)('a start that was killed and left %s can be made again', async (_, left) => {
  const folder = await newFolder();
  await left(folder);
  await expect(requireFresh(folder, 'Resume it.')).resolves.toBeUndefined();
});
