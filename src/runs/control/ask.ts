/**
 * Asks for something to be done to a run, and waits for the answer.
 */
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../files/userError';
import { readConfig } from '../configFile';
import type { RunFolder } from '../runFolder';
import { isAtWork, measuresExactMatch } from '../runConfig';
import { lockRun } from '../runLock';
import { readStatus, writeStatus } from '../statusFile';
import { statusTime, TrainerWatch } from '../trainerWatch';
import { RequestDesk } from './answers';
import { readRecord } from './recordFile';
import type { ControlEntry, ControlRequest, WaitingRequest } from './request';
import { leaveRequest, newRequest, removeRequest } from './requestFiles';
import { refusalOfAlarm } from './alarms';
import { Steering, refusalOf } from './steering';

/** A request that was made. */
export interface Asked {
  readonly request: WaitingRequest;
  /** Waits for the answer. Rejects with a UserError when the trainer dies, or the folder goes, before there is one. */
  readonly answer: () => Promise<ControlEntry>;
}

const LOOK_MS = 100;

/**
 * Asks. A trainer answers after its current step. Of a run that nobody trains, settings can be changed and alarms set
 * all the same: they hold when it goes on.
 *
 * @param from where the asker is: `command line`, `editor`
 * @throws UserError when the folder is no run, or nobody trains it and more is asked than that.
 */
export async function ask(folder: RunFolder, wanted: ControlRequest, from: string): Promise<Asked> {
  await readConfig(folder);
  const request = await newRequest(folder, wanted, from);
  if (await isTrained(folder)) {
    await leaveRequest(folder, request);
    return { request, answer: () => answerOf(folder, request) };
  }
  if (!holdsAtRest(wanted)) {
    throw new UserError(`${folder.path} is not being trained. Go on with it first: --resume.`);
  }
  const entry = await answerAtRest(folder, request, wanted);
  return { request, answer: () => Promise.resolve(entry) };
}

type AtRest = Extract<ControlRequest, { kind: 'change' | 'alarm' | 'alarmOff' }>;

function holdsAtRest(wanted: ControlRequest): wanted is AtRest {
  return wanted.kind === 'change' || wanted.kind === 'alarm' || wanted.kind === 'alarmOff';
}

async function isTrained(folder: RunFolder): Promise<boolean> {
  const time = await statusTime(folder);
  const state = await new TrainerWatch().state(folder, await readStatus(folder), time);
  return isAtWork(state);
}

async function answerOf(folder: RunFolder, request: WaitingRequest): Promise<ControlEntry> {
  for (;;) {
    // Asked before the record is read: the trainer may answer in between.
    const trained = await isTrained(folder);
    const answer = (await readRecord(folder)).find(({ id }) => id === request.id);
    if (answer) return answer;
    if (!trained) {
      if (request.request.kind === 'discard' && (await isGone(folder))) {
        return { ...request, outcome: { applied: request.asked } };
      }
      await removeRequest(folder, request.id);
      throw new UserError(`The trainer of ${folder.path} ended without an answer.`);
    }
    await sleep(LOOK_MS);
  }
}

async function isGone(folder: RunFolder): Promise<boolean> {
  return access(folder.config).then(
    () => false,
    () => true,
  );
}

/** The lock makes this process the one writer of the record. */
async function answerAtRest(
  folder: RunFolder,
  request: WaitingRequest,
  wanted: AtRest,
): Promise<ControlEntry> {
  const lock = await lockRun(folder);
  try {
    const config = await readConfig(folder);
    const { model, training } = config;
    const desk = await RequestDesk.open(folder);
    const made = (await folder.checkpointSteps()).at(-1) ?? 0;
    const stepsLeft = new Steering({ model, training }, desk.record).settingsAt(made).steps - made;
    const refused =
      wanted.kind === 'change'
        ? refusalOf(wanted.change, model, made)
        : refusalOfAlarm(wanted, { record: desk.record, stepsLeft, asks: measuresExactMatch(config) });
    const entry = await desk.answer(request, refused === undefined ? { applied: made } : { refused });
    const { steps } = new Steering({ model, training }, [...desk.record, entry]).settingsAt(made);
    await tellSteps(folder, steps);
    return entry;
  } finally {
    await lock.release();
  }
}

/** A run that was done is not, once it has more steps. */
async function tellSteps(folder: RunFolder, steps: number): Promise<void> {
  const status = await readStatus(folder);
  if (!status || status.steps === steps) return;
  const state = status.state === 'done' ? 'stopped' : status.state;
  await writeStatus(folder, { ...status, state, steps });
}
