/**
 * Writes a run as it happens into its folder: metrics, status, snapshots, checkpoints.
 */
import { hostname } from 'node:os';
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCheckpoint } from '../model/checkpoints/checkpoint';
import type { HostTensors } from '../engine/tensors';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig, RunState, RunStatus } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { MetricsWriter } from '../runs/metricsFile';
import type { RunFolder } from '../runs/runFolder';
import { thinCheckpoints } from '../runs/thinCheckpoints';
import type { RunLock } from '../runs/runLock';
import { readStatus, writeStatus } from '../runs/statusFile';
import { TensorBoardWriter } from '../runs/tensorBoard';
import type { Progress } from '../model/checkpoints/checkpoint';
import type { VocabularyData } from '../data/tokens/tokens';
import type { ResumableState } from './learner';
import type { StepReport } from './trainingLoop';

/** What is written, and where from. */
export interface RecordOptions {
  readonly folder: RunFolder;
  /** The folder's lock; when somebody else has taken it, nothing more is written. */
  readonly lock: Pick<RunLock, 'requireHeld'>;
  readonly config: RunConfig;
  readonly device: string;
  readonly vocabulary: VocabularyData;
  /** The loop's reports. */
  readonly reports: AsyncIterable<StepReport>;
  /** How far the run had come before. */
  readonly before: Progress;
  /** Asks the held-out sample; undefined when there is none. */
  readonly exactMatch: () => Promise<Matches | undefined>;
  /** Parameters alone. */
  readonly parameters: () => Promise<HostTensors>;
  /** Parameters and the optimizer's state. */
  readonly snapshot: () => Promise<ResumableState>;
  /** Ends the run after the current step. */
  readonly stop: AbortSignal;
  /** Told each row that is written. */
  readonly onRow?: (row: MetricsRow) => void;
  readonly onWarning: (sentence: string) => void;
}

/** How many questions of the held-out sample were answered exactly. */
export interface Matches {
  readonly correct: number;
  readonly asked: number;
}

/** What was measured last; see `RunStatus`. */
type LastMeasured = Pick<RunStatus, 'loss' | 'exactMatch' | 'correct' | 'asked'>;

/** How a recorded run ended. */
export interface RecordedRun extends LastMeasured {
  readonly state: 'done' | 'stopped';
  readonly progress: Progress;
}

const STATUS_SECONDS = 1;

/** Steps whose times count for the estimate of the rest, and the fewest that give one. */
const RECENT_STEPS = 31;
const FEWEST_STEPS = 3;

/** Tries to write the status in which a run ends, and the pause between two. */
const FINAL_TRIES = 5;
const PAUSE_MS = 200;

/** The most that a crash may cost, however far apart the configuration's checkpoints are. */
const CHECKPOINT_SECONDS = 300;

/** Snapshots for the inspector: at least so far apart, and at most a fiftieth of the time. */
const SNAPSHOT_SECONDS = 2;
const SNAPSHOT_SHARE = 50;

/** Records until the loop ends or is stopped. On an error the last checkpoint stays as it is. */
export async function recordRun(options: RecordOptions): Promise<RecordedRun> {
  const recorder = await RunRecorder.open(options);
  try {
    return await recorder.record();
  } catch (error) {
    await recorder.fail(error).catch(() => undefined);
    throw error;
  } finally {
    await recorder.close();
  }
}

class RunRecorder {
  private progress: Progress;
  private readonly started = performance.now();
  private readonly stepTimes = new StepTimes();
  private last: LastMeasured = {};
  private statusFails = false;
  private nextStatus = 0;
  private nextSnapshot = 0;
  private nextCheckpoint = performance.now() + 1000 * CHECKPOINT_SECONDS;
  private saved: number | undefined;

  private constructor(
    private readonly options: RecordOptions,
    private readonly metrics: MetricsWriter,
    private readonly board: TensorBoardWriter,
  ) {
    this.progress = options.before;
  }

  static async open(options: RecordOptions): Promise<RunRecorder> {
    const metrics = await MetricsWriter.open(options.folder);
    const { folder, before } = options;
    const board = await TensorBoardWriter.open(folder, before.step);
    const recorder = new RunRecorder(options, metrics, board);
    if (before.step > 0) await recorder.takeOver();
    await recorder.status('running');
    return recorder;
  }

  /** A run that goes on has the checkpoint that it goes on from, and the last measurements. */
  private async takeOver(): Promise<void> {
    this.saved = this.progress.step;
    const { loss, exactMatch, correct, asked } = (await readStatus(this.options.folder)) ?? {};
    this.last = {
      ...(loss === undefined ? {} : { loss }),
      ...(exactMatch === undefined ? {} : { exactMatch }),
      ...(correct === undefined || asked === undefined ? {} : { correct, asked }),
    };
  }

  async record(): Promise<RecordedRun> {
    const { config, reports } = this.options;
    // A run that breaks down in its first steps can go on as well, and heads are seen from the start.
    if (this.progress.step === 0) await this.checkpoint();
    if (!(await this.mustStop())) await this.follow(reports);
    const state = this.progress.step >= config.training.steps ? 'done' : 'stopped';
    await this.checkpoint();
    await this.writeSnapshot();
    await this.status(state);
    return { state, progress: this.progress, ...this.last };
  }

  private async follow(reports: AsyncIterable<StepReport>): Promise<void> {
    let stepStarted = performance.now();
    for await (const report of reports) {
      this.stepTimes.add((performance.now() - stepStarted) / 1000);
      await this.take(report);
      if (await this.mustStop()) break;
      stepStarted = performance.now();
    }
  }

  async fail(error: unknown): Promise<void> {
    const message = error instanceof UserError ? error.message : `Something went wrong: ${String(error)}`;
    await this.status('failed', message);
  }

