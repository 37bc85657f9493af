/**
 * The theory’s quantities on a real model, against its own weights recomputed by hand.
 */
import { describe, expect, it } from 'vitest';
import { AttentionReader } from '../../../src/model/attentionMaps';
import { KeyReader } from '../../../src/theory/headKeys';
import { modelQuantities } from '../../../src/theory/modelQuantities';
import { keySpread } from '../../../src/theory/headQuantities';
import { smallModel } from '../../support/smallModel';

const TOKENS = [5, 9, 3, 12, 7, 30, 2, 1];

describe('the keys of a model', () => {
  it('are W x + b of the normalized stream, by head', async () => {
    const { engine, model, weights, store } = smallModel();
    const [first] = await new KeyReader(engine, model).keys(store, TOKENS);
    const read = (name: string) => weights[name]?.data ?? new Float32Array();
    const width = 32;
    const embedded = TOKENS.map((token, position) =>
      Array.from({ length: width }, (_, axis) => {
        return (
          (read('tok_emb.weight')[token * width + axis] ?? 0) +
          (read('pos_emb')[position * width + axis] ?? 0)
        );
      }),
    );
    const expected = embedded.map((row) => {
      const mean = row.reduce((a, b) => a + b) / width;
      const deviation = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width + 1e-5);
      const normed = row.map(
        (x, axis) =>
          ((x - mean) / deviation) * (read('blocks.0.ln1.weight')[axis] ?? 0) +
          (read('blocks.0.ln1.bias')[axis] ?? 0),
      );
      return Array.from({ length: width }, (_, output) =>
        normed.reduce(
          (sum, x, axis) => sum + x * (read('blocks.0.attn.key.weight')[output * width + axis] ?? 0),
          read('blocks.0.attn.key.bias')[output] ?? 0,
        ),
      );
    });
    expect(first?.block).toBe('blocks.0');
    expect(first?.keys).toHaveLength(4);
    first?.keys.forEach((keys, head) => {
      expect(keys).toHaveLength(TOKENS.length * 8);
      keys.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[Math.floor(index / 8)]?.[head * 8 + (index % 8)] ?? NaN, 4);
      });
    });
    await engine.dispose();
  });

  it('are told of every variant that has them, turned or not', async () => {
    for (const [variant, blocks] of [
      ['rope', ['blocks.0', 'blocks.1', 'blocks.2']],
      ['perceiver', ['down_block', 'blocks.0', 'up_block']],
      ['synthesizer', []],
    ] as const) {
      const { engine, model, store } = smallModel({ variant });
      const keys = await new KeyReader(engine, model).keys(store, TOKENS);
      expect(keys.map(({ block }) => block)).toEqual(blocks);
      // The Perceiver’s up block asks its 6 latents, all others but the middle ones the text.
      if (variant === 'perceiver')
        expect(keys.map((one) => (one.keys[0]?.length ?? 0) / 8)).toEqual([8, 6, 6]);
      await engine.dispose();
    }
  });
});

describe('the quantities of a model', () => {
  it('are those of its maps without the first row, and of its keys', async () => {
    const { engine, model, store } = smallModel();
    const [maps, keys] = [
      await new AttentionReader(engine, model).maps(store, TOKENS),
      await new KeyReader(engine, model).keys(store, TOKENS),
    ];
    const heads = modelQuantities(maps, keys);
    expect(heads).toHaveLength(12);
    const [map] = maps;
    if (!map) throw new Error('The model has no map.');
    const rows = Array.from({ length: 7 }, (_, index) => {
      const start = (2 * 8 + index + 1) * 8;
      return [...map.weights.subarray(start, start + 8)];
    });
    const mean = rows.reduce((sum, row) => sum + Math.max(...row), 0) / 7;
    expect(heads[2]).toMatchObject({ block: 'blocks.0', head: 2, rows: 7 });
    expect(heads[2]?.copyingMass).toBeCloseTo(mean, 6);
    expect(heads[2]?.keys).toEqual(keySpread(keys[0]?.keys[2] ?? new Float32Array(), 8));
    await engine.dispose();
  });
});
