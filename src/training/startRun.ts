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
import { lockRun } from '../runs/runLock';
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
  return locked(folder, async () => {
    await requireFresh(folder);
    await writeConfig(folder, run.config);
    return train(folder, run, events);
  });
}

/** Goes on with the run in a folder, from its newest checkpoint; a finished run stays as it is. */
export async function resumeRun({ out }: ResumeOptions, events: TrainingEvents): Promise<RecordedRun> {
  const folder = new RunFolder(out);
  const config = await readConfig(folder);
  return locked(folder, async () => {
    const files = await readFilesOf(config);
    const checkpoint = await resumableCheckpoint(folder, events.warn);
    if (!checkpoint)
      throw new UserError(`${folder.path} has no checkpoint to go on from. Start the run again.`);
    const { characters, progress: before, tensors: state } = checkpoint;
    const vocabulary = new Vocabulary(characters);
    events.say(`resuming ${folder.name} after step ${before.step} of ${config.training.steps}`);
    return train(folder, { config, files, vocabulary, state, before }, events);
  });
}

async function locked<Result>(folder: RunFolder, work: () => Promise<Result>): Promise<Result> {
  const unlock = await lockRun(folder);
  try {
    return await work();
  } finally {
    await unlock();
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
