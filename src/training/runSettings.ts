/**
 * From options to a run's configuration: the preset's settings, with whatever was asked for in their place.
 */
import { resolve } from 'node:path';
import type { ModelConfig } from '../model/modelConfig';
import { RUN_FORMAT_VERSION, type RunConfig, type TrainingConfig } from '../runs/runConfig';
import type { ModelOptions, TrainingOptions } from './options';
import { type Preset, type TrainingSize, presetModel, presetTraining } from './presets';

const DEFAULT_PRESET: Preset = 'fast';

/** The model that was asked for, but for the size of its vocabulary. */
export function modelOf(
  options: ModelOptions & Pick<TrainingOptions, 'preset' | 'dropout'>,
): Omit<ModelConfig, 'vocabularySize'> {
  const base = presetModel(options.preset ?? DEFAULT_PRESET, variantOf(options));
  return {
    ...base,
    layers: options.layers ?? base.layers,
    heads: options.heads ?? base.heads,
    width: options.width ?? base.width,
    contextLength: options.context ?? base.contextLength,
    bottleneck: options.bottleneck ?? base.bottleneck,
    upMlpRatio: options.upMlpRatio ?? base.upMlpRatio,
    latents: options.latents ?? base.latents,
    dropout: options.dropout ?? base.dropout,
  };
}

/** One's own module is named by its whole path, so that the run is at home in any folder. */
function variantOf({ variant = 'rope' }: ModelOptions): string {
  return /\.[cm]?[jt]s$/.test(variant) ? resolve(variant) : variant;
}

/** The training that was asked for. */
export function trainingOf(options: TrainingOptions, size: Omit<TrainingSize, 'steps'>): TrainingConfig {
  const { steps } = options;
  const base = presetTraining(options.preset ?? DEFAULT_PRESET, {
    ...size,
    ...(steps === undefined ? {} : { steps }),
  });
  const { optimizer, schedule } = base;
  const learningRate = options.learningRate ?? optimizer.learningRate;
  const batchRows = options.batch ?? base.batchRows;
  return {
    ...base,
    optimizer: {
      ...optimizer,
      learningRate,
      matrixLearningRate: (optimizer.matrixLearningRate * learningRate) / optimizer.learningRate,
    },
    schedule: { ...schedule, afterDecay: options.holdRate ? 'hold' : schedule.afterDecay },
    batchRows,
    microBatchRows: batchRows % base.microBatchRows === 0 ? base.microBatchRows : batchRows,
  };
}

/** The parts of a configuration that all runs have. */
export function commonConfig({
  preset = DEFAULT_PRESET,
  seed = 1,
  device = 'auto',
}: TrainingOptions): Pick<RunConfig, 'version' | 'created' | 'preset' | 'seed' | 'device'> {
  return { version: RUN_FORMAT_VERSION, created: new Date().toISOString(), preset, seed, device };
}
