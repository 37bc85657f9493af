/**
 * Pages c and d: sampled keys against the study’s formula and against exact variances. Errors are stated
 * in standard errors of the sample; seeds are fixed, so nothing here can fail by chance.
 */
import { describe, expect, it } from 'vitest';
import { logistic } from '../../../src/numbers/distributions';
import { orthonormalRows } from '../../../src/numbers/linearAlgebra';
import { randomNormal, randomNumbers } from '../../../src/numbers/randomNumbers';
import { sampleMoments } from '../../../src/numbers/sampleMoments';
import {
  OneHeadExperiment,
  WEIGHT_BINS,
  oneHeadResults,
  parseOneHeadState,
} from '../../../src/theory/oneHead';
import { mixture, softmax } from '../../../src/theory/softAttention';
import { TwoHeadsExperiment, parseTwoHeadsState, twoHeadsResults } from '../../../src/theory/twoHeads';

const MANY = 5000;

/** Keys, values and all dimensions written out, with none of the page’s shortcuts: α_a and ‖c‖². */
function plainly(keys: number, beta: number, alpha: number, variance: number, samples: number): Float64Array {
  const next = randomNumbers(99);
  const dimension = 12;
  const means = orthonormalRows(next, keys, dimension);
  const row = (index: number) => means.data.subarray(index * dimension, (index + 1) * dimension);
  const query = row(0).map((value, axis) => beta * (value + (row(1)[axis] ?? 0)));
  return Float64Array.from({ length: samples }, () => {
    const scores = Array.from({ length: keys }, (_, key) => {
      const y = key === 0 ? 1 + Math.sqrt(variance) * randomNormal(next) : 1;
      return row(key).reduce((sum, mean, axis) => {
        return sum + (y * mean + Math.sqrt(alpha) * randomNormal(next)) * (query[axis] ?? 0);
      }, 0);
    });
    return softmax(scores)[0] ?? 0;
  });
}

describe('one head under noise', () => {
  it('follows the study’s formula for α → 0 and large β', () => {
    const state = parseOneHeadState({ alpha: 0, beta: 12, samples: MANY, dimension: 16, keys: 8 });
    const { moments, study, histogram } = oneHeadResults(state);
    expect(Math.abs(moments.mean - study.moments.mean)).toBeLessThan(3 * moments.standardError);
    expect(moments.variance / study.moments.variance).toBeCloseTo(1, 1);
    for (let bin = 0; bin < WEIGHT_BINS; bin++) {
      const expected = MANY * (study.bins[bin] ?? 0);
      expect(Math.abs((histogram[bin] ?? 0) - expected)).toBeLessThan(4 * Math.sqrt(expected) + 1);
    }
  });

  it('is α_a = 1 / (1 + e^{β(1−y)}) sample by sample', () => {
    // With two keys and no common noise, 1 − α_a = α_b and the logit is β (y − 1) exactly.
    const { weightOnA, weightOnB } = oneHeadResults(
      parseOneHeadState({ alpha: 0, keys: 2, dimension: 2, beta: 3, samples: 200 }),
    );
    const wide = oneHeadResults(
      parseOneHeadState({ alpha: 0, keys: 2, dimension: 2, beta: 6, samples: 200 }),
    );
    for (let sample = 0; sample < 200; sample++) {
      const [a = 0, b = 0] = [weightOnA[sample], weightOnB[sample]];
      expect(a + b).toBeCloseTo(1, 6);
      // Twice the β doubles the logit.
      expect(wide.weightOnA[sample]).toBeCloseTo(logistic(2 * Math.log(a / b)), 4);
    }
  });

  it('follows the exact distribution with other keys, and with common noise between two', () => {
    for (const change of [
      { alpha: 0, beta: 2, keys: 50, dimension: 64 },
      { alpha: 0.1, beta: 4, keys: 2, dimension: 8 },
    ]) {
      const results = oneHeadResults(parseOneHeadState({ ...change, samples: MANY }));
      const { moments, general, study } = results;
      expect(Math.abs(moments.mean - general.moments.mean)).toBeLessThan(3 * moments.standardError);
      expect(Math.abs(moments.variance - general.moments.variance)).toBeLessThan(0.05 * moments.variance);
      expect(Math.abs(moments.variance - study.moments.variance)).toBeGreaterThan(0.05 * moments.variance);
    }
  });

  it('follows the distribution with noise in all of many keys, where the study’s is far off', () => {
    for (const change of [
      { alpha: 0.3, variance: 1.5, beta: 6, keys: 20 },
      { alpha: 0.5, variance: 2, beta: 40, keys: 16 },
      { alpha: 0.1, variance: 0, beta: 1, keys: 25 },
    ]) {
      const results = oneHeadResults(parseOneHeadState({ dimension: change.keys, ...change, samples: MANY }));
      const { moments, general, study, histogram, weightOnA } = results;
      expect(Math.abs(moments.mean - general.moments.mean)).toBeLessThan(3 * moments.standardError);
      expect(Math.abs(moments.mean - study.moments.mean)).toBeGreaterThan(20 * moments.standardError);
      const squares = sampleMoments(weightOnA.map((weight) => (weight - moments.mean) ** 2));
      expect(Math.abs(squares.mean - general.moments.variance)).toBeLessThan(3 * squares.standardError);
      for (const [bin, count] of histogram.entries()) {
        const wanted = MANY * (general.bins[bin] ?? 0);
        expect(Math.abs(count - wanted)).toBeLessThan(4 * Math.sqrt(wanted) + 1);
      }
    }
  });

  it('agrees with keys written out in all dimensions', () => {
    const state = { alpha: 0.05, beta: 3, keys: 6 };
    const sampled = oneHeadResults(parseOneHeadState({ ...state, dimension: 12, samples: MANY })).moments;
    const plain = sampleMoments(plainly(6, 3, 0.05, 0.5, MANY));
    expect(Math.abs(sampled.mean - plain.mean)).toBeLessThan(
      3 * Math.hypot(sampled.standardError, plain.standardError),
    );
    expect(sampled.variance / plain.variance).toBeCloseTo(1, 1);
  });

  it('does not depend on the dimension', () => {
    const of = (dimension: number) =>
      oneHeadResults(parseOneHeadState({ dimension, keys: 2, alpha: 0.1, samples: MANY })).moments;
    const [narrow, wide] = [of(2), of(128)];
    expect(Math.abs(narrow.mean - wide.mean)).toBeLessThan(
      3 * Math.hypot(narrow.standardError, wide.standardError),
    );
  });

  it('still averages when nothing but a little common noise is there (c.i)', () => {
    const { moments } = oneHeadResults(parseOneHeadState({ variance: 0, alpha: 0.0001, beta: 10 }));
    expect(moments.mean).toBeCloseTo(0.5, 2);
    expect(Math.sqrt(moments.variance)).toBeLessThan(0.1);
  });

  it('draws the same samples at once and in pieces, and keeps them while sliders move', () => {
    const state = parseOneHeadState({ samples: 300 });
    const pieces = new OneHeadExperiment(state);
    while (!pieces.complete) pieces.draw(7);
    expect(pieces.results().weightOnA).toEqual(oneHeadResults(state).weightOnA);
    const moved = { ...state, beta: 3, alpha: 0.2, variance: 0.1 };
    pieces.change(moved);
    expect(pieces.results().weightOnA).toEqual(oneHeadResults(moved).weightOnA);
    expect(pieces.results().histogram).toEqual(oneHeadResults(moved).histogram);
  });
});

