import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { newestTrust } from '../../../src/answers/trustFile';
import { writeAtomically } from '../../../src/files/writeAtomically';
import { AnalysisCache } from '../../../src/heads/analysisCache';
import { readCheckpoint, readCheckpointHeader } from '../../../src/model/checkpoints/checkpoint';
import { readTorchFile } from '../../../src/model/checkpoints/torchFile';
import { readConfig, writeConfig } from '../../../src/runs/configFile';
import { leaveRequest, newRequest } from '../../../src/runs/control/requestFiles';
import { Launcher, logTail } from '../../../src/runs/launcher';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { readMetrics } from '../../../src/runs/metricsTail';
import { openForAppending, requireOwnFiles } from '../../../src/runs/ownFiles';
import { RunFolder } from '../../../src/runs/runFolder';
import { lockRun } from '../../../src/runs/runLock';
import { RunStore } from '../../../src/runs/runStore';
import { readStatus } from '../../../src/runs/statusFile';
import { runConfigOf } from '../../support/runConfigs';
import { temporaryFolder } from '../../support/files';

/** Windows has neither these pipes nor these devices; there the tests of sizes and links remain. */
const posix = process.platform !== 'win32';

let root: string;
let run: RunFolder;
/** A file of the person's that no run may touch. */
let precious: string;

beforeEach(async () => {
  root = await temporaryFolder();
  run = new RunFolder(join(root, 'runs', 'run'));
  await run.create();
  await mkdir(run.analysis);
  await writeConfig(run, runConfigOf('pretrain'));
  precious = join(root, 'precious');
  await writeFile(precious, 'mine');
});

async function pipeAt(path: string): Promise<void> {
  await rm(path, { force: true });
  await promisify(execFile)('/usr/bin/mkfifo', [path]);
}

async function deviceAt(path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink('/dev/zero', path);
}

async function folderAt(path: string): Promise<void> {
  await rm(path, { force: true });
  await mkdir(path);
}

/** Four gigabytes that take no place on the disk. */
async function hugeAt(path: string): Promise<void> {
  await writeFile(path, '{');
  await truncate(path, 4 * 2 ** 30);
}

/** What each reader of a run folder makes of a file that is nothing of the kind; all of them return at once. */
const READERS: readonly (readonly [
  string,
  (run: RunFolder) => string,
  (run: RunFolder) => Promise<unknown>,
])[] = [
  ['config.json', ({ config }) => config, readConfig],
  ['status.json', ({ status }) => status, readStatus],
  [
    'metrics.jsonl',
    ({ metrics }) => metrics,
    async (folder) => (await readMetrics(folder)).columns.step.length,
  ],
  ['log.txt', ({ log }) => log, logTail],
  ['lock', ({ lock }) => lock, (folder) => new RunStore(() => [join(folder.path, '..')]).refresh()],
  ['weights.safetensors', ({ weights }) => weights, ({ weights }) => readCheckpoint(weights)],
  ['a checkpoint', (folder) => folder.checkpoint(1), (folder) => readCheckpointHeader(folder.checkpoint(1))],
  [
    'model.params',
    (folder) => folder.inside('x.params'),
    (folder) => readTorchFile(folder.inside('x.params')),
  ],
  ['a trust report', ({ predictions }) => join(predictions, 'q.trust.json'), newestTrust],
];

function memory(): number {
  return process.memoryUsage().rss;
}

describe.each(READERS)('%s of somebody else', (name, pathIn, read) => {
  const MADE: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ...(posix
      ? ([
          ['a pipe', pipeAt],
          ['/dev/zero', deviceAt],
        ] as const)
      : []),
    // A curve is read in pieces and nothing of a long one is kept, but reading all of it takes half a minute.
    ...(name === 'metrics.jsonl' ? [] : ([['four gigabytes', hugeAt]] as const)),
    ['a folder', folderAt],
  ];

  it.each(MADE)('that is %s neither waits nor fills the memory', async (_, make) => {
    await make(pathIn(run));
    const before = memory();
    const problem = await read(run).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(problem === undefined || (problem instanceof Error && problem.name === 'UserError')).toBe(true);
    expect(memory() - before).toBeLessThan(200e6);
  });
});

describe('links in a run folder', () => {
  it.each([
    'metrics.jsonl',
    'log.txt',
    'stop',
    'weights.safetensors',
    'checkpoints/x',
    'predictions/q.tsv',
    'analysis/corpus.words',
    'control.jsonl',
    'requests',
  ])('at %s keep everybody from writing', async (name) => {
    await symlink(precious, run.inside(name));
    await expect(requireOwnFiles(run)).rejects.toThrow(/is a link; a run is written in its own folder alone/);
    await expect(lockRun(run)).rejects.toThrow(/is a link/);
    const request = await newRequest(run, { kind: 'stop' }, 'test');
    await expect(leaveRequest(run, request)).rejects.toThrow(/is a link/);
    expect(await readFile(precious, 'utf8')).toBe('mine');
  });

  it('at the folder of checkpoints keep everybody from writing elsewhere', async () => {
    const elsewhere = await temporaryFolder();
    await rm(run.checkpoints, { recursive: true });
    await symlink(elsewhere, run.checkpoints);
    await expect(lockRun(run)).rejects.toThrow(/checkpoints is a link/);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('are not followed by metrics, logs and results', async () => {
    for (const path of [run.metrics, run.log, run.inside('other.log')]) await symlink(precious, path);
    await expect(MetricsWriter.open(run)).rejects.toThrow(/metrics\.jsonl is a link/);
    const launcher = new Launcher('nothing.js', () => true);
    await expect(launcher.start(['x'], { folder: root, log: run.log }).ended).rejects.toThrow(
      /log\.txt is a link/,
    );
    const key = {
      kind: 'scores',
      version: 1,
      progress: { step: 1, tokens: 1, seconds: 1 },
      file: 'a'.repeat(64),
    };
    const kept = await new AnalysisCache(run).remember(key, v.number(), () => Promise.resolve(1));
    expect(kept).toBe(1);
    expect(await readdir(run.analysis)).toEqual([]);
    expect(await readFile(precious, 'utf8')).toBe('mine');
  });

  it('with the name of a file in the making are not written through', async () => {
    await symlink(precious, `${run.status}.${process.pid}.tmp`);
    await writeAtomically(run.status, ['{}']);
    expect(await readFile(precious, 'utf8')).toBe('mine');
    expect(await readFile(run.status, 'utf8')).toBe('{}');
  });

  it('are replaced, not followed, where a file is replaced', async () => {
    await symlink(precious, run.status);
    await writeAtomically(run.status, ['{}']);
    expect(await readFile(precious, 'utf8')).toBe('mine');
  });
});

describe.skipIf(!posix)('pipes in a run folder', () => {
  it('are not written into', async () => {
    await pipeAt(run.metrics);
    await expect(lockRun(run)).rejects.toThrow(/metrics\.jsonl is a pipe or a device/);
    await expect(openForAppending(run.metrics)).rejects.toThrow(/is a pipe or a device/);
  });
});
