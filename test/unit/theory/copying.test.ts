/**
 * Page a against closed forms: the weights, the entropy and the threshold of copying.
 */
import { describe, expect, it } from 'vitest';
import {
  COPY_SHARE,
  copyingResults,
  copyingThreshold,
  parseCopyingState,
  resized,
  withKey,
  withQuery,
} from '../../../src/theory/copying';
import { entropy, mixture, softmax } from '../../../src/theory/softAttention';

describe('soft attention', () => {
  it('weighs by the exponential of the score', () => {
    // exp(ln 1), exp(ln 2), exp(ln 5) of 8.
    expect([...softmax([0, Math.log(2), Math.log(5)])]).toEqual([
      expect.closeTo(1 / 8, 15),
      expect.closeTo(2 / 8, 15),
      expect.closeTo(5 / 8, 15),
    ]);
  });

  it('does not overflow where exp(score) would', () => {
    expect([...softmax([1e4, 1e4 - Math.log(3)])]).toEqual([
      expect.closeTo(0.75, 10),
      expect.closeTo(0.25, 10),
    ]);
  });

  it('has the entropy of an even choice, of a fair coin, and of a copy', () => {
    expect(entropy(softmax(new Array(7).fill(3)))).toBeCloseTo(Math.log(7), 14);
    expect(entropy([0.5, 0.5, 0])).toBeCloseTo(Math.log(2), 15);
    expect(entropy([0, 1, 0])).toBe(0);
  });

  it('mixes values', () => {
    expect([
      ...mixture(
        [0.25, 0.75],
        [
          [4, 0],
          [0, 8],
        ],
      ),
    ]).toEqual([1, 6]);
  });
});

describe('the threshold of copying', () => {
  it('has a closed form when all other keys are equally far behind', () => {
    // α = 1 / (1 + (n − 1) e^{−βΔ}) = 0.99 at β = ln(99 (n − 1)) / Δ.
    const threshold = copyingThreshold([2, 0.5, 0.5, 0.5], 0, 0.99);
    expect(threshold?.exact).toBeCloseTo(Math.log(99 * 3) / 1.5, 12);
    expect(threshold?.sufficient).toBeCloseTo(Math.log(99 * 3) / 1.5, 12);
    expect(threshold?.necessary).toBeCloseTo(Math.log(99) / 1.5, 12);
  });

  it('is where the page’s own weight reaches 99 %, between both bounds', () => {
    let compared = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const keys = Array.from({ length: 6 }, (_, key) => [
        Math.sin(seed * 7 + key * 3),
        Math.cos(seed * 5 + key),
      ]);
      const query = [Math.cos(seed), Math.sin(seed)];
      const state = parseCopyingState({ keys, query, beta: 1 });
      const scores = copyingResults(state).scores;
      const target = scores.indexOf(Math.max(...scores));
      const threshold = copyingThreshold(scores, target, COPY_SHARE);
      if (!threshold || threshold.exact > 40) continue;
      compared++;
      const at = copyingResults({ ...state, target, beta: threshold.exact });
      expect(at.weights[target]).toBeCloseTo(0.99, 12);
      expect(threshold.necessary).toBeLessThanOrEqual(threshold.exact);
      expect(threshold.exact).toBeLessThanOrEqual(threshold.sufficient);
    }
    expect(compared).toBeGreaterThan(15);
  });

  it('is none when another key is as near', () => {
    expect(copyingThreshold([1, 1, 0], 0, 0.99)).toBeUndefined();
    expect(copyingThreshold([0, 1, 0], 0, 0.99)).toBeUndefined();
  });
});

describe('the page of copying', () => {
  it('moves c from the middle of the values to v_j', () => {
    const state = parseCopyingState({});
    const at = (beta: number) => copyingResults({ ...state, beta }).distance;
    expect(at(0)).toBeCloseTo(1, 12);
    expect(at(3)).toBeLessThan(at(1));
    expect(at(40)).toBeLessThan(1e-4);
  });

  it('takes the query that β makes of the drawn one', () => {
    const state = parseCopyingState({
      keys: [
        [1, 0],
        [0, 1],
      ],
      query: [0.5, 0.25],
      beta: 4,
    });
    expect(copyingResults(state).scores).toEqual([2, 1]);
    expect(copyingResults(state).weights[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 14);
  });

  it('changes by dragging, within its limits', () => {
    const state = parseCopyingState({});
    expect(withKey(state, 1, [0.123456, 99]).keys[1]).toEqual([0.12, 10]);
    expect(withQuery(state, [-1, 0.5]).query).toEqual([-1, 0.5]);
    const larger = resized(state, 8, 3);
    expect(larger.keys).toHaveLength(8);
    expect(larger.keys.every((key) => key.length === 3)).toBe(true);
    expect(larger.query).toHaveLength(3);
  });

  it('survives any state', () => {
    for (const value of [undefined, 7, { keys: 'no' }, { keys: [[1], [1, 2]] }, { beta: NaN, target: 99 }]) {
      expect(parseCopyingState(value)).toEqual(parseCopyingState({}));
    }
  });
});
