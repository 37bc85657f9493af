import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { change, discard, pause } from '../../../src/host/commands/controlRun';
import { setAlarm } from '../../../src/host/commands/setAlarm';
import { ControlFeed } from '../../../src/host/panel/controlFeed';
import { writeConfig } from '../../../src/runs/configFile';
import { RequestDesk } from '../../../src/runs/control/answers';
import { readRecord } from '../../../src/runs/control/recordFile';
import type { Outcome } from '../../../src/runs/control/request';
import { waitingRequests } from '../../../src/runs/control/requestFiles';
import { RunFolder } from '../../../src/runs/runFolder';
import { type RunLock, lockRun } from '../../../src/runs/runLock';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';
import { intervalsUntil, useManualIntervals } from '../../support/timers';
import { editor, resetEditor } from '../../support/vscode';
import { FakeInspector, feedParts } from './panel/inspecting';
import { SomeRuns, aLab, aRun } from './someRuns';

let folder: RunFolder;
let lock: RunLock | undefined;

beforeEach(async () => {
  resetEditor();
  folder = new RunFolder(join(await temporaryFolder(), 'wiki'));
  await folder.create();
  await writeConfig(folder, runConfigOf('pretrain'));
});
afterEach(async () => {
  await lock?.release();
  lock = undefined;
  vi.useRealTimers();
});

/** A lab with the run, which this process trains. */
async function trained() {
  lock = await lockRun(folder);
  return aLab({
    store: new SomeRuns([
      { ...aRun({ path: folder.path, state: 'running' }), config: runConfigOf('pretrain') },
    ]),
  });
}

/** Answers the next request as a trainer does. */
async function answerNext(outcome: Outcome): Promise<void> {
  const desk = await RequestDesk.open(folder);
  const request = await vi.waitFor(async () => {
    const [waiting] = await desk.waiting();
    if (!waiting) throw new Error('Nothing was asked.');
    return waiting;
  });
  await desk.answer(request, outcome);
}

describe('a run in the editor', () => {
  it('is asked to pause, and what became of it is said', async () => {
    const asked = pause(await trained());
    await answerNext({ refused: 'it is paused already' });
    await asked;
    expect(editor.messages).toMatchObject([{ text: 'wiki: pause, refused: it is paused already' }]);
  });

  it('is discarded only when that is meant', async () => {
    const lab = await trained();
    editor.lists.choices = ['wiki', 'wiki'];
    await discard(lab);
    expect(editor.messages).toMatchObject([{ text: 'Discard the run wiki?', modal: true }]);
    expect(await waitingRequests(folder)).toEqual([]);
    editor.presses.set('Discard the run', 'Discard wiki');
    const asked = discard(lab);
    await answerNext({ applied: 3 });
    await asked;
    expect((await readRecord(folder)).map(({ request }) => request.kind)).toEqual(['discard']);
  });

  it('is changed: which setting, to what', async () => {
    const lab = await trained();
    editor.lists.choices = ['Silent heads'];
    editor.typed = '1.2, 2.1';
    const asked = change(lab);
    await answerNext({ applied: 3 });
    await asked;
    const [entry] = await readRecord(folder);
    expect(entry?.request).toEqual({ kind: 'change', change: { silenced: ['1.2', '2.1'] } });
    expect(entry?.who).toMatch(/\(editor\)$/);
  });
});

describe('an alarm', () => {
  it('is set: when, what happens then, at what value; and is taken away', async () => {
    const lab = await trained();
    editor.lists.choices = ['The loss has not fallen for some steps', '$(debug-pause) Pause the run'];
    editor.typed = '20';
    const asked = setAlarm(lab);
    await answerNext({ applied: 3 });
    await asked;
    const off = setAlarm(lab);
    editor.lists.choices = ['The loss has not fallen for some steps', '$(bell-slash) Take this alarm away'];
    await answerNext({ applied: 4 });
    await off;
    expect((await readRecord(folder)).map(({ request }) => request)).toEqual([
      { kind: 'alarm', alarm: { when: 'flat', steps: 20, action: 'pause' } },
      { kind: 'alarmOff', when: 'flat' },
    ]);
  });

  it('on a broken loss needs no value, and offers no pause', async () => {
    const lab = await trained();
    editor.lists.choices = ['The loss is NaN', '$(debug-stop) Stop the run'];
    const asked = setAlarm(lab);
    await answerNext({ applied: 3 });
    await asked;
    expect((await readRecord(folder))[0]?.request).toEqual({
      kind: 'alarm',
      alarm: { when: 'nan', action: 'stop' },
    });
  });
});

describe('the panel', () => {
  it('hears at once that something was asked, and then what became of it', async () => {
    useManualIntervals();
    const { parts, posted } = feedParts(new FakeInspector());
    const feed = new ControlFeed(parts);
    feed.follow([folder.path]);
    await intervalsUntil(() => posted.length === 1);
    expect(posted).toMatchObject([{ kind: 'control', run: folder.path, record: [], waiting: [] }]);
    const asked = pause(await trained());
    const last = () => posted.findLast((message) => message.kind === 'control');
    await intervalsUntil(() => last()?.waiting.length === 1);
    expect(last()).toMatchObject({ record: [], waiting: [{ request: { kind: 'pause' } }] });
    await answerNext({ applied: 7 });
    await asked;
    await intervalsUntil(() => last()?.record.length === 1);
    expect(last()).toMatchObject({ record: [{ outcome: { applied: 7 } }], waiting: [] });
    feed.dispose();
  });
});
