/**
 * What a training tells while it goes on, and how it is stopped: everything that a command line, a test or a
 * study needs to know of it.
 */
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import type { OpenProbe } from './probe';

/** Outlets of a training. */
export interface TrainingEvents {
  /** Told what goes on, a line each, for people. */
  readonly say: (line: string) => void;
  /** Told what a person should know, a sentence each. */
  readonly warn: (sentence: string) => void;
  /** Told each row of metrics, and of what run. */
  readonly onRow?: (row: MetricsRow, config: RunConfig) => void;
  /** Looks at the model while it learns. */
  readonly probe?: OpenProbe;
  /** Trains with a signal that ends the run after its current step, with a checkpoint. */
  readonly stoppable: <Result>(train: (stop: AbortSignal) => Promise<Result>) => Promise<Result>;
}
