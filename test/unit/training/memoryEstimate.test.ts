import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/files/userError';
import { answeringMemory, requireMemory } from '../../../src/model/memory';
import type { ModelConfig } from '../../../src/model/modelConfig';
import { createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import type { Preset } from '../../../src/training/presets';
import { requireTrainingMemory, trainingMemory } from '../../../src/training/memoryEstimate';
import { modelOf, trainingOf } from '../../../src/training/runSettings';
import type { ModelOptions } from '../../../src/training/options';

const VOCABULARY = 97;

function trained(preset: Preset, batch: number, options: ModelOptions) {
  const model: ModelConfig = { ...modelOf({ ...options, preset }), vocabularySize: VOCABULARY };
  const size = { task: 'pretrain', examples: 400, documents: 400, contextLength: 128 } as const;
  const training = trainingOf({ preset, batch, steps: 10 }, { ...size, pretrained: false });
  const { parameters } = createModel(builtInVariant(model.variant), model);
  return { model, training, parameters, device: 'onnx-cpu' };
}

describe('the memory of a training', () => {
  // Peaks of resident memory of whole processes, in megabytes: ONNX Runtime 1.30 on an x86 processor with two
  // cores, texts longer than the context, until a program for nearly each length had been compiled.
  it.each([
    [728, 'quick', 32, { layers: 2, heads: 4, width: 128, context: 128 }],
    [1050, 'quick', 16, { layers: 4, heads: 8, width: 256, context: 128 }],
    [1306, 'quick', 8, { layers: 2, heads: 2, width: 64, context: 512 }],
  ] as const)(
    'is estimated within 30 %% of the %i MB that were measured (%s, %i rows, %o)',
    (...measured) => {
      const [peak, preset, batch, options] = measured;
      const { model, training, parameters } = trained(preset, batch, options);
      const estimate = trainingMemory(model, training, parameters).total / 1e6;
      expect(estimate / peak).toBeGreaterThan(0.7);
      expect(estimate / peak).toBeLessThan(1.3);
    },
  );

  it('that is more than the machine has is refused with its number and what takes it', () => {
    const much = trained('fast', 64, { context: 4096 });
    expect(() => {
      requireTrainingMemory(much, much.parameters, 16e9);
    }).toThrow(
      /This training would take about [\d,.]+\sGB of memory, and this machine has 16.0\sGB. Activations/,
    );
    const wide = trained('fast', 64, { layers: 20, heads: 8, width: 4096, context: 8 });
    expect(() => {
      requireTrainingMemory(wide, wide.parameters, 16e9);
    }).toThrow(/Parameters are most of it: choose a smaller --width or fewer --layers/);
  });

  it('is no matter of this machine where a GPU is asked for', () => {
    const much = trained('fast', 64, { context: 4096 });
    expect(() => {
      requireTrainingMemory({ ...much, device: 'onnx-cuda' }, much.parameters, 16e9);
    }).not.toThrow();
  });

  it('counts a Perceiver’s latents, not its text, in its middle', () => {
    const total = (variant: string) => {
      const { model, training, parameters } = trained('fast', 16, { variant, context: 2048 });
      return trainingMemory(model, training, parameters).activations;
    };
    expect(total('perceiver')).toBeLessThan(total('vanilla') / 20);
  });
});

describe('the memory of a question', () => {
  it('is refused where even one would not fit', () => {
    const { model, parameters } = trained('fast', 16, { context: 500_000 });
    const needed = answeringMemory(model, parameters);
    const work = { what: 'A question to this model', advice: 'Ask elsewhere.', limit: 16e9 };
    expect(() => {
      requireMemory(needed, work);
    }).toThrow(UserError);
    const usual = trained('fast', 16, {});
    expect(answeringMemory(usual.model, usual.parameters)).toBeLessThan(1e9);
  });
});
