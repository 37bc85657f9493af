import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeConfig } from '../../../src/runs/configFile';
import { appendToRecord, readRecord } from '../../../src/runs/control/recordFile';
import type { ControlEntry } from '../../../src/runs/control/request';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunLock } from '../../../src/runs/runLock';
import { pretrain } from '../../../src/training/pretrain';
import { type NewRun, startRun } from '../../../src/training/startRun';
import { temporaryFile, temporaryFolder } from '../../support/files';
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

describe('a start', () => {
  const TINY = { layers: 1, heads: 1, width: 8, batch: 4, context: 24, preset: 'quick', steps: 2 } as const;

  async function begin(folder: RunFolder, device: string) {
    const corpus = await temporaryFile('text.txt', 'Ada was born in Arlen.\n'.repeat(64));
    const events = {
      say: vi.fn(),
      warn: vi.fn(),
      stoppable: <Result>(train: (stop: AbortSignal) => Promise<Result>) =>
        train(new AbortController().signal),
    };
    return pretrain({ ...TINY, corpus, out: folder.path, device }, events);
  }

  async function folderWith(files: Readonly<Record<string, string>>): Promise<RunFolder> {
    const folder = new RunFolder(await temporaryFolder());
    for (const [name, content] of Object.entries(files)) await writeFile(folder.inside(name), content);
    return folder;
  }

  it('in the folder of a model from elsewhere is refused and leaves it as it was', async () => {
    const files = { 'config.json': '{"model_type":"gpt2"}', 'tokenizer.json': '{}' };
    const folder = await folderWith(files);
    await expect(begin(folder, 'tfjs-js')).rejects.toThrow(/holds a model already/);
    expect((await readdir(folder.path)).sort()).toEqual(Object.keys(files));
  });

  it('that fails before it has written anything takes nothing away that was there', async () => {
    const folder = await folderWith({ 'tokenizer.json': '{}' });
    await expect(begin(folder, 'abacus')).rejects.toThrow(/abacus/);
    expect(await readdir(folder.path)).toEqual(['tokenizer.json']);
    const made = new RunFolder(join(folder.path, 'made'));
    await expect(begin(made, 'abacus')).rejects.toThrow(/abacus/);
    expect(await readdir(folder.path)).toEqual(['tokenizer.json']);
  });

  it('after one that was killed obeys nothing that had been asked of that', async () => {
    const folder = await folderWith({});
    await writeConfig(folder, runConfigOf('pretrain'));
    const entry = (id: string, outcome: ControlEntry['outcome']): ControlEntry => {
      const request = { kind: 'change' as const, change: { steps: 5 } };
      return { id: `abcdefgh-0000000${id}`, time: '', who: 'ada', asked: 0, request, outcome };
    };
    const refused = entry('2', { refused: 'no' });
    await appendToRecord(folder, [entry('1', { applied: 0 }), refused]);
    expect(await begin(folder, 'tfjs-js')).toMatchObject({ state: 'done', progress: { step: 2 } });
    expect(await readRecord(folder)).toEqual([refused]);
  });
});
