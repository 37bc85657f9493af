import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import type { HostTensors } from '../../../src/engine/tensors';
import type { tf } from '../../../src/engine/tf';
import { initialParameters } from '../../../src/model/initialise';
import { silencedModel, silencedParameters } from '../../../src/model/silencedModel';
import { type Model, createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { presetModel } from '../../../src/training/presets';

function modelOf(variant: string): Model {
  const config = { ...presetModel('quick', variant), layers: 3, heads: 2, width: 16, contextLength: 16 };
  return createModel(builtInVariant(variant), { ...config, bottleneck: 4, vocabularySize: 12 });
}

async function logitsOf(model: Model, parameters: HostTensors): Promise<readonly number[]> {
  const engine = openDevice('onnx-cpu');
  const store = engine.createStore(parameters);
  const program = await engine.compile(
    // Sound: the signature says that it is a matrix.
    ({ tokens }, state) => ({ outputs: { logits: model.forward(tokens as tf.Tensor2D, state).logits } }),
    { inputs: { tokens: { shape: [1, 8], type: 'int32' } }, state: Object.keys(model.parameters) },
    store,
  );
  const tokens = { shape: [1, 8], data: Int32Array.of(3, 4, 5, 6, 7, 8, 9, 10) };
  const { logits } = await program.run(store, { tokens });
  await engine.dispose();
  return [...(logits?.data ?? [])];
}

describe('a model with silent heads', () => {
  it.each(['vanilla', 'perceiver'])('%s is the whole model with their columns at zero', async (variant) => {
    const model = modelOf(variant);
    const parameters = initialParameters(model.parameters, 1);
    const silent = ['1.2', '3.1'];
    const whole = await logitsOf(model, parameters);
    const silenced = await logitsOf(silencedModel(model, silent), parameters);
    const without = await logitsOf(model, silencedParameters(model, parameters, silent));
    expect(silenced).not.toEqual(whole);
    without.forEach((value, at) => {
      expect(value).toBeCloseTo(silenced[at] ?? NaN, 6);
    });
    expect(silencedModel(model, [])).toBe(model);
  });
});
