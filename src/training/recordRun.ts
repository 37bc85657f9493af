/**
 * Writes a run as it happens into its folder: metrics, status, snapshots, checkpoints.
 */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeCheckpoint } from '../model/checkpoints/checkpoint';
import type { MetricsRow } from '../runs/metrics';
import type { SetAlarm } from '../runs/control/alarms';
import type { ControlEntry, ControlRequest, WaitingRequest } from '../runs/control/request';
import { alarmInWords, entryInWords } from '../runs/control/words';
import type { RunState, RunStatus } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { round } from '../numbers/round';
import { GpuWatch } from '../engine/devices/gpuWatch';
import { MetricsWriter } from '../runs/metricsFile';
import { thinCheckpoints } from '../runs/thinCheckpoints';
import { isStopRequested } from '../runs/stopRequest';
import { readStatus } from '../runs/statusFile';
import { TensorBoardWriter } from '../runs/tensorBoard';
import type { Progress } from '../model/checkpoints/checkpoint';
import { RecentSteps } from './recentSteps';
import { PacedProbe } from './probe';
import type { LastMeasured, RecordOptions, RecordedRun } from './recordOptions';
import { StatusWriter } from './statusWriter';
import { BrokenLoss, type StepReport } from './trainingLoop';

const STATUS_SECONDS = 1;

