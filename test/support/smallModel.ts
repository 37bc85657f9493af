/**
 * A model small enough to recompute by hand: PyTorch's reference weights where this machine has them,
 * random numbers of the same shapes elsewhere.
 */
import { readTensorFile } from '../../src/model/checkpoints/safetensors';
import { Vocabulary } from '../../src/data/vocabulary';
import { openDevice } from '../../src/engine/devices/openDevice';
import type { HostTensors } from '../../src/engine/tensors';
import { createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import type { ModelConfig } from '../../src/model/modelConfig';
import { noise } from './engines';
import { missingStudyFiles, studyFile } from './files';

/** 3 layers of 4 heads, width 32, context 24, 40 characters: PyTorch's reference model. */
export const SMALL: ModelConfig = {
  variant: 'vanilla',
  layers: 3,
  heads: 4,
  width: 32,
  contextLength: 24,
  vocabularySize: 40,
  dropout: 0,
  bottleneck: 6,
  upMlpRatio: 4,
  latents: 'prefix',
};

/** Padding, mask, and the letters that the small model's other tokens stand for. */
export const SMALL_VOCABULARY = new Vocabulary(Array.from('□⁇ ?abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'));

/** The model with its weights on a new engine. */
export async function smallModel(settings: Partial<ModelConfig> = {}) {
  const config = { ...SMALL, ...settings };
  const engine = openDevice('onnx-cpu');
  const model = createModel(builtInVariant(config.variant), config);
  const reference = config.variant === 'vanilla' && missingStudyFiles === undefined;
  const made = Object.entries(model.parameters).map(
    ([name, { shape }], index) => [name, noise(shape, index, 0.2)] as const,
  );
  const weights: HostTensors = reference
    ? (await readTensorFile(studyFile('parity', 'vanilla.weights.safetensors'))).tensors
    : Object.fromEntries(made);
  return { engine, model, weights, store: engine.createStore(weights), vocabulary: SMALL_VOCABULARY };
}
