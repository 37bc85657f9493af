import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readConfig, writeConfig } from '../../../src/runs/configFile';
import { appendToRecord, readRecord } from '../../../src/runs/control/recordFile';
import type { ControlEntry } from '../../../src/runs/control/request';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunLock } from '../../../src/runs/runLock';
import { readStatus, writeStatus } from '../../../src/runs/statusFile';
import { pretrain } from '../../../src/training/pretrain';
import { type NewRun, resumeRun, startRun } from '../../../src/training/startRun';
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

const TINY = { layers: 1, heads: 1, width: 8, batch: 4, context: 24, preset: 'quick', steps: 2 } as const;

/** @param look Called before anything is trained. */
function eventsWith(look: () => Promise<void> = () => Promise.resolve()) {
  return {
    say: vi.fn(),
    warn: vi.fn(),
    stoppable: async <Result>(train: (stop: AbortSignal) => Promise<Result>) => {
      await look();
      return train(new AbortController().signal);
    },
  };
}

async function begin(folder: RunFolder, device: string) {
  const corpus = await temporaryFile('text.txt', 'Ada was born in Arlen.\n'.repeat(64));
  return pretrain({ ...TINY, corpus, out: folder.path, device }, eventsWith());
}

describe('a start', () => {
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

  it('in a folder with a link is refused and leaves it as it was', async () => {
    const folder = await folderWith({});
    await symlink(await temporaryFile('notes.txt', ''), folder.inside('notes.txt'));
    await expect(begin(folder, 'tfjs-js')).rejects.toThrow(/is a link/);
    expect(await readdir(folder.path)).toEqual(['notes.txt']);
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

describe('a run that goes on', () => {
  async function doneRun() {
    const folder = new RunFolder(join(await temporaryFolder(), 'run'));
    await begin(folder, 'tfjs-js');
    const done = await readStatus(folder);
    if (!done) throw new Error('It has no status.');
    const left = { ...done, process: 1, message: 'The alarm rang.', secondsLeft: 9 };
    await writeStatus(folder, left);
    return { folder, left };
  }

  it('says that it starts until it trains, and what it measured last', async () => {
    const { folder, left } = await doneRun();
    const seen: unknown[] = [];
    const look = async () => {
      seen.push(await readStatus(folder));
    };
    await resumeRun({ out: folder.path }, eventsWith(look));
    const { loss, exactMatch, correct, asked } = left;
    const measured = { loss, exactMatch, correct, asked };
    expect(seen).toMatchObject([{ state: 'starting', step: 2, steps: 2, process: process.pid, ...measured }]);
    expect(seen).not.toMatchObject([{ message: expect.anything() as string }]);
    expect(await readStatus(folder)).toMatchObject({ state: 'done', step: 2 });
  });

  it('is what it was where it cannot start', async () => {
    const { folder, left } = await doneRun();
    await writeConfig(folder, { ...(await readConfig(folder)), device: 'abacus' });
    await expect(resumeRun({ out: folder.path }, eventsWith())).rejects.toThrow(/abacus/);
    expect(await readStatus(folder)).toEqual(left);
  });
});
