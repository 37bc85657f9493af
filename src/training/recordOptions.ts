/**
 * What recording a run needs, and what has come of it: between the trainer and {@link recordRun}.
 */
import type { HostTensors } from '../engine/tensors';
import type { Checkpoint, Progress } from '../model/checkpoints/checkpoint';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig, RunStatus } from '../runs/runConfig';
import type { RunFolder } from '../runs/runFolder';
import type { RunLock } from '../runs/runLock';
import type { ResumableState } from './learner';
import type { Probe } from './probe';
import type { RunControl } from './runControl';
import type { Matches } from './steeredLearner';
import type { StepReport } from './trainingLoop';

/** What is written, and where from. */
export interface RecordOptions {
  readonly folder: RunFolder;
  /** The folder's lock; when somebody else has taken it, nothing more is written. */
  readonly lock: Pick<RunLock, 'requireHeld'>;
  readonly config: RunConfig;
  readonly device: string;
  readonly vocabulary: Pick<Checkpoint, 'characters' | 'merges'>;
  /** The loop's reports. */
  readonly reports: AsyncIterable<StepReport>;
  /** How far the run had come before. */
  readonly before: Progress;
  /** What people ask for between two steps. */
  readonly control: RunControl;
  /** Whether there is a held-out sample. */
  readonly asks: boolean;
  /** Asks the held-out sample after so many updates; undefined when there is none. */
  readonly exactMatch: (made: number) => Promise<Matches | undefined>;
  /** Parameters alone, after so many updates, as whoever looks at the run should see them. */
  readonly parameters: (made: number) => Promise<HostTensors>;
  /** Parameters and the optimizer's state after so many updates, and the heads that are silent. */
  readonly snapshot: (made: number) => Promise<ResumableState & Pick<Checkpoint, 'silenced'>>;
  /** Ends the run after the current step. */
  readonly stop: AbortSignal;
  /** Told each row that is written. */
  readonly onRow?: (row: MetricsRow) => void;
  readonly onWarning: (sentence: string) => void;
  /** Looks at the model now and then; disposed of at the end. */
  readonly probe?: Probe;
}

/** What was measured last; see `RunStatus`. */
export type LastMeasured = Pick<RunStatus, 'loss' | 'exactMatch' | 'correct' | 'asked'>;

/** How a recorded run ended. */
export interface RecordedRun extends LastMeasured {
  /** `discarded`: nothing of it is wanted any more. */
  readonly state: 'done' | 'stopped' | 'discarded';
  readonly progress: Progress;
}