  async close(): Promise<void> {
    await this.metrics.close();
    await this.board.close();
  }

  private get secondsNow(): number {
    return this.options.before.seconds + (performance.now() - this.started) / 1000;
  }

  /** Undefined until enough steps were timed. */
  private get secondsLeft(): number | undefined {
    const { typical } = this.stepTimes;
    if (typical === undefined) return undefined;
    return round((this.options.config.training.steps - this.progress.step) * typical, 1);
  }

  /** From the first step alone, which also had to be compiled. */
  private get roughSecondsLeft(): number {
    return round((this.options.config.training.steps - this.progress.step) * this.stepTimes.latest, 1);
  }

  private async take(report: StepReport): Promise<void> {
    const { evaluateEvery, checkpointEvery, steps } = this.options.config.training;
    this.progress = {
      step: report.step,
      tokens: this.progress.tokens + report.tokens,
      seconds: this.secondsNow,
    };
    const evaluate = report.step % evaluateEvery === 0 || report.step === steps;
    const matches = evaluate ? await this.options.exactMatch() : undefined;
    const measured = matches ? { exactMatch: matches.correct / matches.asked, ...matches } : {};
    this.last = { ...this.last, loss: report.loss, ...measured };
    await this.writeRow(report, measured);
    const now = performance.now();
    if (report.step % checkpointEvery === 0 || now >= this.nextCheckpoint) await this.checkpoint();
    if (now >= this.nextSnapshot) await this.writeSnapshot();
    if (now >= this.nextStatus) await this.status('running');
  }

  private async writeRow(report: StepReport, measured: Omit<LastMeasured, 'loss'>): Promise<void> {
    const row: MetricsRow = {
      step: report.step,
      epoch: report.epoch,
      tokens: this.progress.tokens,
      seconds: round(this.progress.seconds, 3),
      loss: report.loss,
      accuracy: report.accuracy,
      learningRate: report.learningRate,
      gradientNorm: report.gradientNorm,
      tokensPerSecond: this.stepTimes.latest > 0 ? Math.round(report.tokens / this.stepTimes.latest) : null,
      memoryBytes: process.memoryUsage.rss(),
      secondsLeft: this.secondsLeft ?? this.roughSecondsLeft,
      ...measured,
    };
    await this.metrics.append(row);
    const { step, epoch: _epoch, ...scalars } = row;
    await this.board.scalars(step, scalars).catch(() => undefined);
    this.options.onRow?.(row);
  }

  private async checkpoint(): Promise<void> {
    const { folder, config, vocabulary, snapshot } = this.options;
    if (this.saved === this.progress.step) return;
    await this.options.lock.requireHeld();
    const state = await snapshot();
    const { characters, merges } = vocabulary;
    const checkpoint = { model: config.model, characters, merges, progress: this.progress, ...state };
    await writeCheckpoint(folder.checkpoint(this.progress.step), checkpoint);
    await thinCheckpoints(folder, this.options.onWarning);
    this.saved = this.progress.step;
    this.nextCheckpoint = performance.now() + 1000 * CHECKPOINT_SECONDS;
  }

  private async writeSnapshot(): Promise<void> {
    const { folder, config, vocabulary, parameters } = this.options;
    await this.options.lock.requireHeld();
    const started = performance.now();
    const tensors = await parameters();
    await writeCheckpoint(folder.weights, {
      model: config.model,
      characters: vocabulary.characters,
      merges: vocabulary.merges,
      progress: this.progress,
      tensors,
    });
    const seconds = (performance.now() - started) / 1000;
    this.nextSnapshot = performance.now() + 1000 * Math.max(SNAPSHOT_SECONDS, SNAPSHOT_SHARE * seconds);
  }

  private async status(state: RunState, message?: string): Promise<void> {
    await this.options.lock.requireHeld();
    const tries = state === 'running' ? 1 : FINAL_TRIES;
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await sleep(PAUSE_MS);
      if (await this.tryStatus(this.statusNow(state, message))) break;
    }
    this.nextStatus = performance.now() + 1000 * STATUS_SECONDS;
  }

  /** Training does not end because nobody can be told how far it is: it says so once, and tries again. */
  private async tryStatus(status: RunStatus): Promise<boolean> {
    try {
      await writeStatus(this.options.folder, status);
      this.statusFails = false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.statusFails) this.options.onWarning(`The run's status is old: it is tried again. ${reason}`);
      this.statusFails = true;
    }
    return !this.statusFails;
  }

  private statusNow(state: RunState, message: string | undefined): RunStatus {
    const { secondsLeft } = this;
    return {
      state,
      step: this.progress.step,
      steps: this.options.config.training.steps,
      process: process.pid,
      host: hostname(),
      heartbeat: new Date().toISOString(),
      device: this.options.device,
      secondsElapsed: round(this.secondsNow, 1),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      ...this.last,
      ...(message === undefined ? {} : { message }),
    };
  }

  private async mustStop(): Promise<boolean> {
    if (this.options.stop.aborted) return true;
    // Signals do not exist everywhere; a file does.
    return access(this.options.folder.stopRequest).then(
      () => true,
      () => false,
    );
  }
}

/** How long steps take. */
class StepTimes {
  private readonly recent: number[] = [];
  latest = NaN;

  add(seconds: number): void {
    this.latest = seconds;
    this.recent.push(seconds);
    if (this.recent.length > RECENT_STEPS) this.recent.shift();
  }

  /**
   * The median of the last steps, which those that had to be compiled or that something else held up do not
   * shift; undefined until there are enough.
   */
  get typical(): number | undefined {
    if (this.recent.length < FEWEST_STEPS) return undefined;
    return [...this.recent].sort((a, b) => a - b)[Math.floor((this.recent.length - 1) / 2)];
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