/** While a run is paused: how often it looks for requests, and how often it says that it is still there. */
const LOOK_MS = 200;
const PAUSED_STATUS_SECONDS = 10;

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
  private readonly stepTimes = new RecentSteps();
  private lastRow: MetricsRow | undefined;
  private paused = false;
  private readonly gpu: GpuWatch;
  /** Milliseconds that count as no training. */
  private rested = 0;
  private ending: 'stopped' | 'discarded' | undefined;
  private alarm: RunStatus['alarm'];
  private last: LastMeasured = {};
  private readonly statuses: StatusWriter;
  private nextStatus = 0;
  private nextSnapshot = 0;
  private readonly probe: PacedProbe;
  private nextCheckpoint = performance.now() + 1000 * CHECKPOINT_SECONDS;
  private saved: number | undefined;

  private constructor(
    private readonly options: RecordOptions,
    private readonly metrics: MetricsWriter,
    private readonly board: TensorBoardWriter,
  ) {
    this.progress = options.before;
    this.gpu = new GpuWatch(options.device);
    this.probe = new PacedProbe(options.probe, options.onWarning);
    this.statuses = new StatusWriter(options.folder, options.onWarning);
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
    // A run that breaks down in its first steps can go on as well, and heads are seen from the start.
    if (this.progress.step === 0) await this.checkpoint();
    if (this.progress.step === 0) await this.probe.look(this.progress);
    if (await this.goesOn()) {
      const broken = await this.follow(this.options.reports);
      if (broken) return broken;
    }
    if (this.ending === 'discarded') return { state: 'discarded', progress: this.progress };
    await this.probe.look(this.progress);
    const state = this.progress.step >= this.steps ? 'done' : 'stopped';
    await this.save();
    await this.status(state, this.endedByAlarm);
    return { state, progress: this.progress, ...this.last };
  }

  /** Returns how the run ended where its loss broke and somebody had set an alarm on that. */
  private async follow(reports: AsyncIterable<StepReport>): Promise<RecordedRun | undefined> {
    let stepStarted = performance.now();
    try {
      for await (const report of reports) {
        this.stepTimes.add((performance.now() - stepStarted) / 1000);
        await this.take(report);
        if (!(await this.goesOn())) break;
        stepStarted = performance.now();
      }
    } catch (error) {
      if (error instanceof BrokenLoss) return this.breakDown(error);
      throw error;
    }
    return undefined;
  }

  /** Nothing is saved: the parameters are broken. The run goes on from its last checkpoint. */
  private async breakDown(error: BrokenLoss): Promise<RecordedRun> {
    const set = this.options.control.onNaN;
    if (!set) throw error;
    await this.note([set]);
    const message = `The alarm '${alarmInWords(set.alarm)}' rang. ${error.message}`;
    if (set.alarm.action === 'notify') throw new UserError(message, { cause: error });
    await this.status('stopped', message);
    return { state: 'stopped', progress: this.progress, ...this.last };
  }

  /** Alarms are on record before they do anything: killed in between, the run ends here the next time. */
  private async note(alarms: readonly SetAlarm[]): Promise<void> {
    await this.options.lock.requireHeld();
    const entries: ControlEntry[] = [];
    for (const set of alarms) entries.push(await this.options.control.rang(set, this.progress.step));
    // Those of one step are told of together.
    this.alarm = { id: entries.at(-1)?.id ?? '', words: entries.map(entryInWords).join('; ') };
    this.options.onWarning(this.alarm.words);
  }

  private async ring(alarms: readonly SetAlarm[]): Promise<void> {
    await this.note(alarms);
    if (alarms.some(({ alarm }) => alarm.action === 'pause')) await this.carryOut({ kind: 'pause' });
    else {
      await this.checkpoint();
      await this.status(this.atWork);
    }
  }

  /** Why the run ends here, where an alarm ends it. */
  private get endedByAlarm(): string | undefined {
    const ring = this.options.control.endedAt(this.progress.step);
    return ring && `The alarm '${alarmInWords(ring.alarm)}' rang.`;
  }

  /** Does what people ask for between two steps; false when the run is to end here. */
  private async goesOn(): Promise<boolean> {
    for (;;) {
      for (const request of await this.options.control.waiting()) await this.answer(request);
      if (this.ending || this.endedByAlarm !== undefined || (await this.mustStop())) return false;
      if (!this.paused) return true;
      await this.rest();
    }
  }

  private async answer(request: WaitingRequest): Promise<void> {
    const { control, asks, lock } = this.options;
    await lock.requireHeld();
    const made = this.progress.step;
    const refused = control.refusal(request, { made, paused: this.paused, asks });
    if (refused !== undefined) {
      await control.answer(request, { refused });
      return;
    }
    await this.carryOut(request.request);
    await control.answer(request, { applied: made });
    if (request.request.kind !== 'change') return;
    await this.writeSnapshot();
    await this.status(this.atWork);
  }

  private async carryOut({ kind }: ControlRequest): Promise<void> {
    switch (kind) {
      case 'pause':
        await this.save();
        this.paused = true;
        return this.status('paused');
      case 'resume':
        this.paused = false;
        return this.status('running');
      case 'stop':
        // Whoever has discarded the run in the same step gets what they asked for.
        this.ending ??= 'stopped';
        return;
      case 'discard':
        this.ending = 'discarded';
        return;
      case 'evaluate':
        return this.evaluateNow();
      case 'checkpoint':
      case 'change':
        // Where a run was changed, somebody may want to go another way.
        return this.checkpoint();
      case 'alarm':
      case 'alarmOff':
        return;
    }
  }

  private async rest(): Promise<void> {
    const began = performance.now();
    await sleep(LOOK_MS);
    if (performance.now() >= this.nextStatus) await this.status('paused');
    this.rested += performance.now() - began;
  }

  /** The row of the step that was made last is written again, with what was measured: it replaces the first. */
  private async evaluateNow(): Promise<void> {
    const measured = await this.measure();
    this.last = { ...this.last, ...measured };
    if (this.lastRow) await this.append({ ...this.lastRow, ...measured });
    await this.status(this.atWork);
  }

  private async measure(): Promise<Omit<LastMeasured, 'loss'>> {
    const matches = await this.options.exactMatch(this.progress.step);
    return matches ? { exactMatch: matches.correct / matches.asked, ...matches } : {};
  }

  async fail(error: unknown): Promise<void> {
    const message = error instanceof UserError ? error.message : `Something went wrong: ${String(error)}`;
    await this.status('failed', message);
  }

  async close(): Promise<void> {
    this.gpu.dispose();
    await this.probe.dispose();
    await this.metrics.close();
    await this.board.close();
  }

  private get secondsNow(): number {
    return this.options.before.seconds + (performance.now() - this.started - this.rested) / 1000;
  }

  /** Of the whole run, as far as is known now. */
  private get steps(): number {
    return this.options.control.settingsAt(this.progress.step).steps;
  }

  private get atWork(): RunState {
    return this.paused ? 'paused' : 'running';
  }

  private get stepsLeft(): number {
    return this.steps - this.progress.step;
  }

  private async take(report: StepReport): Promise<void> {
    const { config, control } = this.options;
    const { evaluateEvery, checkpointEvery } = config.training;
    this.progress = {
      step: report.step,
      tokens: this.progress.tokens + report.tokens,
      seconds: this.secondsNow,
    };
    const { step } = report;
    const evaluate = step % evaluateEvery === 0 || step === this.steps || control.evaluatesAt(step);
    const measured = evaluate ? await this.measure() : {};
    this.last = { ...this.last, loss: report.loss, ...measured };
    await this.writeRow(report, measured);
    const now = performance.now();
    if (step % checkpointEvery === 0 || now >= this.nextCheckpoint) await this.checkpoint();
    if (now >= this.nextSnapshot) await this.writeSnapshot();
    if (this.probe.isDue) await this.probe.look(this.progress);
    if (now >= this.nextStatus) await this.status(this.atWork);
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
      ...(report.sharpness === undefined ? {} : { sharpness: report.sharpness }),
      tokensPerSecond: this.stepTimes.latest > 0 ? Math.round(report.tokens / this.stepTimes.latest) : null,
      memoryBytes: process.memoryUsage.rss(),
      ...this.gpu.latest,
      secondsLeft:
        this.stepTimes.secondsFor(this.stepsLeft) ?? this.stepTimes.roughSecondsFor(this.stepsLeft),
      ...measured,
    };
    await this.append(row);
  }

  private async append(row: MetricsRow): Promise<void> {
    this.lastRow = row;
    await this.metrics.append(row);
    const { step, epoch: _epoch, ...scalars } = row;
    await this.board.scalars(step, scalars).catch(() => undefined);
    this.options.onRow?.(row);
    const alarms = this.options.control.ringing(row);
    if (alarms.length > 0) await this.ring(alarms);
  }

  private async save(): Promise<void> {
    await this.checkpoint();
    await this.writeSnapshot();
  }

  private async checkpoint(): Promise<void> {
    const { folder, config, vocabulary, control, snapshot } = this.options;
    if (this.saved === this.progress.step) return;
    await this.options.lock.requireHeld();
    const state = await snapshot(this.progress.step);
    const checkpoint = { model: config.model, ...vocabulary, progress: this.progress, ...state };
    await writeCheckpoint(folder.checkpoint(this.progress.step), checkpoint);
    const kept = { marked: control.marked, moments: () => this.probe.moments() };
    await thinCheckpoints(folder, this.options.onWarning, kept);
    this.saved = this.progress.step;
    this.nextCheckpoint = performance.now() + 1000 * CHECKPOINT_SECONDS;
  }

  private async writeSnapshot(): Promise<void> {
    const { folder, config, vocabulary, parameters } = this.options;
    await this.options.lock.requireHeld();
    const started = performance.now();
    const tensors = await parameters(this.progress.step);
    await writeCheckpoint(folder.weights, {
      model: config.model,
      ...vocabulary,
      progress: this.progress,
      tensors,
    });
    const seconds = (performance.now() - started) / 1000;
    this.nextSnapshot = performance.now() + 1000 * Math.max(SNAPSHOT_SECONDS, SNAPSHOT_SHARE * seconds);
  }

  private async status(state: RunState, message?: string): Promise<void> {
    await this.options.lock.requireHeld();
    await this.statuses.write(this.statusNow(state, message));
    this.nextStatus =
      performance.now() + 1000 * (state === 'paused' ? PAUSED_STATUS_SECONDS : STATUS_SECONDS);
  }

  private statusNow(state: RunState, message: string | undefined): RunStatus {
    const secondsLeft = this.stepTimes.secondsFor(this.stepsLeft);
    return {
      state,
      step: this.progress.step,
      steps: this.steps,
      process: process.pid,
      host: hostname(),
      heartbeat: new Date().toISOString(),
      device: this.options.device,
      secondsElapsed: round(this.secondsNow, 1),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      ...this.last,
      ...(message === undefined ? {} : { message }),
      ...(this.alarm ? { alarm: this.alarm } : {}),
    };
  }

  private async mustStop(): Promise<boolean> {
    return this.options.stop.aborted || isStopRequested(this.options.folder);
  }
}
