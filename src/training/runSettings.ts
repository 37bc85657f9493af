/**
 * From options to a run's configuration: the preset's settings, with whatever was asked for in their place.
 */
import { resolve } from 'node:path';
import { processorThreads } from '../engine/devices/openDevice';
import type { ModelConfig } from '../model/modelConfig';
import {
  type OptimizerConfig,
  RUN_FORMAT_VERSION,
  type RunConfig,
  type ScheduleConfig,
  type TrainingConfig,
} from '../runs/runConfig';
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
export function variantOf({ variant = 'rope' }: ModelOptions): string {
  return /\.[cm]?[jt]s$/.test(variant) ? resolve(variant) : variant;
}

/** The training that was asked for. */
export function trainingOf(options: TrainingOptions, size: Omit<TrainingSize, 'steps'>): TrainingConfig {
  const { steps, batch } = options;
  const base = presetTraining(options.preset ?? DEFAULT_PRESET, {
    ...size,
    ...(steps === undefined ? {} : { steps }),
    ...(batch === undefined ? {} : { batchRows: batch }),
  });
  const batchRows = batch ?? base.batchRows;
  return {
    ...base,
    optimizer: optimizerOf(options, base.optimizer),
    schedule: scheduleOf(options, base.schedule, batchRows * (size.contextLength - 1)),
    batchRows,
    microBatchRows: batchRows % base.microBatchRows === 0 ? base.microBatchRows : batchRows,
    ...(options.sharpness ? { sharpness: true } : {}),
  };
}

/** Rates where an optimizer is asked for that the preset does not use. */
const USUAL_RATES = {
  adamw: { learningRate: 1e-3, matrixLearningRate: 1e-3 },
  muon: { learningRate: 3e-3, matrixLearningRate: 0.02 },
} as const;

function optimizerOf(options: TrainingOptions, preset: OptimizerConfig): OptimizerConfig {
  const kind = options.optimizer ?? preset.kind;
  const rates = kind === preset.kind ? preset : USUAL_RATES[kind];
  const learningRate = options.learningRate ?? rates.learningRate;
  return {
    ...preset,
    kind,
    learningRate,
    matrixLearningRate: (rates.matrixLearningRate * learningRate) / rates.learningRate,
    beta1: options.beta1 ?? preset.beta1,
    beta2: options.beta2 ?? preset.beta2,
    weightDecay: options.weightDecay ?? preset.weightDecay,
  };
}

/** @param stepTokens what the schedule counts for a step */
function scheduleOf(options: TrainingOptions, preset: ScheduleConfig, stepTokens: number): ScheduleConfig {
  const { warmup, rateFloor, holdRate } = options;
  return {
    ...preset,
    ...(warmup === undefined ? {} : { warmupTokens: warmup * stepTokens }),
    floor: rateFloor ?? preset.floor,
    afterDecay: holdRate ? 'hold' : preset.afterDecay,
  };
}

/** The parts of a configuration that all runs have. */
export function commonConfig({
  preset = DEFAULT_PRESET,
  seed = 1,
  device = 'auto',
}: TrainingOptions): Pick<RunConfig, 'version' | 'created' | 'preset' | 'seed' | 'device' | 'threads'> {
  const threads = processorThreads();
  return { version: RUN_FORMAT_VERSION, created: new Date().toISOString(), preset, seed, device, threads };
}
