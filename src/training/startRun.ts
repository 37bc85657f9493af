/**
 * Begins runs and goes on with them: lock, configuration, log.
 */
import { appendFile } from 'node:fs/promises';
import type { HostTensors } from '../engine/tensors';
import { Vocabulary } from '../data/vocabulary';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { readConfig, writeConfig } from '../runs/configFile';
import { RunFolder } from '../runs/runFolder';
import { lockRun, type RunLock } from '../runs/runLock';
import { sweepRunFolder } from '../runs/sweepRunFolder';
import type { ResumeOptions } from './options';
import type { RecordedRun } from './recordRun';
import type { TrainingEvents } from './trainingEvents';
import { type TrainOptions, resumableCheckpoint, trainRun } from './trainRun';
import { type DataFiles, readFilesOf } from './trainingData';

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
export async function startRun(folder: RunFolder, run: NewRun, events: TrainingEvents): Promise<RecordedRun> {
  await folder.create();
  return locked(folder, events, async (lock) => {
    await requireFresh(folder);
    await writeConfig(folder, run.config);
    return train(folder, { ...run, lock }, events);
  });
}

/** Goes on with the run in a folder, from its newest checkpoint; a finished run stays as it is. */
export async function resumeRun({ out }: ResumeOptions, events: TrainingEvents): Promise<RecordedRun> {
  const folder = new RunFolder(out);
  const config = await readConfig(folder);
  return locked(folder, events, async (lock) => {
    const files = await readFilesOf(config);
    const checkpoint = await resumableCheckpoint(folder, events.warn);
    if (!checkpoint)
      throw new UserError(`${folder.path} has no checkpoint to go on from. Start the run again.`);
    const { characters, progress: before, tensors: state } = checkpoint;
    const vocabulary = new Vocabulary(characters);
    events.say(`resuming ${folder.name} after step ${before.step} of ${config.training.steps}`);
    return train(folder, { config, files, vocabulary, state, before, lock }, events);
  });
}

/** Works while holding the folder's lock, in a folder that is clean of what killed trainers left. */
async function locked<Result>(
  folder: RunFolder,
  events: TrainingEvents,
  work: (lock: RunLock) => Promise<Result>,
): Promise<Result> {
  const lock = await lockRun(folder);
  try {
    await sweepRunFolder(folder);
    return await work(lock);
  } finally {
    // What the work has to say comes first; the lock of an ended process is taken over.
    await lock.release().catch((error: unknown) => {
      events.warn(`The lock of ${folder.path} could not be removed (${String(error)}). It does no harm.`);
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

type Trained = Omit<TrainOptions, 'folder' | 'stop' | 'onWarning' | 'onRow'>;

async function train(folder: RunFolder, run: Trained, events: TrainingEvents): Promise<RecordedRun> {
  const onRow = (row: MetricsRow) => events.onRow?.(row);
  const onWarning = (sentence: string) => {
    events.warn(sentence);
    appendFile(folder.log, `warning: ${sentence}\n`).catch(() => undefined);
  };
  const result = await events.stoppable((stop) => trainRun({ ...run, folder, onRow, onWarning, stop }));
  events.say(endInWords(folder, result));
  return result;
}

function endInWords(folder: RunFolder, { state, progress }: RecordedRun): string {
  const time = `${progress.seconds.toFixed(0)} s`;
  if (state === 'done') return `done: ${progress.step} steps in ${time}, in ${folder.path}`;
  return `stopped after step ${progress.step}; go on with --resume --out ${folder.path}`;
}
