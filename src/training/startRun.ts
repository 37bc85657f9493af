/**
 * Begins runs and goes on with them: lock, configuration, log.
 */
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { HostTensors } from '../engine/tensors';
import type { Progress } from '../model/checkpoints/checkpoint';
import { durationInWords } from '../numbers/formats';
import { round } from '../numbers/round';
import type { TrainedTokens } from '../data/tokens/tokens';
import { trainedTokens } from '../data/tokens/trainedTokens';
import { branchRun } from '../runs/branchRun';
import { noteGoingOn } from '../runs/control/answers';
import { forgetApplied, readRecord } from '../runs/control/recordFile';
import { Steering } from '../runs/control/steering';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig, RunStatus } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { anchoredConfig, readConfig, writeConfig } from '../runs/configFile';
import { requireFresh } from '../runs/freshFolder';
import { RunFolder } from '../runs/runFolder';
import { type RunLock, lockRun } from '../runs/runLock';
import { logWarning } from '../runs/runLog';
import { sweepRunFolder } from '../runs/sweepRunFolder';
import { readStatus, writeStatus } from '../runs/statusFile';
import type { ReplayOptions, ResumeOptions } from './options';
import type { RecordedRun } from './recordOptions';
import { StatusWriter } from './statusWriter';
import type { TrainingEvents } from './trainingEvents';
import { type TrainOptions, resumableCheckpoint, trainRun } from './trainRun';
import { resumedFiles } from './resumedFiles';
import type { DataFiles } from './trainingData';

/** What a new run is made from. */
export interface NewRun {
  readonly config: RunConfig;
  readonly files: DataFiles;
  readonly vocabulary: TrainedTokens;
  /** Parameters to begin with, when not drawn from the seed. */
  readonly state?: HostTensors;
}

/**
 * Makes the folder and trains. A start that fails leaves nothing behind but what was there before.
 *
 * @throws UserError when the folder holds a run already, or is in use.
 */
export async function startRun(folder: RunFolder, run: NewRun, events: TrainingEvents): Promise<RecordedRun> {
  const made = await folder.createEmpty();
  const config = anchoredConfig(run.config, folder);
  const start = { begun: false, failed: false };
  const begin = async () => {
    start.begun = true;
    await forgetApplied(folder);
    // The status comes first: no reader ever sees a configuration without knowing what becomes of it.
    await writeStatus(folder, startingStatus(config));
    await writeConfig(folder, config);
  };
  try {
    return await locked(folder, events, async (lock) => {
      try {
        await requireFresh(folder, 'Go on with it by --resume, or choose another folder.');
        await folder.create();
        return await train(folder, { ...run, config, lock, begin }, events);
      } catch (error) {
        start.failed = (await folder.checkpointSteps()).length === 0 && (await isOurs(lock));
        // Without a checkpoint there is nothing to go on with. What lay here before the start is not ours.
        if (start.failed) await (start.begun ? folder.clear() : folder.clearUnbegun());
        throw error;
      }
    });
  } finally {
    if (start.failed && made !== undefined) await folder.removeEmpty(made);
  }
}

/** Whether nobody else has taken the folder. */
function isOurs(lock: RunLock): Promise<boolean> {
  return lock.requireHeld().then(
    () => true,
    () => false,
  );
}

function startingStatus({ training, device }: RunConfig): RunStatus {
  return {
    state: 'starting',
    step: 0,
    steps: training.steps,
    process: process.pid,
    host: hostname(),
    heartbeat: new Date().toISOString(),
    device,
    secondsElapsed: 0,
  };
}

/**
 * Goes on with the run in a folder, from its newest checkpoint; a finished run stays as it is.
 *
 * @throws UserError when its files are lost or have changed, or there is nothing to go on from.
 */
export function resumeRun(options: ResumeOptions, events: TrainingEvents): Promise<RecordedRun> {
  return goOn(options, events, noteGoingOn);
}

