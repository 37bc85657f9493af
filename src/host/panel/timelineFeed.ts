/**
 * Sends the panel what the heads of the shown run score while it learns.
 */
import { formationsOf } from '../../heads/formation/formations';
import { TimelineTail } from '../../heads/formation/timelineTail';
import { RunFolder } from '../../runs/runFolder';
import type { FeedParts } from './feed';

/** Heads are looked at no more often than this. */
const INTERVAL_MS = 2000;

/** More than a small picture can tell apart. */
const MOST_POINTS = 400;

/** Sends `headTimeline` messages for one run while it changes. */
export class TimelineFeed {
  private followed: { readonly run: string; readonly tail: TimelineTail } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly parts: Pick<FeedParts, 'post' | 'problems'>) {}

  /** Follows this run and no other, or none; sends what is known of it at once. */
  follow(run: string | undefined): void {
    if (run === this.followed?.run) return;
    clearInterval(this.timer);
    this.followed = run === undefined ? undefined : { run, tail: new TimelineTail(new RunFolder(run)) };
    if (run === undefined) return;
    const read = () => {
      this.parts.problems.inBackground(this.read(), 'Reading what the heads scored');
    };
    this.timer = setInterval(read, INTERVAL_MS);
    read();
  }

  /** Ends following. */
  dispose(): void {
    this.follow(undefined);
  }

  private async read(): Promise<void> {
    const { followed } = this;
    if (!followed || this.reading) return;
    this.reading = true;
    try {
      const { run, tail } = followed;
      if (!(await tail.read())) return;
      const checkpoints = await new RunFolder(run).checkpointSteps();
      if (this.followed !== followed) return;
      const formations = formationsOf(tail.points);
      this.parts.post({
        kind: 'headTimeline',
        timeline: { run, points: thinned(tail.points), formations, checkpoints },
      });
    } finally {
      this.reading = false;
    }
  }
}

/** So many of the points at equal distances, the last among them. */
function thinned<Point>(points: readonly Point[]): readonly Point[] {
  const stride = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % stride === 0);
}
