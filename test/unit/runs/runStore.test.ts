import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeConfig } from '../../../src/runs/configFile';
import { FolderWatch } from '../../../src/runs/folderWatch';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunStore } from '../../../src/runs/runStore';
import { writeStatus } from '../../../src/runs/statusFile';
import { runConfigOf } from '../../support/runConfigs';
import { temporaryFolder } from '../../support/files';
import { intervalsUntil, useManualIntervals } from '../../support/timers';

let root: string;
let store: RunStore;

beforeEach(async () => {
  root = await temporaryFolder();
  store = new RunStore(() => [root]);
});

afterEach(() => {
  store.dispose();
  vi.useRealTimers();
});

async function newRun(name: string, seed: number): Promise<RunFolder> {
  const folder = new RunFolder(join(root, name));
  await mkdir(folder.path, { recursive: true });
  await writeConfig(folder, runConfigOf('pretrain', { seed, created: `2026-01-0${seed}T00:00:00Z` }));
  await setState(folder, 'done', 1);
  return folder;
}

function setState(folder: RunFolder, state: 'done' | 'stopped', step: number): Promise<void> {
  const times = { heartbeat: new Date().toISOString(), secondsElapsed: 1 };
  return writeStatus(folder, {
    state,
    step,
    steps: 9,
    process: 1,
    host: 'elsewhere',
    device: 'cpu',
    ...times,
  });
}

const seeds = () => store.runs.map(({ config }) => config.seed);

describe('the list of runs', () => {
  it('shows the newest first, one and two levels down, and follows no links', async () => {
    await newRun('a', 1);
    await newRun('table/b', 2);
    await symlink(join(root, 'a'), join(root, 'link'));
    await store.refresh();
    expect(store.runs.map(({ name }) => name)).toEqual(['table/b', 'a']);
  });

  it('knows nothing of a run that was deleted when another has its name', async () => {
    const folder = await newRun('a', 1);
    await store.refresh();
    expect(seeds()).toEqual([1]);
    await rm(folder.path, { recursive: true });
    await newRun('a', 2);
    await store.refresh();
    expect(seeds()).toEqual([2]);
    expect(store.find(folder.path)?.config.seed).toBe(2);
  });

  it('lets go of runs that are gone', async () => {
    const folder = await newRun('a', 1);
    await store.refresh();
    await rm(folder.path, { recursive: true });
    await store.refresh();
    expect([seeds(), store.find(folder.path)]).toEqual([[], undefined]);
  });

  it('lets go of a run whose configuration is gone, and takes it back', async () => {
    const folder = await newRun('a', 1);
    await store.refresh();
    await rename(folder.config, join(root, 'aside'));
    await store.refresh();
    expect(seeds()).toEqual([]);
    await rename(join(root, 'aside'), folder.config);
    await store.refresh();
    expect(seeds()).toEqual([1]);
  });

  it('sees every change of a status, however close together', async () => {
    const folder = await newRun('a', 1);
    for (let step = 1; step <= 20; step++) {
      await setState(folder, 'stopped', step);
      await store.refresh();
      expect(store.runs[0]?.status?.step).toBe(step);
    }
  });

  it('is not read from a configuration that is no file', async () => {
    await mkdir(join(root, 'a', 'config.json'), { recursive: true });
    await newRun('b', 2);
    await store.refresh();
    expect(seeds()).toEqual([2]);
  });

  it('tells its listeners of a change and of nothing else', async () => {
    const folder = await newRun('a', 1);
    await store.refresh();
    const listener = vi.fn();
    store.onChange(listener);
    await store.refresh();
    expect(listener).not.toHaveBeenCalled();
    await setState(folder, 'stopped', 2);
    await store.refresh();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('notices a new run and a change by itself', async () => {
    useManualIntervals();
    await store.refresh();
    const told = vi.fn();
    store.onChange(told);
    const folder = await newRun('a', 1);
    await intervalsUntil(() => store.runs[0]?.status !== undefined);
    expect(seeds()).toEqual([1]);
    told.mockClear();
    await setState(folder, 'stopped', 5);
    await intervalsUntil(() => told.mock.calls.length > 0);
    expect(store.runs[0]?.status?.step).toBe(5);
  });
});

describe('watching folders', () => {
  it('tells of changed ones once, and survives those that are not there', async () => {
    const watch = new FolderWatch();
    watch.watchOnly([root, join(root, 'nowhere')]);
    expect([...watch.takeChanged()]).toEqual([root]);
    expect(watch.takeChanged().size).toBe(0);
    await writeFile(join(root, 'new'), '');
    await vi.waitUntil(() => watch.takeChanged().has(root));
    watch.watchOnly([]);
    await writeFile(join(root, 'newer'), '');
    expect(watch.takeChanged().size).toBe(0);
    watch.dispose();
  });
});
