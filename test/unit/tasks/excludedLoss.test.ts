import { describe, expect, it } from 'vitest';
import { sumLosses } from '../../../src/tasks/excludedLoss';
import { randomNormal, randomNumbers } from '../../../src/numbers/randomNumbers';

const N = 11;
const KEY = [2, 5];
const rows = Array.from({ length: N * N }, (_, row) => row);
const sumOf = (row: number) => Math.floor(row / N) + (row % N);

/** Logits of the sum in each row, for each remainder. */
function table(logit: (row: number, remainder: number) => number): Float64Array[] {
  return rows.map((row) => Float64Array.from({ length: N }, (_, remainder) => logit(row, remainder)));
}

const byWaves = table((row, remainder) =>
  KEY.reduce((sum, k) => sum + 20 * Math.cos((2 * Math.PI * k * (sumOf(row) - remainder)) / N), 0),
);
const learned = rows.filter((row) => row % 3 === 0);
const byHeart = table((row, remainder) => (learned.includes(row) && remainder === sumOf(row) % N ? 12 : 0));

describe('the excluded loss', () => {
  it('of sums that only waves know is that of guessing', () => {
    const losses = sumLosses(byWaves, { modulus: N, frequencies: KEY, learned });
    expect(losses.learned).toBeLessThan(1e-3);
    expect(losses.excluded).toBeCloseTo(Math.log(N), 6);
  });

  it('of sums that are known by heart stays low', () => {
    const losses = sumLosses(byHeart, { modulus: N, frequencies: KEY, learned });
    expect(losses.learned).toBeLessThan(1e-3);
    expect(losses.excluded).toBeLessThan(0.1);
  });

  it('takes out the highest wave of an even number, which has no sine, once', () => {
    const alternating = Array.from({ length: 16 }, (_, row) => {
      const sign = (Math.floor(row / 4) + row) % 2 === 0 ? 1 : -1;
      return [9 * sign, -9 * sign, 9 * sign, -9 * sign];
    });
    const sums = { modulus: 4, frequencies: [2], learned: [0, 5, 11] };
    expect(sumLosses(alternating, sums).excluded).toBeCloseTo(Math.log(4), 9);
  });

  it('is that of plain loops, which take out one wave after the other', () => {
    const next = randomNumbers(3);
    const logits = table(() => randomNormal(next));
    const plain = logits.map((row) => [...row]);
    for (const k of KEY)
      for (const wave of [Math.cos, Math.sin])
        for (let remainder = 0; remainder < N; remainder++) {
          const at = (row: number) => wave((2 * Math.PI * k * sumOf(row)) / N);
          let [product, norm] = [0, 0];
          for (const row of rows) {
            product += at(row) * (plain[row]?.[remainder] ?? 0);
            norm += at(row) ** 2;
          }
          for (const row of rows) {
            const kept = plain[row];
            if (kept) kept[remainder] = (kept[remainder] ?? 0) - (product / norm) * at(row);
          }
        }
    let loss = 0;
    for (const row of learned) {
      const values = plain[row] ?? [];
      loss +=
        Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0)) - (values[sumOf(row) % N] ?? 0);
    }
    const { excluded } = sumLosses(logits, { modulus: N, frequencies: KEY, learned });
    expect(excluded).toBeCloseTo(loss / learned.length, 9);
  });
});