describe('several heads', () => {
  const arrangement = (results: ReturnType<typeof twoHeadsResults>, design: string, heads: number) => {
    const found = results.arrangements.find((one) => one.design === design && one.heads === heads);
    if (!found) throw new Error(`There is no arrangement of ${heads} heads that ask ${design}.`);
    return found;
  };

  it('have the exact variance, for both designs and kinds of noise', () => {
    for (const noise of ['shared', 'independent']) {
      for (const change of [
        { alpha: 0, keys: 20 },
        { alpha: 0.05, keys: 2 },
      ]) {
        const results = twoHeadsResults(parseTwoHeadsState({ ...change, noise, beta: 4, samples: MANY }));
        for (const { variance, standardError, predicted } of results.arrangements) {
          const { exact = NaN, bound } = predicted;
          expect(Math.abs(variance - exact)).toBeLessThan(4 * standardError);
          expect(exact).toBeLessThanOrEqual(bound * (1 + 1e-6));
        }
      }
    }
  });

  it('never pass the bound where there is no exact formula', () => {
    for (const beta of [1, 8, 30]) {
      const results = twoHeadsResults(parseTwoHeadsState({ alpha: 0.05, keys: 12, beta }));
      for (const { variance, standardError, predicted } of results.arrangements) {
        expect(predicted.exact).toBeUndefined();
        expect(variance - 4 * standardError).toBeLessThan(predicted.bound);
      }
    }
  });

  it('mend what one head cannot: the study’s d', () => {
    const results = twoHeadsResults(parseTwoHeadsState({}));
    const one = arrangement(results, 'same', 1);
    const two = arrangement(results, 'split', 2);
    expect(one.variance).toBeGreaterThan(0.3);
    expect(two.variance).toBeLessThan(one.variance / 5);
    // Where y is small, key a no longer leads the other 48: what is left of the error falls with β.
    expect(two.bias).toBeLessThan(0.15);
    const longer = twoHeadsResults(parseTwoHeadsState({ beta: 30 }));
    expect(arrangement(longer, 'split', 2).bias).toBeLessThan(two.bias / 2);
    // Heads that ask the same of the same keys are one head.
    expect(arrangement(results, 'same', 8).variance).toBeCloseTo(one.variance, 5);
  });

  it('even each other out when each has keys of its own', () => {
    const results = twoHeadsResults(parseTwoHeadsState({ noise: 'independent', samples: 2000 }));
    const one = arrangement(results, 'same', 1);
    const eight = arrangement(results, 'same', 8);
    expect(one.variance / eight.variance).toBeGreaterThan(7);
    expect(one.variance / eight.variance).toBeLessThan(9);
  });

  it('have the variance of c written out with orthonormal values', () => {
    const state = parseTwoHeadsState({ keys: 3, alpha: 0.1, beta: 2, samples: 400 });
    const { weightOnA, weightOnB, variance } = arrangement(twoHeadsResults(state), 'split', 2);
    const values = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const all = Array.from(weightOnA, (a, sample) => {
      const b = weightOnB[sample] ?? 0;
      return mixture([a, b, 1 - a - b], values);
    });
    const total = [0, 1, 2].reduce(
      (sum, axis) => sum + sampleMoments(all.map((c) => c[axis] ?? 0)).variance,
      0,
    );
    // The page divides by the number of samples, not by one less.
    expect(variance).toBeCloseTo((total * 399) / 400, 6);
  });

  it('draws the same samples at once and in pieces', () => {
    const state = parseTwoHeadsState({ samples: 150, noise: 'independent' });
    const pieces = new TwoHeadsExperiment(state);
    while (!pieces.complete) pieces.draw(11);
    const whole = twoHeadsResults(state);
    expect(pieces.results().arrangements.map(({ variance }) => variance)).toEqual(
      whole.arrangements.map(({ variance }) => variance),
    );
  });
});
