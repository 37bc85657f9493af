/**
 * Page b: projections against linear algebra’s identities, averages against closed forms.
 */
import { describe, expect, it } from 'vitest';
import { distance, entry, product } from '../../../src/numbers/linearAlgebra';
import {
  averagingError,
  averagingHead,
  averagingResults,
  averagingWeight,
  betaForError,
  parseAveragingState,
  projectionOf,
} from '../../../src/theory/averaging';

describe('a value in a sum of two', () => {
  it('is pulled out by M = A Aᵀ when AᵀB = 0', () => {
    for (const [dimension, rank] of [
      [4, 2],
      [8, 3],
      [24, 12],
    ] as const) {
      const { error, valueA, pulledOut, overlap } = projectionOf(parseAveragingState({ dimension, rank }));
      expect(Math.max(...overlap.data.map(Math.abs))).toBeLessThan(1e-14);
      expect(error).toBeLessThan(1e-14);
      expect(distance(valueA, pulledOut)).toBeLessThan(1e-14);
    }
  });

  it('keeps M a projection', () => {
    const { m } = projectionOf(parseAveragingState({ tilt: 37 }));
    expect(distance(product(m, m).data, m.data)).toBeLessThan(1e-14);
    expect(Array.from({ length: 8 }, (_, axis) => entry(m, axis, axis)).reduce((a, b) => a + b)).toBeCloseTo(
      3,
      12,
    );
  });

  it('brings along cos φ of the other where the spans lean, φ being every principal angle', () => {
    for (const tilt of [0, 10, 45, 72.5, 90]) {
      const { error, principalAngles } = projectionOf(parseAveragingState({ tilt, dimension: 10, rank: 4 }));
      expect(error).toBeCloseTo(Math.sin((tilt * Math.PI) / 180), 12);
      for (const angle of principalAngles) expect(angle).toBeCloseTo(90 - tilt, 5);
    }
  });
});

describe('a head that averages', () => {
  it('has the error of the formula, computed from keys and values', () => {
    for (const keys of [2, 3, 10, 64]) {
      const head = averagingHead(keys, 5);
      for (const beta of [0, 0.5, 2, 8, 15]) expect(head(beta)).toBeCloseTo(averagingError(keys, beta), 12);
    }
  });

  it('weighs both by 1/n without a query and by ½ with a long one', () => {
    expect(averagingWeight(10, 0)).toBeCloseTo(0.1, 15);
    expect(averagingWeight(10, 40)).toBeCloseTo(0.5, 15);
  });

  it('knows the β at which the error is 1 %', () => {
    for (const keys of [3, 10, 50])
      expect(averagingError(keys, betaForError(keys, 0.01))).toBeCloseTo(0.01, 12);
    expect(betaForError(2, 0.01)).toBe(0);
  });

  it('shows the same in the page’s results', () => {
    const { average } = averagingResults(parseAveragingState({ keys: 20, beta: 6 }));
    expect(average.error).toBeCloseTo(average.predicted, 12);
  });
});
