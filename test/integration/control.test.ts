/**
 * Runs that a person takes hold of while they are trained, from the command line.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TimelineTail } from '../../src/heads/formation/timelineTail';
import { readCheckpoint } from '../../src/model/checkpoints/checkpoint';
import { weightsOf } from '../../src/model/openModel';
import { createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import { readConfig } from '../../src/runs/configFile';
import { readRecord } from '../../src/runs/control/recordFile';
import { RunFolder } from '../../src/runs/runFolder';
import { readStatus } from '../../src/runs/statusFile';
import { TINY, cli, cliHere, madeUpPeople, startCli, until } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { metricsOf } from '../support/metrics';

let people: StudyFiles;
beforeAll(async () => {
  people = await madeUpPeople();
});

async function newRun(): Promise<RunFolder> {
  return new RunFolder(join(await temporaryFolder(), 'run'));
}

function pretrainArguments(run: RunFolder, steps: number): readonly string[] {
  const size = [...TINY, '--steps', String(steps), '--dropout', '0.1'];
  return ['pretrain', '--corpus', people.corpus, '--out', run.path, ...size];
}

async function isAt(run: RunFolder, step: number): Promise<boolean> {
  return ((await metricsOf(run)).at(-1)?.step ?? -1) >= step;
}

async function control(run: RunFolder, ...words: readonly string[]) {
  const { code, stdout, stderr } = await cliHere('control', '--run', run.path, ...words);
  return { code, said: stdout + stderr };
}

// Seven trainers are started, one after the other.
vi.setConfig({ testTimeout: 180_000 });

/** What the run wrote down of its heads. */
async function looksOf(run: RunFolder) {
  const tail = new TimelineTail(run);
  await tail.read();
  return tail.points;
}

describe('a run under control', () => {
  it('is paused, answers while it is, is killed, and goes on to the very end of a steered one', async () => {
    const run = await newRun();
    const { child, ended } = startCli(pretrainArguments(run, 5000));
    await until(() => isAt(run, 3));
    const paused = await control(run, 'pause');
    expect(paused.said).toMatch(/^pause: asked at step \d+\ndone at step \d+\n$/);
    expect(await readStatus(run)).toMatchObject({ state: 'paused' });
    const made = (await readStatus(run))?.step ?? NaN;
    expect(await run.checkpointSteps()).toContain(made);
    const end = made + 20;

    expect((await control(run, 'pause')).said).toMatch(/refused: it is paused already/);
    expect((await control(run, 'evaluate')).said).toMatch(`done at step ${made}`);
    const row = (await metricsOf(run)).at(-1);
    expect(row?.step).toBe(made);
    expect(row?.exactMatch).toBeDefined();
    const silenced = await control(
      run,
      'set',
      'silence=1.2',
      'learning-rate=0.002',
      'dropout=0.2',
      `steps=${end}`,
    );
    expect(silenced.said).toMatch(`applied from step ${made + 1}`);
    const name = 'blocks.0.attn.proj.weight';
    // Whoever looks at the run soon sees it without the head; the head itself is kept.
    await vi.waitFor(async () => {
      const shown = await readCheckpoint(run.weights);
      expect([...(shown.tensors[name]?.data.slice(16, 32) ?? [])]).toEqual(new Array<number>(16).fill(0));
    }, 20_000);
    const kept = await readCheckpoint(run.checkpoint(made));
    expect(kept.tensors[name]?.data[16]).not.toBe(0);

    child.kill('SIGKILL');
    await ended;
    expect((await control(run, 'pause')).said).toMatch(/is not being trained/);
    expect(await cli('pretrain', '--resume', '--out', run.path)).toMatchObject({ code: 0 });
    expect(await readStatus(run)).toMatchObject({ state: 'done', step: end, steps: end });
    // Looked at by its last step, the run is what it is by its newest weights, and so it was while it learned.
    const last = await readCheckpoint(run.checkpoint(end));
    const now = await readCheckpoint(run.weights);
    const model = createModel(builtInVariant(last.model.variant), last.model);
    expect(last.tensors[name]?.data[16]).not.toBe(0);
    expect(weightsOf(model, last)).toEqual(now.tensors);
    // A head whose projection is zero copies nothing.
    const copying = (await looksOf(run)).flatMap(
      ({ model: looked }) => looked?.copying[0]?.slice(1, 2) ?? [],
    );
    expect(copying[0]).toEqual(expect.any(Number));
    expect(copying.at(-1)).toBeNull();

    const again = await newRun();
    const replayed = await cliHere('pretrain', '--replay', run.path, '--out', again.path);
    expect(replayed).toMatchObject({ code: 0 });
    expect(await metricsOf(again)).toEqual(await metricsOf(run));
    expect((await readCheckpoint(again.weights)).tensors).toEqual(
      (await readCheckpoint(run.weights)).tensors,
    );

    const other = await newRun();
    const branch = ['branch', '--run', run.path, '--out', other.path, '--step'];
    expect((await cliHere(...branch, '1234')).stderr).toMatch(
      /has no checkpoint of step 1234. There are 0, /,
    );
    expect(existsSync(other.path)).toBe(false);
    expect((await cliHere(...branch, String(made))).stdout).toMatch(`stands at step ${made}`);
    expect((await readConfig(other)).branch).toMatchObject({ run: run.path, step: made });
    expect(await readStatus(other)).toMatchObject({ state: 'stopped', step: made, steps: 5000 });
    const looks = (await looksOf(run)).filter(({ step }) => step <= made);
    expect(looks.length).toBeGreaterThan(0);
    expect(await looksOf(other)).toEqual(looks);
    expect((await control(other, 'set', `steps=${end - 10}`)).code).toBe(0);
    expect(await cliHere('pretrain', '--resume', '--out', other.path)).toMatchObject({ code: 0 });
    const [ours, theirs] = [await metricsOf(other), await metricsOf(run)];
    expect(ours.slice(0, made)).toEqual(theirs.slice(0, made));
    expect(ours).toHaveLength(end - 10);
    expect(ours.at(-1)?.loss).not.toBe(theirs[end - 11]?.loss);
  });

  it('stops, goes on longer than it was meant to, and is discarded', async () => {
    const run = await newRun();
    const first = startCli(pretrainArguments(run, 5000));
    await until(() => isAt(run, 2));
    expect((await control(run, 'stop')).said).toMatch(/^stop and save: asked at step \d+\ndone at step/);
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await readStatus(run)).toMatchObject({ state: 'stopped' });
    expect((await control(run, 'set', 'steps=6000')).said).toMatch(/applied from step/);
    const second = startCli(['pretrain', '--resume', '--out', run.path]);
    await until(async () => (await readStatus(run))?.state === 'running');
    expect((await readStatus(run))?.steps).toBe(6000);
    expect((await control(run, 'discard')).code).toBe(0);
    expect((await second.ended).stdout).toMatch(/discarded after step/);
    expect(existsSync(run.path)).toBe(false);
    expect(await readRecord(run)).toEqual([]);
  });
});
