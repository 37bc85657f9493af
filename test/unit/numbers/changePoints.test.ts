import { describe, expect, it } from 'vitest';
import { changePoints } from '../../../src/numbers/changePoints';
import { randomNormal, randomNumbers } from '../../../src/numbers/randomNumbers';

/** Levels with noise about them. */
function noisy(levels: readonly (readonly [length: number, height: number])[], noise: number, seed: number) {
  const next = randomNumbers(seed);
  return levels.flatMap(([length, height]) =>
    Array.from({ length }, () => height + noise * randomNormal(next)),
  );
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

describe('change points', () => {
  it('are where one level ends and the next begins', () => {
    expect(
      changePoints(
        noisy(
          [
            [50, 0.1],
            [50, 0.8],
            [30, 0.4],
          ],
          0.02,
          1,
        ),
      ),
    ).toEqual([50, 100]);
  });

  it('are none in what does not change, and in what is too short', () => {
    expect(changePoints(new Array<number>(100).fill(0.3))).toEqual([]);
    expect(changePoints([0, 0, 1, 1])).toEqual([]);
    expect(changePoints([])).toEqual([]);
  });

  it('are within two looks of the truth in nine of ten curves, where the step is four times the noise', () => {
    const errors = SEEDS.map((seed) => {
      const found = changePoints(
        noisy(
          [
            [60, 0.2],
            [40, 0.4],
          ],
          0.05,
          seed,
        ),
      );
      return Math.min(...found.map((at) => Math.abs(at - 60)), Infinity);
    });
    expect(errors.filter((error) => error <= 2).length / SEEDS.length).toBeGreaterThan(0.9);
  });

  it('are seen in noise alone in fewer than one of twenty curves', () => {
    const alarms = SEEDS.filter((seed) => changePoints(noisy([[100, 0.3]], 0.05, seed)).length > 0);
    expect(alarms.length / SEEDS.length).toBeLessThan(0.05);
  });
});
