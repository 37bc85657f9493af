/**
 * Sends the panel the curves of the runs that it shows, while they grow.
 */
import type { ToPanel } from '../../processes/panelMessages';
import { MetricsTail } from '../../runs/metricsTail';
import { RunFolder } from '../../runs/runFolder';

/** The panel redraws no more often than this. */
const INTERVAL_MS = 500;

/** See the header. */
export class MetricsFeed {
  private readonly tails = new Map<string, MetricsTail>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly post: (message: ToPanel) => void) {}

  /** Follows these runs and no others; sends what is known of each at once. */
  follow(runs: readonly string[]): void {
    for (const path of this.tails.keys()) if (!runs.includes(path)) this.tails.delete(path);
    for (const path of runs) {
      const known = this.tails.get(path);
      if (known) this.send(path, known);
      else this.tails.set(path, new MetricsTail(new RunFolder(path)));
    }
    clearInterval(this.timer);
    this.timer = runs.length === 0 ? undefined : setInterval(() => void this.read(), INTERVAL_MS);
    void this.read();
  }

  /** Ends following. */
  dispose(): void {
    this.follow([]);
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      for (const [path, tail] of this.tails) {
        const send = () => {
          this.send(path, tail);
        };
        if (await tail.read(send)) send();
      }
    } finally {
      this.reading = false;
    }
  }

  private send(run: string, tail: MetricsTail): void {
    this.post({ kind: 'metrics', run, metrics: tail.metrics() });
  }
}
