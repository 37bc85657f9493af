/**
 * A whole run: from its configuration to a trained model in its folder.
 */
import { type Checkpoint, type Progress, readCheckpoint } from '../model/checkpoints/checkpoint';
import { BatchPlan } from '../data/batches';
import type { TrainedTokens } from '../data/tokens/tokens';
import { openForTraining } from './deviceProbe';
import type { Engine } from '../engine/engine';
import type { HostTensors } from '../engine/tensors';
import { parametersOf } from '../model/openModel';
import { initialParameters } from '../model/initialise';
import { loadVariant } from '../model/loadVariant';
import { createModel } from '../model/transformer';
import type { MetricsRow } from '../runs/metrics';
import type { RunConfig } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { writeReferences } from '../runs/references';
import { tokenizerJson } from '../model/exports/tokenizerFiles';
import { writeAtomically } from '../files/writeAtomically';
import type { RunFolder } from '../runs/runFolder';
import type { RunLock } from '../runs/runLock';
import { Learner } from './learner';
import { createOptimizer } from './optimizers';
import type { OpenProbe } from './probe';
import type { RecordedRun } from './recordOptions';
import { recordRun } from './recordRun';
import { RunControl } from './runControl';
import { referencesFor } from './runReferences';
import { scheduleWarning } from './schedule';
import { SteeredLearner } from './steeredLearner';
import { type DataFiles, learnedTexts, trainingData } from './trainingData';
import { trainingLoop } from './trainingLoop';

/** What a run needs besides its configuration. */
export interface TrainOptions {
  readonly folder: RunFolder;
  /** The folder's lock, which this process holds. */
  readonly lock: RunLock;
  readonly config: RunConfig;
  readonly files: DataFiles;
  readonly vocabulary: TrainedTokens;
  /** Parameters to begin with, and moments when the run goes on; drawn from the seed when left out. */
  readonly state?: HostTensors;
  /** How far the run had come. */
  readonly before?: Progress;
  /** Called when all is ready and before anything is written: what fails until then leaves nothing behind. */
  readonly begin: () => Promise<void>;
  /** Ends the run after the current step. */
  readonly stop: AbortSignal;
  readonly onWarning: (sentence: string) => void;
  readonly onRow?: (row: MetricsRow) => void;
  readonly probe?: OpenProbe;
}

/** Nothing done yet. */
const NO_PROGRESS: Progress = { step: 0, tokens: 0, seconds: 0 };

/**
 * Trains and records.
 *
 * @throws UserError when the data, the device or the variant cannot be used, or training breaks down.
 */
export async function trainRun(options: TrainOptions): Promise<RecordedRun> {
  const { device, threads } = options.config;
  const settings = threads === undefined ? {} : { threads };
  const engine = await openForTraining(device, settings);
  try {
    return await trainOn(engine, options);
  } finally {
    await engine.dispose();
  }
}

async function trainOn(engine: Engine, options: TrainOptions): Promise<RecordedRun> {
  const { config, folder, files, vocabulary, before = NO_PROGRESS } = options;
  const { training } = config;
  const variant = await loadVariant(config.model.variant);
  const modelWith = (dropout: number) => createModel(variant, { ...config.model, dropout });
  const model = modelWith(config.model.dropout);
  const data = trainingData(config, files, vocabulary);
  data.warnings.forEach(options.onWarning);
  const rowLength = config.model.contextLength - 1;
  const warning = scheduleWarning(training.schedule, training.steps * training.batchRows * rowLength);
  if (warning !== undefined) options.onWarning(warning);
  const state = options.state ?? initialParameters(model.parameters, config.seed);
  parametersOf(model.parameters, state);
  const { clipNorm } = training.optimizer;
  const optimizer = createOptimizer(training.optimizer);
  const learner = new Learner({ engine, model, optimizer, clipNorm, seed: config.seed, state });
  const batches = new BatchPlan(data.source, { seed: config.seed, ...training, longest: rowLength });
  const { sharpness = false, evaluateEvery } = training;
  const measuresSharpness = (update: number) => sharpness && update % evaluateEvery === 0;
  const steered = new SteeredLearner({
    engine,
    learner,
    modelWith,
    heldOut: data.heldOut,
    measuresSharpness,
  });
  const references = await referencesFor(data.asked, files, { folder, config });
  await options.begin();
  if (references) await writeReferences(folder, references);
  if (vocabulary.merges) await writeAtomically(folder.tokenizer, [tokenizerJson(vocabulary)]);
  const control = await RunControl.open(folder, config, before.step);
  const settingsAt = (made: number) => control.settingsAt(made);
  const probe = await options.probe?.({
    folder,
    engine,
    model,
    vocabulary,
    weights: (made) => steered.weights(settingsAt(made)),
    texts: () => learnedTexts(files),
  });
  const loop = { learner: steered, batches, training, settingsAt, rowLength, after: before.step };
  return recordRun({
    folder,
    lock: options.lock,
    config,
    device: engine.device,
    vocabulary: { characters: vocabulary.characters, merges: vocabulary.merges },
    reports: trainingLoop({ ...loop, vocabularySize: config.model.vocabularySize }),
    before,
    control,
    asks: data.heldOut.length > 0,
    exactMatch: (made) => steered.matches(settingsAt(made)),
    parameters: (made) => steered.parameters(settingsAt(made)),
    snapshot: async (made) => ({ ...(await learner.snapshot()), silenced: settingsAt(made).silenced }),
    stop: options.stop,
    onWarning: options.onWarning,
    ...(options.onRow ? { onRow: options.onRow } : {}),
    ...(probe ? { probe } : {}),
  });
}

/**
 * The newest checkpoint of a run that holds all that is needed to go on. A damaged one is skipped.
 *
 * @throws UserError when the run has none.
 */
export async function resumableCheckpoint(
  folder: RunFolder,
  onWarning: (sentence: string) => void,
): Promise<Checkpoint | undefined> {
  const steps = [...(await folder.checkpointSteps())].reverse();
  for (const step of steps) {
    try {
      const checkpoint = await readCheckpoint(folder.checkpoint(step));
      if (checkpoint.optimizerState) return checkpoint;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onWarning(error.message);
    }
  }
  return undefined;
}
