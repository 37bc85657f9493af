/**
 * Sends the panel what people have asked of the runs that it shows, and what became of it.
 */
import { stat, readdir } from 'node:fs/promises';
import { readRecord } from '../../runs/control/recordFile';
import { waitingRequests } from '../../runs/control/requestFiles';
import { RunFolder } from '../../runs/runFolder';
import type { FeedParts } from './feed';

/** A request is answered after a step; people see at once that it was asked. */
const INTERVAL_MS = 500;

const DOING = 'Reading what was asked of the run';

/** Sends `control` messages whenever there is something new. */
export class ControlFeed {
  private runs: readonly string[] = [];
  /** What of each run the page knows, by a mark that changes with it. */
  private readonly known = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly parts: Pick<FeedParts, 'post' | 'problems'>) {}

  /** Follows these runs and no others; a page that has just begun hears all of each. */
  follow(runs: readonly string[]): void {
    this.dispose();
    this.runs = runs;
    const read = () => {
      this.parts.problems.inBackground(this.read(), DOING);
    };
    if (runs.length > 0) this.timer = setInterval(read, INTERVAL_MS);
    read();
  }

  /** Ends following. */
  dispose(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.runs = [];
    this.known.clear();
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      for (const path of this.runs) await this.send(new RunFolder(path));
    } finally {
      this.reading = false;
    }
  }

  private async send(folder: RunFolder): Promise<void> {
    const mark = await markOf(folder);
    if (this.known.get(folder.path) === mark) return;
    this.known.set(folder.path, mark);
    // A record that cannot be read shows no marks; who goes on with the run is told why.
    const record = await readRecord(folder).catch(() => []);
    const waiting = await waitingRequests(folder);
    if (this.runs.includes(folder.path)) {
      this.parts.post({ kind: 'control', run: folder.path, record, waiting });
    }
  }
}

async function markOf({ control, requests }: RunFolder): Promise<string> {
  const size = await stat(control).then(
    (found) => found.size,
    () => 0,
  );
  return [size, ...(await readdir(requests).catch(() => []))].join(' ');
}
