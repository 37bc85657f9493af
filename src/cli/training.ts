/**
 * Starts and resumes runs from the command line: lock, signals, progress.
 */
import { appendFile } from 'node:fs/promises';
import type { HostTensors } from '../engine/tensors';
import { Vocabulary } from '../data/vocabulary';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { readConfig, writeConfig } from '../runs/configFile';
import type { RunFolder } from '../runs/runFolder';
import { lockRun, type RunLock } from '../runs/runLock';
import { sweepRunFolder } from '../runs/sweepRunFolder';
import type { RecordedRun } from '../training/recordRun';
import { resumableCheckpoint, trainRun } from '../training/trainRun';
import { type DataFiles, readFilesOf } from '../training/trainingData';
import type { Call } from './verb';

/** What a new run is made from. */
export interface NewRun {
  readonly config: RunConfig;
  readonly files: DataFiles;
  readonly vocabulary: Vocabulary;
  /** Parameters to begin with, when not drawn from the seed. */
  readonly state?: HostTensors;
}

/**
 * Makes the folder and trains.
 *
 * @throws UserError when the folder holds a run already, or is in use.
 */
export async function startRun(call: Call, folder: RunFolder, run: NewRun): Promise<RecordedRun> {
  await folder.create();
  return locked(call, folder, async (lock) => {
    await requireFresh(folder);
    await writeConfig(folder, run.config);
    return trainWithSignals(call, folder, (stop) =>
      trainRun({ ...run, ...outlets(call, folder), folder, lock, stop }),
    );
  });
}

/** Goes on with the run in a folder, from its newest checkpoint; a finished run stays as it is. */
export async function resumeRun(call: Call, folder: RunFolder): Promise<RecordedRun> {
  const config = await readConfig(folder);
  return locked(call, folder, async (lock) => {
    const files = await readFilesOf(config);
    const checkpoint = await resumableCheckpoint(folder, call.warn);
    if (!checkpoint)
      throw new UserError(`${folder.path} has no checkpoint to go on from. Start the run again.`);
    const { characters, progress: before, tensors: state } = checkpoint;
    const vocabulary = new Vocabulary(characters);
    call.say(`resuming ${folder.name} after step ${before.step} of ${config.training.steps}`);
    const run = { config, files, vocabulary, state, before };
    return trainWithSignals(call, folder, (stop) =>
      trainRun({ ...run, ...outlets(call, folder), folder, lock, stop }),
    );
  });
}

/** Works while holding the folder's lock, in a folder that is clean of what killed trainers left. */
async function locked<Result>(
  call: Call,
  folder: RunFolder,
  work: (lock: RunLock) => Promise<Result>,
): Promise<Result> {
  const lock = await lockRun(folder);
  try {
    await sweepRunFolder(folder);
    return await work(lock);
  } finally {
    // What the work has to say comes first; the lock of an ended process is taken over.
    await lock.release().catch((error: unknown) => {
      call.warn(`The lock of ${folder.path} could not be removed (${String(error)}). It does no harm.`);
    });
  }
}

async function requireFresh(folder: RunFolder): Promise<void> {
  const steps = await folder.checkpointSteps();
  if (steps.length === 0) return;
  throw new UserError(
    `${folder.path} holds a run already. Go on with it by --resume, or choose another folder.`,
  );
}

/** Lets SIGINT and SIGTERM end the run after the current step, with a checkpoint. */
async function trainWithSignals(
  call: Call,
  folder: RunFolder,
  train: (stop: AbortSignal) => Promise<RecordedRun>,
): Promise<RecordedRun> {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const result = await train(controller.signal);
    call.say(describeEnd(folder, result));
    return result;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function describeEnd(folder: RunFolder, { state, progress }: RecordedRun): string {
  const time = `${progress.seconds.toFixed(0)} s`;
  if (state === 'done') return `done: ${progress.step} steps in ${time}, in ${folder.path}`;
  return `stopped after step ${progress.step}; go on with --resume --out ${folder.path}`;
}

function outlets(call: Call, folder: RunFolder) {
  const progress = new ProgressLines(call);
  return {
    onWarning: (sentence: string) => {
      call.warn(sentence);
      appendFile(folder.log, `warning: ${sentence}\n`).catch(() => undefined);
    },
    onRow: (row: MetricsRow) => {
      progress.show(row);
    },
  };
}

/** A line every few seconds, and for every evaluation. */
class ProgressLines {
  private next = 0;

  constructor(private readonly call: Call) {}

  show(row: MetricsRow): void {
    const now = performance.now();
    if (now < this.next) return;
    this.next = now + 5000;
    const { step, loss, accuracy, exactMatch, tokensPerSecond, secondsLeft } = row;
    const match = exactMatch === undefined ? '' : `  exact match ${(100 * exactMatch).toFixed(1)} %`;
    this.call.say(
      `step ${step}  loss ${loss.toFixed(3)}  accuracy ${(100 * accuracy).toFixed(1)} %${match}  ` +
        `${tokensPerSecond?.toLocaleString('en') ?? '–'} tokens/s  ${timeLeft(secondsLeft)} left`,
    );
  }
}

/** Seconds in words: `45 s`, `12 min`, `3.2 h`. */
function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
