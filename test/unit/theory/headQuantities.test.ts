/**
 * “In your model”: quantities of hand-made heads whose values are known.
 */
import { describe, expect, it } from 'vitest';
import { NormalNumbers } from '../../../src/numbers/normalNumbers';
import { keySpread, mapQuantities } from '../../../src/theory/headQuantities';

function mapOf(rows: readonly (readonly number[])[]) {
  const weights = Float32Array.from(rows.flat());
  return { weights, queries: rows.length, keys: rows[0]?.length ?? 0 };
}

describe('quantities of a map', () => {
  it('tell a copy, an average of two and a uniform row', () => {
    const copy = mapQuantities(mapOf([[0, 1, 0, 0]]));
    expect(copy).toEqual({ rows: 1, copyingMass: 1, entropy: 0, averagingError: Math.SQRT1_2 });
    const average = mapQuantities(mapOf([[0.5, 0, 0, 0.5]]));
    expect(average.copyingMass).toBe(0.5);
    expect(average.entropy).toBeCloseTo(Math.log(2), 12);
    expect(average.averagingError).toBeCloseTo(0, 12);
    const uniform = mapQuantities(mapOf([[0.25, 0.25, 0.25, 0.25]]));
    expect(uniform.entropy).toBeCloseTo(Math.log(4), 12);
    expect(uniform.averagingError).toBeCloseTo(Math.sqrt(1 / 2 - 1 / 4), 12);
  });

  it('are means over rows that see something, from the given row on', () => {
    const map = mapOf([
      [1, 0],
      [0, 0],
      [0.5, 0.5],
      [1, 0],
    ]);
    expect(mapQuantities(map, 1)).toMatchObject({ rows: 2, copyingMass: 0.75 });
    expect(mapQuantities(mapOf([[0, 0]])).copyingMass).toBeNaN();
  });
});

describe('the spread of keys', () => {
  it('is the study’s: keys of mean μ with variance ½ along it and α across', () => {
    const [count, dimension, length, alpha] = [20_000, 8, 3, 0.04] as const;
    const noise = new Float32Array(count * dimension);
    new NormalNumbers(5).fill(noise);
    const keys = noise.map((z, index) => {
      const along = index % dimension === 0;
      return along ? length * (1 + Math.sqrt(0.5) * z) : length * Math.sqrt(alpha) * z;
    });
    const spread = keySpread(keys, dimension);
    // Relative standard errors: of a variance √(2/n) = 1 %.
    expect(spread?.meanLength).toBeCloseTo(length, 1);
    expect(Math.abs((spread?.alongMean ?? NaN) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs((spread?.acrossMean ?? NaN) - alpha)).toBeLessThan(0.002);
  });

  it('is none without a direction', () => {
    expect(keySpread(Float32Array.of(1, 0, -1, 0), 2)).toBeUndefined();
    expect(keySpread(Float32Array.of(1, 0), 2)).toBeUndefined();
  });
});
