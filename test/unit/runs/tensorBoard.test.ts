import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { RunFolder } from '../../../src/runs/runFolder';
import { TensorBoardWriter } from '../../../src/runs/tensorBoard';
import { temporaryFolder } from '../../support/files';

interface Event {
  step: number;
  /** Whether it says that a session has started. */
  starts: boolean;
  /** Whether it holds scalars. */
  scalars: boolean;
}

/** Field numbers of `Event` and `SessionLog` in tensorflow/core/util/event.proto. */
const [STEP, SUMMARY, SESSION_LOG, STATUS, START] = [2, 5, 7, 1, 1];

function parseEvent(bytes: Uint8Array): Event {
  const event: Event = { step: 0, starts: false, scalars: false };
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === STEP) event.step = Number(reader.int64());
    else if (field === SESSION_LOG) event.starts = startsSession(reader.bytes());
    else {
      if (field === SUMMARY) event.scalars = true;
      reader.skip(type);
    }
  }
  return event;
}

function startsSession(bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes);
  const [field, type] = reader.tag();
  expect([field, type]).toEqual([STATUS, WireType.Varint]);
  return reader.int32() === START;
}

async function eventsOf(folder: RunFolder): Promise<readonly Event[]> {
  const names = (await readdir(folder.path)).filter((file) => file.startsWith('events.out.')).sort();
  const events: Event[] = [];
  for (const name of names) {
    const bytes = await readFile(join(folder.path, name));
    for (let at = 0; at < bytes.length;) {
      const length = Number(bytes.readBigUInt64LE(at));
      events.push(parseEvent(bytes.subarray(at + 12, at + 12 + length)));
      at += length + 16;
    }
  }
  return events;
}

/** The steps that TensorBoard shows: a session's start throws away what lies at its step and after it. */
function shownSteps(events: readonly Event[]): readonly number[] {
  let steps: number[] = [];
  for (const { step, starts, scalars } of events) {
    if (starts) steps = steps.filter((known) => known < step);
    if (scalars) steps.push(step);
  }
  return steps;
}

async function write(folder: RunFolder, steps: readonly number[], after: number, at: number): Promise<void> {
  const writer = await TensorBoardWriter.open(folder, after, new Date(at));
  for (const step of steps) await writer.scalars(step, { loss: 1 / step }, new Date(at));
  await writer.close();
}

describe('TensorBoard’s steps', () => {
  it('never run backwards where a resumed run repeats some', async () => {
    const folder = new RunFolder(await temporaryFolder());
    await write(folder, [17, 18, 19, 20, 21, 22, 23], 16, 1_000_000);
    await write(folder, [19, 20, 21, 22, 23, 24], 18, 2_000_000);
    expect(shownSteps(await eventsOf(folder))).toEqual([17, 18, 19, 20, 21, 22, 23, 24]);
  });

  it('begin without a restart in a new run', async () => {
    const folder = new RunFolder(await temporaryFolder());
    await write(folder, [1, 2], 0, 1_000_000);
    expect((await eventsOf(folder)).filter(({ starts }) => starts)).toEqual([]);
  });
});
