/**
 * Sends the panel what the heads of the shown runs score while they learn.
 */
import { formationsOf } from '../../heads/formation/formations';
import type { TimelinePoint } from '../../heads/formation/scoreTimeline';
import { TimelineTail } from '../../heads/formation/timelineTail';
import { RunFolder } from '../../runs/runFolder';
import type { FeedParts } from './feed';

/** Heads are looked at no more often than this. */
const INTERVAL_MS = 2000;

/** Runs whose heads are compared. */
const MOST_RUNS = 4;

/** More than a small picture can tell apart. */
const MOST_POINTS = 400;

const DOING = 'Reading what the heads scored';

interface Followed {
  readonly run: string;
  readonly tail: TimelineTail;
  /** Whether the panel knows what there is. */
  told: boolean;
}

/** Sends `headTimeline` messages for some runs: the first at once, empty where a run has written nothing down. */
export class TimelineFeed {
  private followed: readonly Followed[] = [];
  /** Why runs cannot be read, as people were told. */
  private readonly refused = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private reading = false;

  constructor(private readonly parts: Pick<FeedParts, 'post' | 'problems'>) {}

  /** Follows these runs and no others; sends what is known of new ones at once. */
  follow(given: readonly string[]): void {
    const runs = given.slice(0, MOST_RUNS);
    if (runs.join('\n') === this.followed.map(({ run }) => run).join('\n')) return;
    clearInterval(this.timer);
    this.followed = runs.map((run) => {
      const known = this.followed.find((one) => one.run === run);
      return known ?? { run, tail: new TimelineTail(new RunFolder(run)), told: false };
    });
    if (runs.length === 0) return;
    const read = () => {
      this.parts.problems.inBackground(this.read(), DOING);
    };
    this.timer = setInterval(read, INTERVAL_MS);
    read();
  }

  /** Forgets a run: it is gone, or another has taken its folder. */
  drop(path: string): void {
    this.refused.delete(path);
    this.follow(this.followed.flatMap(({ run }) => (run === path ? [] : [run])));
  }

  /** Ends following. */
  dispose(): void {
    this.follow([]);
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      for (const followed of this.followed) {
        try {
          await this.send(followed);
          this.refused.delete(followed.run);
        } catch (error) {
          this.refuse(followed, error);
        }
      }
    } finally {
      this.reading = false;
    }
  }

  /** Says why the heads of a run cannot be followed; what fails every two seconds is said once. */
  private refuse(followed: Followed, error: unknown): void {
    if (!this.followed.includes(followed)) return;
    const { run } = followed;
    const explained = this.parts.problems.explain(error, DOING);
    if (!explained || this.refused.get(run) === explained.sentence) return;
    this.refused.set(run, explained.sentence);
    this.parts.problems.show(explained);
  }

  private async send(followed: Followed): Promise<void> {
    const { run, tail } = followed;
    if (!(await tail.read()) && followed.told) return;
    const checkpoints = await new RunFolder(run).checkpointSteps();
    if (!this.followed.includes(followed)) return;
    followed.told = true;
    const formations = formationsOf(tail.points);
    this.parts.post({
      kind: 'headTimeline',
      timeline: { run, points: thinned(tail.points), formations, checkpoints },
    });
  }
}

/**
 * So many of the points at about equal distances, the newest among them; of neighbours rather one at which the model
 * was looked at too, which is not at every look.
 */
function thinned(points: readonly TimelinePoint[]): readonly TimelinePoint[] {
  const stride = Math.ceil(points.length / MOST_POINTS);
  const kept: TimelinePoint[] = [];
  for (let end = points.length; end > 0; end -= stride) {
    const neighbours = points.slice(Math.max(0, end - stride), end);
    const looked = kept.length > 0 ? neighbours.findLast(({ model }) => model !== undefined) : undefined;
    const point = looked ?? neighbours.at(-1);
    if (point) kept.push(point);
  }
  return kept.reverse();
}
