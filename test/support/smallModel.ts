/**
 * A model small enough to recompute by hand, with random weights that are the same on every machine.
 */
import { Vocabulary } from '../../src/data/vocabulary';
import { openDevice } from '../../src/engine/devices/openDevice';
import type { HostTensors } from '../../src/engine/tensors';
import { createModel } from '../../src/model/transformer';
import { builtInVariant } from '../../src/model/variants';
import type { ModelConfig } from '../../src/model/modelConfig';
import { noise } from './engines';

/** 3 layers of 4 heads, width 32, context 24, 40 characters: the shape of PyTorch's reference model. */
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
export function smallModel(settings: Partial<ModelConfig> = {}) {
  const config = { ...SMALL, ...settings };
  const engine = openDevice('onnx-cpu');
  const model = createModel(builtInVariant(config.variant), config);
  const weights: HostTensors = Object.fromEntries(
    Object.entries(model.parameters).map(([name, { shape }], index) => [name, noise(shape, index, 0.2)]),
  );
  return { engine, model, weights, store: engine.createStore(weights), vocabulary: SMALL_VOCABULARY };
}
