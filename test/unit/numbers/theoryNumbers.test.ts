/**
 * The numbers that the theory lab rests on: matrices, fast normal numbers, the logit-normal distribution.
 */
import { describe, expect, it } from 'vitest';
import {
  logitNormalBelow,
  logitNormalDensity,
  logitNormalMoments,
  normalBelow,
} from '../../../src/numbers/distributions';
import {
  distance,
  matrixOf,
  orthonormalRows,
  principalAngles,
  product,
  singularValues,
  times,
  transposed,
} from '../../../src/numbers/linearAlgebra';
import { NormalNumbers } from '../../../src/numbers/normalNumbers';
import { randomNumbers } from '../../../src/numbers/randomNumbers';
import { sampleMoments } from '../../../src/numbers/sampleMoments';

const rowsOf = (...rows: readonly (readonly number[])[]) =>
  matrixOf(rows.length, rows[0]?.length ?? 0, (row, column) => rows[row]?.[column] ?? 0);

describe('matrices', () => {
  it('multiply', () => {
    const a = rowsOf([1, 2, 3], [4, 5, 6]);
    expect([...product(a, transposed(a)).data]).toEqual([14, 32, 32, 77]);
    expect([...times(a, [1, 0, -1])]).toEqual([-2, -2]);
    expect(() => product(a, a)).toThrow('3 columns');
  });

  it('have known singular values', () => {
    // Of [[3, 0], [4, 5]]: √45 and √5.
    const [largest = 0, smallest = 0] = singularValues(rowsOf([3, 0], [4, 5]));
    expect(largest).toBeCloseTo(Math.sqrt(45), 12);
    expect(smallest).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('are orthonormal when drawn so', () => {
    const rows = orthonormalRows(randomNumbers(3), 20, 20);
    const identity = matrixOf(20, 20, (row, column) => (row === column ? 1 : 0));
    expect(distance(product(rows, transposed(rows)).data, identity.data)).toBeLessThan(1e-13);
    expect(() => orthonormalRows(randomNumbers(3), 3, 2)).toThrow('orthogonal');
  });

  it('span planes at known angles', () => {
    const [cosine, sine] = [Math.cos(0.3), Math.sin(0.3)];
    const angles = principalAngles(
      rowsOf([1, 0, 0, 0], [0, 1, 0, 0]),
      rowsOf([cosine, 0, sine, 0], [0, 0, 0, 1]),
    );
    expect(angles[0]).toBeCloseTo((0.3 * 180) / Math.PI, 10);
    expect(angles[1]).toBeCloseTo(90, 10);
  });
});

describe('fast normal numbers', () => {
  const numbers = new Float32Array(400_000);
  new NormalNumbers(11).fill(numbers);

  it('have the moments of the normal distribution', () => {
    const { mean, variance, standardError } = sampleMoments(numbers);
    expect(Math.abs(mean)).toBeLessThan(3 * standardError);
    expect(variance).toBeCloseTo(1, 2);
    const fourth = numbers.reduce((sum, value) => sum + value ** 4, 0) / numbers.length;
    // E z⁴ = 3 with variance 96.
    expect(Math.abs(fourth - 3)).toBeLessThan(3 * Math.sqrt(96 / numbers.length));
  });

  it('lie below every point as often as they should, tails included', () => {
    for (const point of [-4, -3.5, -2, -1, -0.3, 0, 0.5, 1.7, 3, 3.6]) {
      const share = normalBelow(point);
      const below = numbers.reduce((count, value) => count + (value <= point ? 1 : 0), 0);
      const deviation = Math.sqrt(numbers.length * share * (1 - share));
      expect(Math.abs(below - numbers.length * share)).toBeLessThan(4 * deviation);
    }
  });

  it('do not depend on their neighbours', () => {
    let sum = 0;
    for (let index = 1; index < numbers.length; index++)
      sum += (numbers[index] ?? 0) * (numbers[index - 1] ?? 0);
    expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(numbers.length));
  });

  it('are the same however they are asked for', () => {
    const [once, single] = [new NormalNumbers(7), new NormalNumbers(7)];
    const some = new Float32Array(500);
    once.fill(some);
    expect(Float32Array.from(some, () => single.next())).toEqual(some);
  });
});

describe('distributions', () => {
  it('agree with published values of Φ', () => {
    // Abramowitz & Stegun (1964), table 26.1.
    expect(normalBelow(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalBelow(-2.5)).toBeCloseTo(0.00620966532577614, 14);
    expect(normalBelow(0)).toBe(0.5);
  });

  it('have a density that sums to the distribution function, and to one', () => {
    const distribution = { location: 0.4, scale: 1.3 };
    const [steps, to] = [20_000, 0.7];
    let sum = 0;
    for (let step = 0; step < steps; step++)
      sum += (to / steps) * logitNormalDensity(distribution, ((step + 0.5) * to) / steps);
    expect(sum).toBeCloseTo(logitNormalBelow(distribution, to), 7);
    expect(logitNormalBelow(distribution, 1)).toBe(1);
  });

  it('have moments that are known at both ends', () => {
    // A point; a coin, towards which a large scale goes; and a small scale, by the delta method.
    expect(logitNormalMoments({ location: 1, scale: 0 })).toEqual({
      mean: expect.closeTo(1 / (1 + Math.exp(-1)), 9) as number,
      variance: expect.closeTo(0, 9) as number,
    });
    const coin = logitNormalMoments({ location: 0, scale: 100 });
    expect(coin.mean).toBeCloseTo(0.5, 9);
    expect(coin.variance).toBeGreaterThan(0.24);
    expect(logitNormalMoments({ location: 0, scale: 0.01 }).variance).toBeCloseTo(0.01 ** 2 / 16, 8);
  });
});
