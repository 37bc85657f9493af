import { describe, expect, it } from 'vitest';
import { attentionFlow } from '../../../src/heads/flow/attentionFlow';
import { flowLayers } from '../../../src/heads/flow/layers';
import { FlowNetwork } from '../../../src/heads/flow/maximumFlow';
import { rollout } from '../../../src/heads/flow/rollout';
import { FlowMeans, textFlow } from '../../../src/heads/flow/textFlow';
import type { AttentionMap } from '../../../src/model/attentionMap';

function map(rows: readonly (readonly number[])[], more: Partial<AttentionMap> = {}): AttentionMap {
  const [first = []] = rows;
  const weights = Float32Array.from(rows.flat());
  return { block: 'blocks.0', heads: 1, queries: rows.length, keys: first.length, weights, ...more };
}

/** Every position looks at the one before. */
const previous = map([
  [1, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
]);

const uniform = map([
  [1, 0, 0],
  [1 / 2, 1 / 2, 0],
  [1 / 3, 1 / 3, 1 / 3],
]);

describe('rollout', () => {
  it('of two steps back is the binomial distribution', () => {
    const [, last] = rollout(flowLayers([previous, previous]), 3);
    // Each block leaves half where it was: (½ + ½ · shift)².
    expect([...(last?.data.slice(6) ?? [])]).toEqual([0.25, 0.5, 0.25]);
  });

  it('of heads averages them', () => {
    const both = map([], {
      heads: 2,
      queries: 3,
      keys: 3,
      weights: Float32Array.of(...previous.weights, ...uniform.weights),
    });
    const [only] = rollout(flowLayers([both]), 3);
    const expected = [1 / 3, 0 + 1 / 3 + 1, 1 / 3].map((sum) => sum / 4);
    expected[2] = (expected[2] ?? 0) + 0.5;
    [...(only?.data.slice(6) ?? [])].forEach((share, index) => {
      expect(share).toBeCloseTo(expected[index] ?? NaN, 6);
    });
  });

  it('through a Perceiver counts what the latents hold, and the text itself', () => {
    const down = map([[0.25, 0.75]], { sides: { queries: 'latents', keys: 'text' } });
    const up = map([[1], [1]], { sides: { queries: 'text', keys: 'latents' } });
    const behind = rollout(flowLayers([down, up]), 2);
    expect(behind.map(({ data }) => [...data])).toEqual([
      [0.25, 0.75],
      [0.5 + 0.125, 0.375, 0.125, 0.5 + 0.375],
    ]);
  });
});

describe('flow', () => {
  it('through a network is the smallest cut: Ford and Fulkerson’s textbook example (CLRS, figure 26.1)', () => {
    const network = new FlowNetwork(6);
    const pipes = [
      [0, 1, 16], [0, 2, 13], [2, 1, 4], [1, 3, 12], [3, 2, 9], [2, 4, 14], [4, 3, 7], [3, 5, 20], [4, 5, 4],
    ] as const; // prettier-ignore
    for (const [from, to, capacity] of pipes) network.connect(from, to, capacity);
    expect(network.maximum(0, 5)).toBe(23);
    expect(network.maximum(0, 5)).toBe(23);
    expect(network.maximum(5, 0)).toBe(0);
  });

  it('takes the narrowest pipe where a rollout takes the product', () => {
    expect(attentionFlow(flowLayers([previous, previous]), 3, 2)).toEqual([0.5, 1, 0.5]);
  });

  it('without blocks stays where it is', () => {
    expect(attentionFlow([], 3, 1)).toEqual([0, 1, 0]);
  });

  it('reaches no later character', () => {
    expect(attentionFlow(flowLayers([uniform, uniform]), 3, 1).at(2)).toBe(0);
  });

  it('through a Perceiver uses latents and text side by side', () => {
    const down = map([[0.25, 0.75]], { sides: { queries: 'latents', keys: 'text' } });
    const up = map([[1], [1]], { sides: { queries: 'text', keys: 'latents' } });
    expect(attentionFlow(flowLayers([down, up]), 2, 1)).toEqual([0.25, 0.5 + 0.5]);
  });

  it('is averaged by source', () => {
    const means = new FlowMeans();
    const text = { tokens: [5, 6, 1], mask: 2, name: { from: 1, to: 2 } };
    means.add(textFlow([previous], ['a', 'b', '⁇'], 2), text);
    expect(means.means).toEqual({
      blocks: [{ block: 'blocks.0', shares: { name: 0.5, words: 0, mask: 0.5 } }],
      flow: { name: 0.5, words: 0, mask: 0.5 },
    });
  });
});
