/**
 * What is written of a run when something goes wrong around it. The trainer here learns nothing.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { readRecord } from '../../../src/runs/control/recordFile';
import { UserError } from '../../../src/files/userError';
import type { RunFolder } from '../../../src/runs/runFolder';
import { readStatus, writeStatus } from '../../../src/runs/statusFile';
import { recordRun } from '../../../src/training/recordRun';
import { metricsOf } from '../../support/metrics';
import { STEPS, newFolder, options, asked } from '../../support/recording';

async function outcomes(folder: RunFolder): Promise<readonly unknown[]> {
  return (await readRecord(folder)).map(({ outcome }) => outcome);
}

describe('a recorded run', () => {
  it('that is done keeps its loss and exact match when it is resumed', async () => {
    const folder = await newFolder();
    await recordRun(await options(folder));
    const done = await readStatus(folder);
    expect(done).toMatchObject({ state: 'done', loss: 1 / STEPS, exactMatch: 0.25, correct: 1, asked: 4 });
    const again = await recordRun(await options(folder, { after: STEPS }));
    expect(again).toMatchObject({ state: 'done', loss: 1 / STEPS, exactMatch: 0.25, correct: 1, asked: 4 });
    expect(await readStatus(folder)).toMatchObject({
      state: 'done',
      loss: 1 / STEPS,
      exactMatch: 0.25,
      correct: 1,
      asked: 4,
    });
  });

  it('that was asked to stop while it started ends before its first step, in a checkpoint', async () => {
    const folder = await newFolder();
    await writeFile(folder.stopRequest, '');
    expect(await recordRun(await options(folder))).toMatchObject({ state: 'stopped', progress: { step: 0 } });
    expect(await readStatus(folder)).toMatchObject({ state: 'stopped', step: 0 });
    expect(await folder.checkpointSteps()).toEqual([0]);
  });

  it('goes on while its status cannot be written, says so once, and writes it when it can be', async () => {
    const folder = await newFolder();
    const warnings: string[] = [];
    // A folder cannot be replaced by a file.
    await mkdir(folder.status);
    const onStep = async (step: number) => {
      if (step === STEPS) await rm(folder.status, { recursive: true });
    };
    const onWarning = (sentence: string) => {
      warnings.push(sentence);
    };
    expect(await recordRun(await options(folder, { onStep, onWarning }))).toMatchObject({ state: 'done' });
    expect(warnings).toEqual([expect.stringMatching(/status is old: it is tried again/)]);
    expect(await readStatus(folder)).toMatchObject({ state: 'done', step: STEPS });
  });

  it('writes nothing more once another trainer has taken its folder', async () => {
    const folder = await newFolder();
    let taken = false;
    const lock = {
      requireHeld: () => (taken ? Promise.reject(new UserError('taken over')) : Promise.resolve()),
    };
    const theirs = {
      state: 'running' as const,
      step: 1,
      steps: STEPS,
      process: 1,
      host: 'elsewhere',
      heartbeat: new Date(0).toISOString(),
      device: 'onnx-cpu',
      secondsElapsed: 1,
    };
    const onStep = async (step: number) => {
      if (step !== STEPS - 1) return;
      taken = true;
      await writeStatus(folder, theirs);
    };
    await expect(recordRun(await options(folder, { lock, onStep }))).rejects.toThrow('taken over');
    expect(await readStatus(folder)).toEqual(theirs);
    expect((await folder.checkpointSteps()).at(-1)).toBeLessThan(STEPS);
  });

  it('that is paused says so, answers, and goes on with what was changed', async () => {
    const folder = await newFolder();
    const onStep = async (step: number) => {
      if (step === 1) await asked(folder, { kind: 'pause' });
    };
    const run = recordRun(await options(folder, { onStep }));
    const state = async () => (await readStatus(folder))?.state;
    await vi.waitFor(async () => {
      expect(await state()).toBe('paused');
    });
    expect((await folder.checkpointSteps()).at(-1)).toBe(2);
    await asked(folder, { kind: 'pause' });
    await asked(folder, { kind: 'change', change: { steps: 2 } });
    await asked(folder, { kind: 'change', change: { silenced: ['2.1'] } });
    await asked(folder, { kind: 'change', change: { learningRate: 0.5, silenced: ['1.1'] } });
    await asked(folder, { kind: 'evaluate' });
    await asked(folder, { kind: 'resume' });
    expect(await run).toMatchObject({ state: 'done', progress: { step: STEPS } });
    expect(await outcomes(folder)).toEqual([
      { applied: 2 },
      { refused: 'it is paused already' },
      { refused: 'it has made 2 steps already; stop it instead' },
      { refused: 'there is no head 2.1: the model has 1 layers of 1 heads' },
      { applied: 2 },
      { applied: 2 },
      { applied: 2 },
    ]);
    const [, second] = await metricsOf(folder);
    expect(second).toMatchObject({ step: 2, exactMatch: 0.25 });
  });

  it('stops and is discarded when that is asked', async () => {
    for (const kind of ['stop', 'discard'] as const) {
      const folder = await newFolder();
      const onStep = async (step: number) => {
        if (step === 1) await asked(folder, { kind });
      };
      const state = kind === 'stop' ? 'stopped' : 'discarded';
      expect(await recordRun(await options(folder, { onStep }))).toMatchObject({
        state,
        progress: { step: 2 },
      });
      expect(await outcomes(folder)).toEqual([{ applied: 2 }]);
    }
  });

  it('that is discarded stays so, whatever is asked in the same step', async () => {
    const folder = await newFolder();
    const onStep = async (step: number) => {
      if (step !== 1) return;
      await asked(folder, { kind: 'discard' });
      await asked(folder, { kind: 'stop' });
    };
    expect(await recordRun(await options(folder, { onStep }))).toMatchObject({ state: 'discarded' });
  });

  it('has its heads looked at from the first step to the last, and no step twice', async () => {
    const looked: number[] = [];
    const disposed = vi.fn(() => Promise.resolve());
    const look = ({ step }: { readonly step: number }) => {
      looked.push(step);
      return Promise.resolve();
    };
    const probe = { look, moments: () => Promise.resolve([]), dispose: disposed };
    await recordRun(await options(await newFolder(), { probe }));
    expect(looked[0]).toBe(0);
    expect(looked.at(-1)).toBe(STEPS);
    expect(new Set(looked).size).toBe(looked.length);
    expect(disposed).toHaveBeenCalledOnce();
  });

  it('goes on without looking at heads where that fails, and says so once', async () => {
    const onWarning = vi.fn();
    const look = vi.fn(() => Promise.reject(new UserError('The disk is full.')));
    // What cannot be told of heads keeps no checkpoint from being written.
    const moments = () => Promise.reject(new Error('no file'));
    const probe = { look, moments, dispose: () => Promise.resolve() };
    const { state } = await recordRun(await options(await newFolder(), { probe, onWarning }));
    expect(state).toBe('done');
    expect(look).toHaveBeenCalledOnce();
    expect(onWarning.mock.calls).toEqual([['The heads are not followed any more: The disk is full.']]);
  });
});
