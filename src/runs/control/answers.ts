/**
 * Answering requests: for whoever holds the run's lock.
 */
import type { RunFolder } from '../runFolder';
import { readStatus } from '../statusFile';
import { type SetAlarm, endedBy } from './alarms';
import { appendToRecord, readRecord } from './recordFile';
import type { ControlEntry, Outcome, RecordedEvent, WaitingRequest } from './request';
import { named, removeRequest, waitingRequests } from './requestFiles';

/** The requests of one run, and its record. */
export class RequestDesk {
  private constructor(
    private readonly folder: RunFolder,
    /** All that is on record. */
    readonly record: readonly ControlEntry[],
    private readonly answered: Set<string>,
  ) {}

  /** Throws a UserError when the record cannot be read. */
  static async open(folder: RunFolder): Promise<RequestDesk> {
    const record = await readRecord(folder);
    return new RequestDesk(folder, record, new Set(record.map(({ id }) => id)));
  }

  /** The requests that wait, oldest first. */
  async waiting(): Promise<readonly WaitingRequest[]> {
    const found = await waitingRequests(this.folder);
    const [left, news] = [
      found.filter(({ id }) => this.answered.has(id)),
      found.filter(({ id }) => !this.answered.has(id)),
    ];
    // Whoever answered it was killed before it could be taken away.
    for (const { id } of left) await removeRequest(this.folder, id);
    return news;
  }

  /** Puts an answer on record; what was asked for is done, or will be before anything else. */
  async answer(request: WaitingRequest, outcome: Outcome): Promise<ControlEntry> {
    const entry = { ...request, outcome };
    await appendToRecord(this.folder, [entry]);
    this.answered.add(request.id);
    await removeRequest(this.folder, request.id);
    return entry;
  }

  /** Puts on record that an alarm has rung when so many updates had been made. */
  rang({ id, alarm }: SetAlarm, made: number): Promise<ControlEntry> {
    return this.note({ kind: 'rang', set: id, alarm }, made);
  }

  /** Puts on record that the run goes on which an alarm had ended. */
  wentOn(ring: string, made: number): Promise<ControlEntry> {
    return this.note({ kind: 'wentOn', ring }, made);
  }

  private async note(request: RecordedEvent, made: number): Promise<ControlEntry> {
    const entry = { ...named(), who: 'the trainer', asked: made, request, outcome: { applied: made } };
    await appendToRecord(this.folder, [entry]);
    return entry;
  }
}

/**
 * Notes that a run goes on which an alarm has ended; without this it would end there again, as one that was killed
 * before it could end does. To be called by whoever goes on, before anything else.
 *
 * @param made Updates that have been made in the checkpoint that it goes on from
 */
export async function noteGoingOn(folder: RunFolder, made: number): Promise<void> {
  const desk = await RequestDesk.open(folder);
  const ring = endedBy(desk.record);
  const status = await readStatus(folder);
  if (ring && status?.state === 'stopped' && status.step >= ring.made) await desk.wentOn(ring.id, made);
}

/** Refuses what a trainer that died has left: nobody expects it to be done by one that is started later. */
export async function refuseLeftRequests(folder: RunFolder): Promise<void> {
  const desk = await RequestDesk.open(folder);
  for (const request of await desk.waiting()) {
    await desk.answer(request, { refused: 'the trainer ended before it could answer' });
  }
}
