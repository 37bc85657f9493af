/**
 * The families against numbers computed without the product's code: plain loops, or the same model written
 * another way. What `transformers` itself computes is in `parity.test.ts`.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../../src/engine/devices/openDevice';
import { type HostTensors, hostTensor } from '../../../../src/engine/tensors';
import type { tf } from '../../../../src/engine/tf';
import type { Model } from '../../../../src/model/transformer';
import { largestDifference } from '../../../support/engines';
import { TOY_CONFIGS, modelOf, randomWeights } from '../../../support/openCheckpoints';
import {
  plainLayerNorm,
  plainLinear,
  plainMap,
  plainRmsNorm,
  plainTurn,
  rowsOf,
} from '../../../support/plainAttention';

const TOKENS = [84, 104, 101, 32, 99, 97, 116, 258, 99, 97, 116, 7];
const engine = openDevice('onnx-cpu');
afterAll(() => engine.dispose());

async function forward(model: Model, weights: HostTensors, on = engine) {
  const store = on.createStore(weights);
  const shape = [1, TOKENS.length];
  const program = await on.compile(
    (inputs, state) => {
      const { logits, maps } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
      return { outputs: { logits, ...maps } };
    },
    { inputs: { tokens: { shape, type: 'int32' } }, state: Object.keys(model.parameters) },
    store,
  );
  return program.run(store, { tokens: hostTensor(shape, Int32Array.from(TOKENS)) });
}

const numbers = (weights: HostTensors, name: string) => weights[name]?.data ?? new Float32Array();
const matrix = (weights: HostTensors, name: string) =>
  rowsOf(numbers(weights, name), weights[name]?.shape[1] ?? 1);
const chosen = (embedding: ReturnType<typeof rowsOf>) => TOKENS.map((token) => embedding[token] ?? []);
const columns = (rows: ReturnType<typeof rowsOf>, from: number, to: number) =>
  rows.map((row) => row.slice(from, to));

describe('a map in plain loops', () => {
  it('is that of GPT-NeoX: each head’s query, key and value lie together, half of them turned', async () => {
    const model = modelOf(TOY_CONFIGS.gpt_neox);
    const weights = randomWeights(model);
    const name = 'layers.0';
    const read = plainLayerNorm(
      chosen(matrix(weights, 'embed_in.weight')),
      numbers(weights, `${name}.input_layernorm.weight`),
      numbers(weights, `${name}.input_layernorm.bias`),
    );
    const fused = plainLinear(
      read,
      matrix(weights, `${name}.attention.query_key_value.weight`),
      numbers(weights, `${name}.attention.query_key_value.bias`),
    );
    // Heads of width 4: 4 numbers of query, 4 of key, 4 of value; the first 2 of each are one pair.
    const maps = [0, 1, 2, 3].map((head) =>
      plainMap({
        queries: plainTurn(columns(fused, 12 * head, 12 * head + 4), [1]),
        keys: plainTurn(columns(fused, 12 * head + 4, 12 * head + 8), [1]),
      }),
    );
    const ours = await forward(model, weights);
    expect(largestDifference(ours[name]?.data ?? [], maps.flat(2))).toBeLessThan(1e-5);
  });

  it('is that of Llama: query heads share keys, long waves are stretched', async () => {
    const model = modelOf(TOY_CONFIGS.llama);
    const weights = randomWeights(model);
    const name = 'layers.0';
    const read = plainRmsNorm(
      chosen(matrix(weights, 'embed_tokens.weight')),
      numbers(weights, `${name}.input_layernorm.weight`),
      1e-6,
    );
    const queries = plainLinear(read, matrix(weights, `${name}.self_attn.q_proj.weight`));
    const keys = plainLinear(read, matrix(weights, `${name}.self_attn.k_proj.weight`));
    // Heads of width 4 have the frequencies 1 and 100^(−1/2). Within 16 positions the first turns 2.55 times,
    // between 1 and 4: kept to (2.55 − 1) / 3. The second turns 0.25 times: divided by the factor 4.
    const kept = (16 / (2 * Math.PI) - 1) / 3;
    const frequencies = [(1 - kept) / 4 + kept, 0.1 / 4];
    const maps = [0, 1, 2, 3].map((head) => {
      const shared = Math.floor(head / 2);
      return plainMap({
        queries: plainTurn(columns(queries, 4 * head, 4 * head + 4), frequencies),
        keys: plainTurn(columns(keys, 4 * shared, 4 * shared + 4), frequencies),
      });
    });
    const ours = await forward(model, weights);
    expect(largestDifference(ours[name]?.data ?? [], maps.flat(2))).toBeLessThan(1e-5);
  });
});

describe('grouped queries', () => {
  it.each(['llama', 'qwen2', 'qwen3'] as const)(
    'of %s are those of a model whose heads have the shared keys and values each',
    async (family) => {
      const config = TOY_CONFIGS[family];
      const grouped = modelOf(config);
      const weights = randomWeights(grouped);
      const ungrouped = { ...config, num_key_value_heads: 4 };
      const single = modelOf(ungrouped);
      const repeated = Object.fromEntries(
        Object.entries(single.parameters).map(([name, { shape }]) => {
          const { data = new Float32Array(), shape: from = [] } = weights[name] ?? {};
          if (from[0] === shape[0]) return [name, hostTensor(shape, data)];
          const head = data.length / 2;
          const [first, second] = [data.slice(0, head), data.slice(head)];
          return [
            name,
            hostTensor(shape, Float32Array.from([first, first, second, second].flatMap((x) => [...x]))),
          ];
        }),
      );
      const [a, b] = [await forward(grouped, weights), await forward(single, repeated)];
      expect(largestDifference(a['logits']?.data ?? [], b['logits']?.data ?? [])).toBeLessThan(1e-4);
      expect(a['logits']?.data.some((value) => Math.abs(value) > 0.1)).toBe(true);
    },
  );
});

describe('every family', () => {
  const families = Object.keys(TOY_CONFIGS) as (keyof typeof TOY_CONFIGS)[];

  it.each(families)('%s computes the same compiled and in plain JavaScript', async (family) => {
    const model = modelOf(TOY_CONFIGS[family]);
    const weights = randomWeights(model);
    const javascript = openDevice('tfjs-js');
    const [a, b] = [await forward(model, weights), await forward(model, weights, javascript)];
    for (const name of ['logits', ...model.blockNames]) {
      expect(largestDifference(a[name]?.data ?? [], b[name]?.data ?? [])).toBeLessThan(1e-4);
    }
  });

  it.each(families)('%s sees no later token', async (family) => {
    const model = modelOf(TOY_CONFIGS[family]);
    const { [model.blockNames[1] ?? '']: map } = await forward(model, randomWeights(model));
    const length = TOKENS.length;
    const later = Array.from(map?.data ?? [1]).filter(
      (_, at) => at % length > Math.floor(at / length) % length,
    );
    expect(later.every((weight) => weight === 0)).toBe(true);
  });

  it('sees no further back than the window of a sliding layer', async () => {
    const model = modelOf({
      ...TOY_CONFIGS.qwen2,
      use_sliding_window: true,
      sliding_window: 3,
      layer_types: ['full_attention', 'sliding_attention'],
    } as typeof TOY_CONFIGS.qwen2);
    const maps = await forward(model, randomWeights(model));
    const last = (block: string) => Array.from(maps[block]?.data.slice(11 * 12, 12 * 12) ?? []);
    expect(last('layers.0').every((weight) => weight > 0)).toBe(true);
    expect(last('layers.1').map((weight) => weight > 0)).toEqual([
      ...Array<boolean>(9).fill(false),
      true,
      true,
      true,
    ]);
  });
});
