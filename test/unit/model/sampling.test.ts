import { describe, expect, it } from 'vitest';
import { chooseToken } from '../../../src/model/sampling';
import { randomNumbers } from '../../../src/numbers/randomNumbers';

/** Probabilities 0.5, 0.3, 0.15 and 0.05, in another order. */
const SHARES = [0.15, 0.5, 0.05, 0.3];
const LOGITS = Float32Array.from(SHARES, (share) => Math.log(share) + 7);

function frequencies(sampling: Parameters<typeof chooseToken>[1], draws = 20_000): readonly number[] {
  const next = randomNumbers(5);
  const counts = SHARES.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    const { token } = chooseToken(LOGITS, sampling, next);
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts.map((count) => count / draws);
}

const near = (wanted: readonly number[]) => wanted.map((share) => expect.closeTo(share, 1.7) as number);

describe('choosing a token', () => {
  it('takes the most probable one at temperature 0, and says its probability', () => {
    const { token, logProbability } = chooseToken(LOGITS, { temperature: 0 }, () => 0.99);
    expect(token).toBe(1);
    expect(Math.exp(logProbability)).toBeCloseTo(0.5, 5);
  });

  it('draws with the model’s own odds at temperature 1', () => {
    expect(frequencies({ temperature: 1 })).toEqual(near(SHARES));
  });

  it('sharpens the odds at a lower temperature', () => {
    const squares = SHARES.map((share) => share ** 2);
    const total = squares.reduce((sum, square) => sum + square, 0);
    expect(frequencies({ temperature: 0.5 })).toEqual(near(squares.map((square) => square / total)));
  });

  it('draws from the k most probable alone', () => {
    expect(frequencies({ temperature: 1, topK: 2 })).toEqual([
      0,
      expect.closeTo(0.625, 1),
      0,
      expect.closeTo(0.375, 1),
    ]);
  });

  it('draws from the most probable that together have p, at least one', () => {
    expect(frequencies({ temperature: 1, topP: 0.6 })).toEqual([
      0,
      expect.closeTo(0.625, 1),
      0,
      expect.closeTo(0.375, 1),
    ]);
    expect(frequencies({ temperature: 1, topP: 0.001 })).toEqual([0, 1, 0, 0]);
  });

  it('says the model’s own probability, whatever was drawn from', () => {
    const { token, logProbability } = chooseToken(LOGITS, { temperature: 3, topK: 1 }, () => 0.5);
    expect([token, Math.exp(logProbability)]).toEqual([1, expect.closeTo(0.5, 5)]);
  });
});
