/**
 * From options to a run's configuration: what `pretrain`, `finetune` and `study` share.
 */
import type { ModelConfig } from '../model/modelConfig';
import { RUN_FORMAT_VERSION, type RunConfig, type TrainingConfig } from '../runs/runConfig';
import { PRESETS, type Preset, type TrainingSize, presetModel, presetTraining } from '../training/presets';
import type { Call, OptionSpecs } from './verb';

/** Options of every verb that trains. */
export const TRAINING_OPTIONS: OptionSpecs = {
  out: { value: 'RUN', help: 'the run folder to make' },
  preset: { value: 'P', help: `${PRESETS.join(', ')} (default: fast)` },
  device: { value: 'D', help: 'auto, or an id that `devices` lists (default: auto)' },
  steps: { value: 'N', help: 'updates of the parameters (default: the preset’s)' },
  seed: { value: 'N', help: 'repeats a run exactly (default: 1)' },
  'learning-rate': { value: 'X', help: 'the full learning rate (default: the preset’s)' },
  batch: { value: 'N', help: 'rows in a batch (default: the preset’s)' },
  dropout: { value: 'X', help: 'share of numbers that dropout silences (default: the preset’s)' },
  'hold-rate': { help: 'keep the learning rate at its floor where the published recipe lets it rise again' },
  resume: { help: 'go on with the run in --out' },
};

/** Options that shape a new model. */
export const MODEL_OPTIONS: OptionSpecs = {
  variant: { value: 'V', help: 'vanilla, rope, synthesizer, perceiver, or a .js/.ts module (default: rope)' },
  layers: { value: 'N', help: 'blocks' },
  heads: { value: 'N', help: 'attention heads in a block' },
  width: { value: 'N', help: 'length of the residual vectors' },
  context: { value: 'N', help: 'the longest text, in characters' },
  bottleneck: { value: 'N', help: 'perceiver: latents' },
  'up-mlp-ratio': { value: 'N', help: 'perceiver: width of the last hidden layer, times --width' },
  latents: { value: 'S', help: 'perceiver: prefix (as published) or strided' },
  'allow-leak': { help: 'train a variant even if it sees the future' },
};

/** The preset that was asked for. */
function presetOf(call: Call): Preset {
  return call.choice('preset', PRESETS) ?? 'fast';
}

/** The model that was asked for, but for the size of its vocabulary. */
export function modelOf(call: Call): Omit<ModelConfig, 'vocabularySize'> {
  const base = presetModel(presetOf(call), call.text('variant') ?? 'rope');
  return {
    ...base,
    layers: call.integer('layers', 1) ?? base.layers,
    heads: call.integer('heads', 1) ?? base.heads,
    width: call.integer('width', 1) ?? base.width,
    contextLength: call.integer('context', 8) ?? base.contextLength,
    bottleneck: call.integer('bottleneck', 1) ?? base.bottleneck,
    upMlpRatio: call.integer('up-mlp-ratio', 1) ?? base.upMlpRatio,
    latents: call.choice('latents', ['prefix', 'strided'] as const) ?? base.latents,
    dropout: dropoutOf(call) ?? base.dropout,
  };
}

/** The dropout that was asked for, if any. */
export function dropoutOf(call: Call): number | undefined {
  return call.number('dropout', { zero: true, most: 0.9 });
}

/** The training that was asked for. */
export function trainingOf(call: Call, size: Omit<TrainingSize, 'steps'>): TrainingConfig {
  const steps = call.integer('steps', 1);
  const base = presetTraining(presetOf(call), { ...size, ...(steps === undefined ? {} : { steps }) });
  const { optimizer, schedule } = base;
  const learningRate = call.number('learning-rate') ?? optimizer.learningRate;
  const batchRows = call.integer('batch', 1) ?? base.batchRows;
  return {
    ...base,
    optimizer: {
      ...optimizer,
      learningRate,
      matrixLearningRate: (optimizer.matrixLearningRate * learningRate) / optimizer.learningRate,
    },
    schedule: { ...schedule, afterDecay: call.has('hold-rate') ? 'hold' : schedule.afterDecay },
    batchRows,
    microBatchRows: batchRows % base.microBatchRows === 0 ? base.microBatchRows : batchRows,
  };
}

/** The parts of a configuration that all runs have. */
export function commonConfig(
  call: Call,
): Pick<RunConfig, 'version' | 'created' | 'preset' | 'seed' | 'device'> {
  return {
    version: RUN_FORMAT_VERSION,
    created: new Date().toISOString(),
    preset: presetOf(call),
    seed: call.integer('seed', 0) ?? 1,
    device: call.text('device') ?? 'auto',
  };
}
