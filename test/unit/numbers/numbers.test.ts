import { describe, expect, it } from 'vitest';
import { mix, randomInteger, randomNormal, randomNumbers, shuffle } from '../../../src/numbers/randomNumbers';
import { wilsonInterval } from '../../../src/numbers/statistics';

describe('Wilson’s interval', () => {
  it('agrees with the literature', () => {
    // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (const [successes, trials, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilsonInterval(successes, trials);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('knows nothing without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('random numbers', () => {
  it('are uniform, and repeat by seed', () => {
    const next = randomNumbers(1);
    const numbers = Array.from({ length: 20_000 }, next);
    expect(numbers.reduce((sum, value) => sum + value, 0) / numbers.length).toBeCloseTo(0.5, 2);
    expect(Array.from({ length: 5 }, randomNumbers(1))).toEqual(numbers.slice(0, 5));
    expect(Array.from({ length: 5 }, randomNumbers(2))).not.toEqual(numbers.slice(0, 5));
  });

  it('become normal', () => {
    const next = randomNumbers(3);
    const numbers = Array.from({ length: 20_000 }, () => randomNormal(next));
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('stay in their range, ends included', () => {
    const next = randomNumbers(4);
    const seen = new Set(Array.from({ length: 500 }, () => randomInteger(next, 3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });

  it('shuffle every order with equal chance', () => {
    const next = randomNumbers(5);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = shuffle(['a', 'b', 'c'], next).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it('mix neighbours into unrelated seeds', () => {
    const seeds = new Set<number>();
    for (let a = 0; a < 40; a++) for (let b = 0; b < 40; b++) seeds.add(mix(a, b));
    expect(seeds.size).toBe(1600);
    expect(mix(1, 2)).not.toBe(mix(2, 1));
  });
});
