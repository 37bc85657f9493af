/**
 * What people ask of a run, its record, and the course of settings that follows from it.
 */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/files/userError';
import { writeConfig } from '../../../src/runs/configFile';
import { RequestDesk, refuseLeftRequests } from '../../../src/runs/control/answers';
import { ask } from '../../../src/runs/control/ask';
import { alarmsSet } from '../../../src/runs/control/alarms';
import { readAlarm } from '../../../src/runs/control/readAlarm';
import { readChange } from '../../../src/runs/control/readChange';
import { readRecord } from '../../../src/runs/control/recordFile';
import type { Change, ControlEntry, ControlRequest } from '../../../src/runs/control/request';
import { leaveRequest, newRequest, waitingRequests } from '../../../src/runs/control/requestFiles';
import { Steering } from '../../../src/runs/control/steering';
import { entryInWords, outcomeInWords, requestInWords } from '../../../src/runs/control/words';
import { RunFolder } from '../../../src/runs/runFolder';
import { readStatus, writeStatus } from '../../../src/runs/statusFile';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';

async function newFolder(): Promise<RunFolder> {
  const folder = new RunFolder(join(await temporaryFolder(), 'run'));
  await folder.create();
  return folder;
}

async function leave(folder: RunFolder, request: ControlRequest) {
  const made = await newRequest(folder, request, 'test');
  await leaveRequest(folder, made);
  return made;
}

function applied(step: number, change: Change): ControlEntry {
  const request = { kind: 'change' as const, change };
  return { id: `${step}`, time: '', who: 'ada', asked: step, request, outcome: { applied: step } };
}

describe('the record', () => {
  it('holds each answer once, whoever is killed in between', async () => {
    const folder = await newFolder();
    const request = await leave(folder, { kind: 'pause' });
    const desk = await RequestDesk.open(folder);
    expect(await desk.waiting()).toEqual([request]);
    await desk.answer(request, { applied: 7 });
    expect(await waitingRequests(folder)).toEqual([]);
    // Killed before the request was taken away, the trainer finds it again.
    await leaveRequest(folder, request);
    expect(await (await RequestDesk.open(folder)).waiting()).toEqual([]);
    expect(await waitingRequests(folder)).toEqual([]);
    expect(await readRecord(folder)).toEqual([{ ...request, outcome: { applied: 7 } }]);
  });

  it('is foreign: lines that are none are left out, and a torn one harms no new one', async () => {
    const folder = await newFolder();
    const wrong = { ...applied(3, { dropout: 7 }), id: 'abcdefgh-00000000' };
    await writeFile(folder.control, `nonsense\n${JSON.stringify(wrong)}\n{"id":`);
    const request = await leave(folder, { kind: 'evaluate' });
    await (await RequestDesk.open(folder)).answer(request, { refused: 'no' });
    expect(await readRecord(folder)).toEqual([{ ...request, outcome: { refused: 'no' } }]);
    expect((await readFile(folder.control, 'utf8')).split('\n')).toHaveLength(5);
  });

  it('does not take files for requests that are none', async () => {
    const folder = await newFolder();
    await mkdir(folder.requests);
    for (const name of ['x.json', 'abcdefgh-00000000.json', 'abcdefgh-00000001.json.1.tmp'])
      await writeFile(join(folder.requests, name), '{"id":"abcdefgh-00000000"}');
    expect(await waitingRequests(folder)).toEqual([]);
  });

  it('refuses what a trainer that died had left', async () => {
    const folder = await newFolder();
    await leave(folder, { kind: 'discard' });
    await refuseLeftRequests(folder);
    const [entry] = await readRecord(folder);
    expect(entry?.outcome).toEqual({ refused: 'the trainer ended before it could answer' });
    expect(await waitingRequests(folder)).toEqual([]);
  });
});

describe('the course of settings', () => {
  const config = runConfigOf('pretrain');
  const { learningRate } = config.training.optimizer;

  it('follows the changes on record, by step', () => {
    const steering = new Steering(config, [
      applied(30, { learningRate: 3, steps: 90 }),
      applied(10, { learningRate: 1, silenced: ['1.2'] }),
      applied(10, { dropout: 0.5 }),
      { ...applied(20, { learningRate: 2 }), outcome: { refused: 'no' } },
    ]);
    expect(steering.settingsAt(9)).toMatchObject({ learningRate, silenced: [], dropout: 0 });
    expect(steering.settingsAt(10)).toMatchObject({ learningRate: 1, silenced: ['1.2'], dropout: 0.5 });
    expect(steering.settingsAt(29)).toMatchObject({ learningRate: 1 });
    expect(steering.settingsAt(30)).toMatchObject({ learningRate: 3, silenced: ['1.2'], steps: 90 });
    expect(steering.marked).toEqual([10, 10, 30]);
  });
});

