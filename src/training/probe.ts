/**
 * What looks at a model while it learns, beside its own metrics: whoever starts a training may bring one.
 */
import type { TrainedTokens } from '../data/tokens/tokens';
import type { Engine, Store } from '../engine/engine';
import type { Progress } from '../model/checkpoints/checkpoint';
import type { Model } from '../model/transformer';
import type { RunFolder } from '../runs/runFolder';
import type { Moment } from '../runs/thinCheckpoints';

/** What a probe looks at. */
interface ProbedTraining {
  readonly folder: RunFolder;
  readonly engine: Engine;
  readonly model: Model;
  readonly vocabulary: TrainedTokens;
  /** The parameters after so many updates, which are those just made; in them silent heads say nothing. */
  readonly weights: (made: number) => Promise<Store>;
  /** What is learned; of a large text lines evenly from all over it. */
  readonly texts: () => readonly string[];
}

/** Looks now and then, and writes down what it sees. */
export interface Probe {
  /** Called between two steps. What it throws is a warning, and ends the probe, not the training. */
  look(progress: Progress): Promise<void>;
  /** Between which two looks something has become of the model: the checkpoints on both sides are worth keeping. */
  moments(): Promise<readonly Moment[]>;
  dispose(): Promise<void>;
}

/** Makes a probe for a training that begins or goes on. */
export type OpenProbe = (training: ProbedTraining) => Promise<Probe>;

/** Looks at least so far apart, and at most a fortieth of the time. */
const [LOOK_SECONDS, LOOK_SHARE] = [2, 40];

/** Lets a probe look as often as training can bear. Without a probe it does nothing. */
export class PacedProbe {
  private lookedAt: number | undefined;
  private next = 0;
  /** The looks but the first, which also compiles; they need not all take the same time. */
  private looks = 0;
  private seconds = 0;

  constructor(
    private readonly probe: Probe | undefined,
    private readonly onWarning: (sentence: string) => void,
  ) {}

  /** Whether it is time for a look. */
  get isDue(): boolean {
    return performance.now() >= this.next;
  }

  /** Looks now, unless it has looked at this step. Where that fails it says so, and never looks again. */
  async look(progress: Progress): Promise<void> {
    if (!this.probe || this.next === Infinity || this.lookedAt === progress.step) return;
    const began = performance.now();
    try {
      await this.probe.look(progress);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.onWarning(`The heads are not followed any more: ${reason}`);
      this.next = Infinity;
      return;
    }
    if (this.lookedAt !== undefined) {
      this.looks++;
      this.seconds += (performance.now() - began) / 1000;
    }
    const rest = Math.max(LOOK_SECONDS, (LOOK_SHARE * this.seconds) / Math.max(1, this.looks));
    this.lookedAt = progress.step;
    this.next = performance.now() + 1000 * rest;
  }

  /** See {@link Probe}; none where it cannot be told. */
  async moments(): Promise<readonly Moment[]> {
    try {
      return (await this.probe?.moments()) ?? [];
    } catch {
      // What is written is read again at the next checkpoint.
      return [];
    }
  }

  async dispose(): Promise<void> {
    await this.probe?.dispose();
  }
}
