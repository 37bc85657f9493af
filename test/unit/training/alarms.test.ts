/**
 * Alarms that people set on a run: when they ring, and what becomes of the run. The trainer here learns nothing.
 */
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { appendToRecord, readRecord } from '../../../src/runs/control/recordFile';
import { noteGoingOn } from '../../../src/runs/control/answers';
import { readAlarm } from '../../../src/runs/control/readAlarm';
import { appliedAt } from '../../../src/runs/control/request';
import type { RunConfig } from '../../../src/runs/runConfig';
import type { RunFolder } from '../../../src/runs/runFolder';
import { readStatus, writeStatus } from '../../../src/runs/statusFile';
import { AlarmWatch } from '../../../src/training/alarmWatch';
import { recordRun } from '../../../src/training/recordRun';
import { BrokenLoss, type StepReport } from '../../../src/training/trainingLoop';
import { RunControl } from '../../../src/training/runControl';
import { metricsOf, row } from '../../support/metrics';
import { newFolder, config, options, asked } from '../../support/recording';

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

  it('goes on at once, however many losses it compares', async () => {
    const folder = await newFolder();
    const [rows, steps] = [50_000, 20_000];
    const lines = Array.from({ length: rows }, (_, index) => JSON.stringify(row(index + 1)));
    await writeFile(folder.metrics, `${lines.join('\n')}\n`);
    const secondsWith = async (watched: AlarmWatch, compared: number) => {
      const alarm = { when: 'flat' as const, steps: compared, action: 'stop' as const };
      const set = { id: 'flat', alarm, from: 0 };
      const began = performance.now();
      await watched.catchUp(folder, [set], rows);
      expect(watched.ringing([set], row(rows + 1))).toEqual([set]);
      return (performance.now() - began) / 1000;
    };
    const few = await secondsWith(new AlarmWatch(), 1);
    // To sum what is compared at each row would be two thousand million additions, and take seconds.
    expect(await secondsWith(new AlarmWatch(), steps)).toBeLessThan(3 * few + 0.3);
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

  it('is told of once with all that ring at one step, and ends where one of them ends it', async () => {
    const folder = await newFolder();
    await asked(folder, readAlarm('accuracy=0.5:pause'));
    await asked(folder, readAlarm('exact-match=25%:stop'));
    const told: string[] = [];
    const values = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
    const given = await optionsFor(folder, { values });
    const training = { ...given.config.training, evaluateEvery: 5 };
    const onWarning = (words: string) => told.push(words);
    const end = await recordRun({ ...given, config: { ...given.config, training }, onWarning });
    expect(end).toMatchObject({ state: 'stopped', progress: { step: 5 } });
    expect(told).toEqual([
      'alarm, accuracy has reached 50.0\u00a0%: rang after step 5 and paused the run; ' +
        'alarm, exact match has reached 25.0\u00a0%: rang after step 5 and stopped the run',
    ]);
    expect((await readStatus(folder))?.alarm?.words).toBe(told[0]);
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