/** @param prepare What to do with the folder, which is ours, at so many updates before anything is trained */
async function goOn(
  options: ResumeOptions,
  events: TrainingEvents,
  prepare: (folder: RunFolder, made: number) => Promise<void>,
): Promise<RecordedRun> {
  const folder = new RunFolder(options.out);
  const former = await readConfig(folder);
  return locked(folder, events, async (lock) => {
    const { config, files } = await resumedFiles(folder, former, options);
    // Files that have moved are found at once the next time.
    if (!isDeepStrictEqual(config, former)) await writeConfig(folder, config);
    const checkpoint = await resumableCheckpoint(folder, events.warn);
    if (!checkpoint)
      throw new UserError(`${folder.path} has no checkpoint to go on from. Start the run again.`);
    const { progress: before, tensors: state } = checkpoint;
    const vocabulary = trainedTokens(checkpoint);
    await prepare(folder, before.step);
    const { steps } = new Steering(config, await readRecord(folder)).settingsAt(before.step);
    events.say(`resuming ${folder.name} after step ${before.step} of ${steps}`);
    const begin = () => Promise.resolve();
    const run = { config, files, vocabulary, state, before, lock, begin };
    return trainAgain(folder, run, steps, events);
  });
}

/**
 * Repeats a run in a folder of its own, from its first checkpoint on, with all that people changed on its way: to
 * its very losses, on as many threads.
 *
 * @throws UserError as {@link resumeRun} does, or when the folder holds a run already.
 */
export async function replayRun(
  { replay, ...options }: ReplayOptions,
  events: TrainingEvents,
): Promise<RecordedRun> {
  const run = new RunFolder(replay);
  const [step] = await run.checkpointSteps();
  await branchRun({ run, step, repeats: true }, new RunFolder(options.out));
  // An alarm that has ended the run ends this one too.
  return goOn(options, events, () => Promise.resolve());
}

/** Works while holding the folder's lock, in a folder that is clean of what killed trainers left. */
async function locked(
  folder: RunFolder,
  { warn }: TrainingEvents,
  work: (lock: RunLock) => Promise<RecordedRun>,
): Promise<RecordedRun> {
  const lock = await lockRun(folder);
  let ended: RecordedRun | undefined;
  try {
    await sweepRunFolder(folder);
    ended = await work(lock);
    if (ended.state === 'discarded') await folder.discard();
    return ended;
  } finally {
    // What the work has to say comes first; the lock of an ended process is taken over.
    await lock.release().catch((error: unknown) => {
      warn(`The lock of ${folder.path} could not be removed (${String(error)}). It does no harm.`);
    });
    if (ended?.state === 'discarded') await folder.removeEmpty(folder.path);
  }
}

/**
 * Says that the run starts again, which takes its time (a device is tried, a text is made into examples), and trains.
 * A run that could not start is what it was.
 */
async function trainAgain(
  folder: RunFolder,
  run: Trained & { readonly before: Progress },
  steps: number,
  events: TrainingEvents,
): Promise<RecordedRun> {
  const former = await readStatus(folder);
  const statuses = new StatusWriter(folder, events.warn);
  const { step, seconds } = run.before;
  // What was measured last holds on; why it ended does not.
  const { message: _reason, secondsLeft: _left, ...known } = former ?? {};
  const now = { step, steps, secondsElapsed: round(seconds, 1) };
  await statuses.write({ ...known, ...startingStatus(run.config), ...now });
  try {
    return await train(folder, run, events);
  } catch (error) {
    const isStarting = (await readStatus(folder))?.state === 'starting';
    if (former && isStarting && (await isOurs(run.lock))) await statuses.write(former);
    throw error;
  }
}

type Trained = Omit<TrainOptions, 'folder' | 'stop' | 'onWarning' | 'onRow' | 'probe'>;

async function train(folder: RunFolder, run: Trained, events: TrainingEvents): Promise<RecordedRun> {
  const onRow = (row: MetricsRow) => events.onRow?.(row, run.config);
  const onWarning = (sentence: string) => {
    events.warn(sentence);
    void logWarning(folder, sentence);
  };
  const probe = events.probe ? { probe: events.probe } : {};
  const result = await events.stoppable((stop) => {
    return trainRun({ ...run, ...probe, folder, onRow, onWarning, stop });
  });
  events.say(endInWords(folder, result));
  return result;
}

function endInWords(folder: RunFolder, { state, progress }: RecordedRun): string {
  const time = durationInWords(progress.seconds);
  if (state === 'discarded') return `discarded after step ${progress.step}`;
  if (state === 'done') return `done: ${progress.step} steps in ${time}, in ${folder.path}`;
  return `stopped after step ${progress.step}; go on with --resume --out ${folder.path}`;
}
