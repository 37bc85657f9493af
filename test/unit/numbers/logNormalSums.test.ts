import { describe, expect, it } from 'vitest';
import {
  type GridDistribution,
  gridStep,
  logOfEqualSum,
  logOfSum,
  normalOnGrid,
} from '../../../src/numbers/logNormalSums';

function expected({ step, first, mass }: GridDistribution, of: (value: number) => number): number {
  return mass.reduce((sum, share, index) => sum + share * of((first + index) * step), 0);
}

const step = gridStep(0.5);
const score = normalOnGrid(1, 0.5, step);

describe('the logarithm of a sum of log-normal numbers', () => {
  it('has the sum’s mean and variance, which are known', () => {
    // e^N(1, ¼): mean e^(1 + ⅛), variance mean² (e^¼ − 1); of 5 independent ones five times both.
    const five = logOfEqualSum(score, 5);
    const mean = Math.exp(1.125);
    expect(expected(five, () => 1)).toBeCloseTo(1, 10);
    expect(expected(five, Math.exp) / (5 * mean)).toBeCloseTo(1, 3);
    const variance = expected(five, (value) => Math.exp(2 * value)) - expected(five, Math.exp) ** 2;
    expect(variance / (5 * mean ** 2 * Math.expm1(0.25))).toBeCloseTo(1, 2);
  });

  it('is the larger one where the other is nothing', () => {
    const sum = logOfSum(score, normalOnGrid(-60, 0.5, step));
    expect(expected(sum, (value) => value)).toBeCloseTo(1, 6);
    expect(expected(sum, (value) => (value - 1) ** 2)).toBeCloseTo(0.25, 3);
  });

  it('does not mind in which order it is summed', () => {
    const one = logOfSum(logOfSum(score, score), score);
    const other = logOfEqualSum(score, 3);
    for (const power of [1, 2]) {
      expect(expected(one, (value) => value ** power)).toBeCloseTo(
        expected(other, (value) => value ** power),
        10,
      );
    }
  });
});