describe('a change', () => {
  it('is read as people write it', () => {
    expect(readChange(['learning-rate=1e-3', 'steps=200', 'silence=1.2,3.4'])).toEqual({
      ...{ learningRate: 1e-3, steps: 200, silenced: ['1.2', '3.4'] },
    });
    expect(readChange(['silence='])).toEqual({ silenced: [] });
    expect(readChange(['silence=none', 'dropout=0'])).toEqual({ silenced: [], dropout: 0 });
  });

  it.each([
    [
      'rate=1',
      /'rate=1' is no change. Say learning-rate, weight-decay, dropout, steps, silence, as NAME=VALUE/,
    ],
    ['learning-rate=', /learning-rate cannot be that/],
    ['learning-rate=0', /learning-rate cannot be that/],
    ['steps=1.5', /steps cannot be that/],
    ['silence=head', /silence cannot be that: a head is written as 3.5/],
  ])('that is none, %s, is refused with a sentence', (word, sentence) => {
    expect(() => readChange([word])).toThrow(UserError);
    expect(() => readChange([word])).toThrow(sentence);
  });

  it('is told in words', () => {
    const request = { kind: 'change' as const, change: { learningRate: 0.001, silenced: ['1.2', '3.4'] } };
    expect(requestInWords(request)).toBe('learning rate 0.001, silence heads 1.2, 3.4');
    expect(outcomeInWords(request, { applied: 120 })).toBe('applied from step 121');
    expect(entryInWords({ ...applied(1200, { silenced: [] }), asked: 1199 })).toBe(
      'let all heads speak: asked at step 1,199 by ada, applied from step 1,201',
    );
  });

  it('can be made to a run that nobody trains, and lets one that was done go on', async () => {
    const folder = await newFolder();
    await writeConfig(folder, runConfigOf('pretrain'));
    await writeFile(folder.checkpoint(20), '');
    const status = {
      ...{ state: 'done' as const, step: 20, steps: 20, process: 1, host: 'here', device: 'onnx-cpu' },
      ...{ heartbeat: new Date().toISOString(), secondsElapsed: 1 },
    };
    await writeStatus(folder, status);
    const { answer } = await ask(folder, { kind: 'change', change: { steps: 50 } }, 'test');
    expect((await answer()).outcome).toEqual({ applied: 20 });
    expect(await readStatus(folder)).toMatchObject({ state: 'stopped', step: 20, steps: 50 });
    await expect(ask(folder, { kind: 'pause' }, 'test')).rejects.toThrow(
      /is not being trained. Go on with it first/,
    );
    // What else is in the folder is no business of a record.
    await appendFile(folder.log, '');
  });
});

describe('an alarm', () => {
  it.each([
    ['nan:stop', 'stop when the loss is NaN'],
    ['flat=1000:pause', 'pause when the loss has not fallen for 1,000 steps'],
    ['accuracy=0.9:notify', 'notify when accuracy has reached 90.0\u00a0%'],
    ['exact-match=95%:stop', 'stop when exact match has reached 95.0\u00a0%'],
    ['flat:off', 'no alarm on a loss that does not fall'],
  ])('is read as people write it, %s, and told in words', (words, told) => {
    expect(requestInWords(readAlarm(words))).toBe(told);
  });

  it.each([
    ['loss=3:stop', /'loss=3:stop' is no alarm. Say nan, flat=STEPS, accuracy=SHARE/],
    ['flat=200', /'flat=200' is no alarm/],
    ['flat=200:shout', /'shout' is nothing that an alarm does. Say notify, pause, stop or off/],
    ['nan=3:stop', /The alarm nan takes no value/],
    ['flat:stop', /The alarm flat needs a number: flat=200/],
    ['flat=0:stop', /The alarm flat cannot be that: say over how many steps/],
    ['flat=1e9:stop', /cannot be that: at most 100000 steps are compared/],
    ['accuracy=90:stop', /The alarm accuracy cannot be that: it is a share of at most 1, as 0.9/],
    ['exact-match=:stop', /The alarm exact-match needs a number: exact-match=0.9/],
  ])('that is none, %s, is refused with a sentence', (words, sentence) => {
    expect(() => readAlarm(words)).toThrow(UserError);
    expect(() => readAlarm(words)).toThrow(sentence);
  });

  it('takes the place of one with the same condition, is taken away, and stays off once it has rung', () => {
    const entry = (id: string, request: ControlEntry['request']): ControlEntry => ({
      ...applied(10, {}),
      ...{ id, request },
    });
    const record = [
      entry('a', readAlarm('accuracy=0.5:stop')),
      entry('b', readAlarm('accuracy=0.9:notify')),
      entry('c', readAlarm('nan:stop')),
      entry('d', readAlarm('flat=5:stop')),
      entry('e', readAlarm('flat:off')),
    ];
    expect(alarmsSet(record).map(({ id }) => id)).toEqual(['b', 'c']);
    const rang = {
      kind: 'rang' as const,
      set: 'b',
      alarm: { when: 'accuracy' as const, share: 0.9, action: 'notify' as const },
    };
    const ring = entry('f', rang);
    expect(alarmsSet([...record, ring]).map(({ id }) => id)).toEqual(['c']);
    expect(entryInWords(ring)).toBe('alarm, accuracy has reached 90.0\u00a0%: rang after step 10');
    // Set again, it is another one.
    const again = entry('g', readAlarm('accuracy=0.9:notify'));
    expect(alarmsSet([...record, ring, again]).map(({ id }) => id)).toEqual(['g', 'c']);
  });

  it('can be set on a run that nobody trains, unless it could never ring', async () => {
    const folder = await newFolder();
    await writeConfig(folder, runConfigOf('pretrain'));
    const { steps } = runConfigOf('pretrain').training;
    const outcomeOf = async (words: string) =>
      (await (await ask(folder, readAlarm(words), 'test')).answer()).outcome;
    expect(await outcomeOf('nan:stop')).toEqual({ applied: 0 });
    expect(await outcomeOf(`flat=${steps}:stop`)).toEqual({
      refused: `it has ${steps} steps left, and ${steps} are compared with the ${steps} before`,
    });
    expect(await outcomeOf('accuracy:off')).toEqual({ refused: 'no such alarm is set' });
    // Of spans that are cut out, exact match is measured without a file of questions.
    expect(await outcomeOf('exact-match=0.5:stop')).toEqual({ applied: 0 });
    await writeConfig(folder, runConfigOf('pretrain', { objective: 'documents' }));
    expect(await outcomeOf('exact-match=0.5:stop')).toEqual({ refused: 'it has no held-out questions' });
  });
});
