/**
 * Answering requests: for whoever holds the run's lock.
 */
import type { RunFolder } from '../runFolder';
import { appendToRecord, readRecord } from './recordFile';
import type { ControlEntry, Outcome, WaitingRequest } from './request';
import { removeRequest, waitingRequests } from './requestFiles';

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
}

/** Refuses what a trainer that died has left: nobody expects it to be done by one that is started later. */
export async function refuseLeftRequests(folder: RunFolder): Promise<void> {
  const desk = await RequestDesk.open(folder);
  for (const request of await desk.waiting()) {
    await desk.answer(request, { refused: 'the trainer ended before it could answer' });
  }
}
