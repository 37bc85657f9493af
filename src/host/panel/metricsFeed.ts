/**
 * Sends the panel the curves of the runs that it shows, while they grow: whole at first, then what has
 * changed. A whole curve is 1.9 MB, and the panel redraws twice a second.
 */
import { MetricsTail } from '../../runs/metricsTail';
import { RunFolder } from '../../runs/runFolder';
import type { FeedParts } from './feed';

/** The panel redraws no more often than this. */
const INTERVAL_MS = 500;

const DOING = 'Reading the curves';

/** Sends `metrics` messages for the runs that the panel shows, twice a second while they change. */
export class MetricsFeed {
  private readonly tails = new Map<string, MetricsTail>();
  /** Runs of which the page has all that was sent. */
  private readonly known = new Set<string>();
  /** Why runs cannot be read, as the page was told. */
  private readonly refused = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly parts: Pick<FeedParts, 'post' | 'problems'>) {}

  /** Follows these runs and no others; sends what is known of each at once. */
  follow(runs: readonly string[]): void {
    const { problems } = this.parts;
    for (const path of this.tails.keys()) if (!runs.includes(path)) this.drop(path);
    const read = () => {
      problems.inBackground(this.read(), DOING);
    };
    this.pause();
    this.timer = runs.length === 0 ? undefined : setInterval(read, INTERVAL_MS);
    for (const path of runs) {
      const tail = this.tails.get(path);
      if (tail) this.send(path, tail);
      else this.tails.set(path, new MetricsTail(new RunFolder(path)));
    }
    read();
  }

  /** Follows nothing for a while; what has been read is kept, and so is what the page knows. */
  pause(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** The page has lost what it knew, or is another: it gets the whole of each run that is followed next. */
  forget(): void {
    this.known.clear();
    this.refused.clear();
  }

  /** Ends following. */
  dispose(): void {
    this.pause();
    for (const path of this.tails.keys()) this.drop(path);
  }

  /** Forgets a run: it is gone, or another has taken its folder. */
  drop(path: string): void {
    this.tails.delete(path);
    this.known.delete(path);
    this.refused.delete(path);
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      for (const [path, tail] of this.tails) {
        const send = () => {
          this.send(path, tail);
        };
        try {
          if (await tail.read(send)) send();
          this.refused.delete(path);
        } catch (error) {
          this.refuse(path, error);
        }
      }
    } finally {
      this.reading = false;
    }
  }

  /** Says on the page why a run has no curves; what fails twice a second is said once. */
  private refuse(run: string, error: unknown): void {
    const explained = this.parts.problems.explain(error, DOING);
    if (!explained || this.refused.get(run) === explained.sentence) return;
    this.refused.set(run, explained.sentence);
    this.parts.post({ kind: 'noMetrics', run, reason: explained.sentence, logged: explained.logged });
  }

  private send(run: string, tail: MetricsTail): void {
    // It may have been dropped while it was being read, or nobody may be listening now.
    if (this.tails.get(run) !== tail || !this.timer) return;
    const change = tail.takeChange();
    this.parts.post({
      kind: 'metrics',
      run,
      change: this.known.has(run) ? change : { from: 0, ...tail.metrics() },
    });
    this.known.add(run);
  }
}
