import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { tf } from '../../../src/engine/tf';
import { hostTensor } from '../../../src/engine/tensors';
import { findLeak, requireCausal } from '../../../src/model/causality';
import type { Variant } from '../../../src/model/contract';
import { initialParameters } from '../../../src/model/initialise';
import { maskedSoftmax } from '../../../src/model/maskedSoftmax';
import { createModel } from '../../../src/model/transformer';
import { BUILT_IN_VARIANTS, builtInVariant } from '../../../src/model/variants';
import { selfAttentionVariant } from '../../../src/model/variants/vanilla';
import type { ModelConfig } from '../../../src/model/modelConfig';
import { runOn } from '../../support/engines';

const config: ModelConfig = {
  variant: 'vanilla',
  layers: 3,
  heads: 2,
  width: 16,
  contextLength: 24,
  vocabularySize: 12,
  dropout: 0,
  bottleneck: 6,
  upMlpRatio: 4,
  latents: 'prefix',
};

const engine = openDevice('onnx-cpu');

/** Looks at everything, the future included. */
const leaky: Variant = selfAttentionVariant({
  name: 'leaky',
  learnedPositions: true,
  layer: () => ({
    parameters: {},
    weights: ({ batch, heads, queryLength, keyLength }) =>
      maskedSoftmax(tf.zeros([batch, heads, queryLength, keyLength]), () => true),
  }),
});

async function mapsOf(settings: ModelConfig, length: number) {
  const model = createModel(builtInVariant(settings.variant), settings);
  const tokens = Int32Array.from({ length: 2 * length }, (_, index) => 1 + (index % 11));
  const weights = initialParameters(model.parameters, 1);
  const body = ({ tokens: fed, ...parameters }: Readonly<Record<string, tf.Tensor>>) =>
    model.forward(fed as tf.Tensor2D, parameters).maps;
  return runOn(engine, body, { tokens: hostTensor([2, length], tokens), ...weights });
}

describe('causality', () => {
  it.each(BUILT_IN_VARIANTS.map(({ name }) => name))('%s sees no future', async (name) => {
    expect(await findLeak(engine, builtInVariant(name), { ...config, variant: name })).toBeUndefined();
  });

  it('holds for the Perceiver whose latents cover the whole text', async () => {
    for (const bottleneck of [1, 5, 6, 24]) {
      const strided = { ...config, variant: 'perceiver', latents: 'strided' as const, bottleneck };
      expect(await findLeak(engine, builtInVariant('perceiver'), strided)).toBeUndefined();
    }
  });

  it('finds the first place where a variant sees the future, and says what to do', async () => {
    expect(await findLeak(engine, leaky, config)).toEqual({ position: 0, later: 1 });
    await expect(requireCausal(engine, leaky, config)).rejects.toThrow(
      /'leaky' sees the future: its prediction at position 0 depends on the character at position 1.*--allow-leak/,
    );
  });
});

/** Sees no future but for one key, which the eight positions before it see too. */
function leakyAt(key: number): Variant {
  return selfAttentionVariant({
    name: 'leaky at one place',
    learnedPositions: true,
    layer: () => ({
      parameters: {},
      weights: (call) =>
        maskedSoftmax(
          tf.zeros([call.batch, call.heads, call.queryLength, call.keyLength]),
          (query, seen) => call.visible(query, seen) || (seen === key && query + 9 > key),
        ),
    }),
  });
}

describe('causality of a long text', () => {
  const long = { ...config, contextLength: 262, layers: 1, heads: 1 };

  it('is checked in groups of rows and at places that are spread over it', async () => {
    expect(await findLeak(engine, builtInVariant('rope'), { ...long, variant: 'rope' })).toBeUndefined();
    for (const key of [9, 150, 260]) {
      const leak = await findLeak(engine, leakyAt(key), long);
      expect(leak?.position).toBe(key - 8);
    }
  });
});

describe('attention maps', () => {
  it.each(BUILT_IN_VARIANTS.map(({ name }) => name))(
    '%s: rows sum to one over visible keys',
    async (name) => {
      const maps = await mapsOf({ ...config, variant: name }, 20);
      expect(Object.keys(maps).length).toBe(3);
      for (const map of Object.values(maps)) {
        const [, , queries = 0, keys = 0] = map.shape;
        for (let query = 0; query < queries; query++) {
          const row = map.data.subarray(query * keys, (query + 1) * keys);
          expect(Array.from(row).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
          expect(Array.from(row.subarray(query + 1)).every((weight) => weight === 0)).toBe(true);
        }
      }
    },
  );

  it('the strided bottleneck covers the text: its last latent sees the last character', async () => {
    const maps = await mapsOf({ ...config, variant: 'perceiver', latents: 'strided' }, 24);
    const { shape, data } = maps['down_block'] ?? { shape: [], data: new Float32Array() };
    expect(shape).toEqual([2, 2, 6, 24]);
    expect(data[5 * 24 + 23]).toBeGreaterThan(0);
    expect(data[4 * 24 + 23]).toBe(0);
  });

  it('a character before the end of the first stride asks no latent', async () => {
    const maps = await mapsOf({ ...config, variant: 'perceiver', latents: 'strided' }, 24);
    const data = maps['up_block']?.data ?? new Float32Array();
    // Strides of four characters: those at 0, 1 and 2 come before the end of the first.
    expect(Array.from(data.subarray(0, 3 * 6)).every((weight) => weight === 0)).toBe(true);
    expect(data[3 * 6]).toBeCloseTo(1, 5);
  });
});

describe('silencing heads', () => {
  it('changes the prediction exactly as removing their share of the projection does', async () => {
    const model = createModel(builtInVariant('vanilla'), { ...config, layers: 1 });
    const weights = initialParameters(model.parameters, 1);
    const tokens = hostTensor([1, 8], Int32Array.from([1, 5, 2, 7, 3, 9, 4, 2]));
    const logitsWith = async (parameters: typeof weights, headScale: readonly number[]) => {
      const body = ({ tokens: fed, scale, ...rest }: Readonly<Record<string, tf.Tensor>>) => ({
        logits: model.forward(fed as tf.Tensor2D, rest, { headScale: scale as tf.Tensor2D }).logits,
      });
      const scale = hostTensor([1, 2], Float32Array.from(headScale));
      return Array.from((await runOn(engine, body, { tokens, scale, ...parameters }))['logits']?.data ?? []);
    };
    const silenced = await logitsWith(weights, [1, 0]);
    const projection = weights['blocks.0.attn.proj.weight'];
    if (!projection) throw new Error('The projection is missing.');
    // Head 1 owns the second half of the projection's inputs.
    const cut = projection.data.map((value, index) => (index % 16 < 8 ? value : 0));
    const without = { ...weights, 'blocks.0.attn.proj.weight': { ...projection, data: cut } };
    const expected = await logitsWith(without, [1, 1]);
    silenced.forEach((logit, index) => {
      expect(logit).toBeCloseTo(expected[index] ?? NaN, 5);
    });
    expect(silenced).not.toEqual(await logitsWith(weights, [1, 1]));
  });
});
