/**
 * What is written of a run when something goes wrong around it. The trainer here learns nothing.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { appendToRecord, readRecord } from '../../../src/runs/control/recordFile';
import { noteGoingOn } from '../../../src/runs/control/answers';
import { readAlarm } from '../../../src/runs/control/readAlarm';
import { type ControlRequest, appliedAt } from '../../../src/runs/control/request';
import { leaveRequest, newRequest } from '../../../src/runs/control/requestFiles';
import type { RunConfig } from '../../../src/runs/runConfig';
import { UserError } from '../../../src/files/userError';
import { RunFolder } from '../../../src/runs/runFolder';
import { readStatus, writeStatus } from '../../../src/runs/statusFile';
import type { RecordOptions } from '../../../src/training/recordOptions';
import { recordRun } from '../../../src/training/recordRun';
import { BrokenLoss, type StepReport } from '../../../src/training/trainingLoop';
import { presetTraining } from '../../../src/training/presets';
import { RunControl } from '../../../src/training/runControl';
import { noise } from '../../support/engines';
import { temporaryFolder } from '../../support/files';
import { metricsOf } from '../../support/metrics';

const STEPS = 3;

async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

function config(): RunConfig {
  const sizes = { task: 'pretrain' as const, examples: 8, documents: 8, contextLength: 16 };
  const training = {
    ...presetTraining('quick', { ...sizes, pretrained: false, prompted: false }),
    steps: STEPS,
  };
  return {
    version: 1,
    task: 'pretrain',
    created: new Date(0).toISOString(),
    preset: 'quick',
    seed: 1,
    device: 'onnx-cpu',
    model: {
      variant: 'rope',
      layers: 1,
      heads: 1,
      width: 4,
      contextLength: 16,
      vocabularySize: 3,
      dropout: 0,
      bottleneck: 1,
      upMlpRatio: 4,
      latents: 'prefix',
    },
    training,
  };
}

async function* reports(after: number, onStep: (step: number) => Promise<void>): AsyncGenerator<StepReport> {
  for (let step = after + 1; step <= STEPS; step++) {
    yield { step, epoch: 0, tokens: 10, loss: 1 / step, accuracy: 0.5, learningRate: 1e-3, gradientNorm: 1 };
    await onStep(step);
  }
}

async function options(
  folder: RunFolder,
  {
    after = 0,
    onStep = () => Promise.resolve(),
    ...more
  }: Partial<RecordOptions> & {
    readonly after?: number;
    readonly onStep?: (step: number) => Promise<void>;
  } = {},
): Promise<RecordOptions> {
  const tensors = { 'head.weight': noise([2]), 'adamw.m.head.weight': noise([2]) };
  return {
    folder,
    lock: { requireHeld: () => Promise.resolve() },
    config: config(),
    device: 'onnx-cpu',
    vocabulary: { characters: ['□', '⁇', 'a'] },
    reports: reports(after, onStep),
    before: { step: after, tokens: 0, seconds: 0 },
    control: await RunControl.open(folder, config(), after),
    asks: true,
    exactMatch: () => Promise.resolve({ correct: 1, asked: 4 }),
    parameters: () => Promise.resolve(tensors),
    snapshot: () => Promise.resolve({ tensors, optimizerState: ['adamw.m.head.weight'] }),
    stop: new AbortController().signal,
    onWarning: () => undefined,
    ...more,
  };
}

async function asked(folder: RunFolder, wanted: ControlRequest): Promise<string> {
  const request = await newRequest(folder, wanted, 'test');
  await leaveRequest(folder, request);
  return request.id;
}

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

  it('has its heads looked at from the first step to the last, and no step twice', async () => {
    const looked: number[] = [];
    const disposed = vi.fn(() => Promise.resolve());
    const look = ({ step }: { readonly step: number }) => {
      looked.push(step);
      return Promise.resolve();
    };
    await recordRun(await options(await newFolder(), { probe: { look, dispose: disposed } }));
    expect(looked[0]).toBe(0);
    expect(looked.at(-1)).toBe(STEPS);
    expect(new Set(looked).size).toBe(looked.length);
    expect(disposed).toHaveBeenCalledOnce();
  });

  it('goes on without looking at heads where that fails, and says so once', async () => {
    const onWarning = vi.fn();
    const look = vi.fn(() => Promise.reject(new UserError('The disk is full.')));
    const probe = { look, dispose: () => Promise.resolve() };
    const { state } = await recordRun(await options(await newFolder(), { probe, onWarning }));
    expect(state).toBe('done');
    expect(look).toHaveBeenCalledOnce();
    expect(onWarning.mock.calls).toEqual([['The heads are not followed any more: The disk is full.']]);
  });
});

describe('a run with an alarm', () => {
  /** The losses of the steps; at one that is missing, the loss is no number. */
  async function* losses(values: readonly (number | undefined)[], after = 0): AsyncGenerator<StepReport> {
    await Promise.resolve();
    for (const [index, loss] of values.entries()) {
      const step = index + 1;
      if (step <= after) continue;
      if (loss === undefined) throw new BrokenLoss(`The loss is not a number any more at step ${step}.`);
      yield { step, epoch: 0, tokens: 1, loss, accuracy: 1 - loss, learningRate: 1, gradientNorm: 1 };
    }
  }
  const RISING = [0.9, 0.5, 0.4, 0.3, 0.3, 0.5, 0.6, 0.7];
  const long = (): RunConfig => ({
    ...config(),
    training: { ...config().training, steps: RISING.length, checkpointEvery: 100 },
  });

  interface Alarmed {
    readonly values?: readonly (number | undefined)[];
    readonly after?: number;
  }

  async function optionsFor(folder: RunFolder, { values = RISING, after = 0 }: Alarmed = {}) {
    const control = await RunControl.open(folder, long(), after);
    return options(folder, { after, config: long(), control, reports: losses(values, after) });
  }

  async function recordWith(folder: RunFolder, given: Alarmed = {}) {
    return recordRun(await optionsFor(folder, given));
  }

  async function events(folder: RunFolder): Promise<readonly unknown[]> {
    return (await readRecord(folder)).map(({ request, outcome }) => [request.kind, outcome]);
  }

  it('stops where the loss has not fallen, says which alarm it was, and goes on without it', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('flat=2:stop'));
    expect(await recordWith(folder)).toMatchObject({ state: 'stopped', progress: { step: 6 } });
    expect(await events(folder)).toEqual([
      ['alarm', { applied: 0 }],
      ['rang', { applied: 6 }],
    ]);
    expect(await readStatus(folder)).toMatchObject({
      message: "The alarm 'stop when the loss has not fallen for 2 steps' rang.",
      alarm: { words: 'alarm, the loss has not fallen for 2 steps: rang after step 6 and stopped the run' },
    });
    expect(await folder.checkpointSteps()).toContain(6);
    await noteGoingOn(folder, 6);
    expect(await recordWith(folder, { after: 6 })).toMatchObject({ state: 'done' });
    expect((await events(folder)).slice(2)).toEqual([['wentOn', { applied: 6 }]]);
    expect((await readStatus(folder))?.message).toBeUndefined();
  });

  it('compares losses from before it was killed, and ends where it would have ended, ringing once', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('flat=2:stop'));
    const control = await RunControl.open(folder, long(), 0);
    const killed = await optionsFor(folder, { values: RISING.slice(0, 4) });
    await recordRun({ ...killed, control });
    expect(await recordWith(folder, { after: 3 })).toMatchObject({ state: 'stopped', progress: { step: 6 } });
    // Killed before it could say that it has stopped, it makes these steps once more.
    const status = await readStatus(folder);
    if (status) await writeStatus(folder, { ...status, state: 'running' });
    await noteGoingOn(folder, 3);
    expect(await recordWith(folder, { after: 3 })).toMatchObject({ state: 'stopped', progress: { step: 6 } });
    expect((await events(folder)).map(String)).toHaveLength(2);
  });

  it('ends a run that repeats it at the same step, and tells nobody twice', async () => {
    const [folder, again] = [await newFolder(), await newFolder()];
    await asked(folder, readAlarm('flat=2:stop'));
    await recordWith(folder);
    await appendToRecord(again, await readRecord(folder));
    expect(await recordWith(again)).toMatchObject({ state: 'stopped', progress: { step: 6 } });
    expect((await metricsOf(again)).map(({ loss }) => loss)).toEqual(RISING.slice(0, 6));
    const status = await readStatus(again);
    expect(status?.message).toMatch(/^The alarm 'stop when the loss has not fallen for 2 steps' rang/);
    expect(status?.alarm).toBeUndefined();
    expect(await readRecord(again)).toEqual(await readRecord(folder));
  });

  it('pauses when a figure is reached, once, and goes on when it is told to', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('accuracy=0.5:pause'));
    const run = recordWith(folder);
    await vi.waitFor(async () => {
      expect((await readStatus(folder))?.state).toBe('paused');
    });
    expect((await readStatus(folder))?.alarm?.words).toBe(
      'alarm, accuracy has reached 50.0 %: rang after step 2 and paused the run',
    );
    await asked(folder, { kind: 'resume' });
    expect(await run).toMatchObject({ state: 'done' });
    expect(await events(folder)).toEqual([
      ['alarm', { applied: 0 }],
      ['rang', { applied: 2 }],
      ['resume', { applied: 2 }],
    ]);
  });

  it('only says so when that is asked, with a checkpoint to look at', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('exact-match=25%:notify'));
    expect(await recordWith(folder)).toMatchObject({ state: 'done' });
    const ring = (await readRecord(folder)).find(({ request }) => request.kind === 'rang');
    expect(await folder.checkpointSteps()).toContain(ring && appliedAt(ring));
  });

  it('on a broken loss ends before it, saves nothing broken, and fails plainly the next time', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('nan:stop'));
    const values = [0.9, 0.8, undefined];
    expect(await recordWith(folder, { values })).toMatchObject({ state: 'stopped', progress: { step: 2 } });
    expect(await readStatus(folder)).toMatchObject({
      state: 'stopped',
      message: "The alarm 'stop when the loss is NaN' rang. The loss is not a number any more at step 3.",
    });
    expect(await folder.checkpointSteps()).toEqual([0]);
    await noteGoingOn(folder, 0);
    await expect(recordWith(folder, { values })).rejects.toThrow(/^The loss is not a number any more/);
    expect(await readStatus(folder)).toMatchObject({ state: 'failed', step: 2 });
  });

  it('on a broken loss that is only to be told of fails, and says which alarm it was', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('nan:notify'));
    const words =
      /^The alarm 'notify when the loss is NaN' rang. The loss is not a number any more at step 1/;
    await expect(recordWith(folder, { values: [undefined] })).rejects.toThrow(words);
    expect(await readStatus(folder)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(words) as string,
    });
    expect((await events(folder)).at(-1)).toEqual(['rang', { applied: 0 }]);
  });
});
