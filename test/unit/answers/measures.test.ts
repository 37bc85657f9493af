import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  calibrationOf,
  fitTemperature,
  scaledCalibration,
  scaledConfidence,
} from '../../../src/answers/calibration';
import { mcnemar } from '../../../src/answers/mcnemar';
import { measureReport } from '../../../src/answers/trustMeasures';
import { riskCoverage, thresholdKeepingOut } from '../../../src/answers/riskCoverage';

const forecast = (confidence: number, right: boolean) => ({ confidence, right });

describe('calibration', () => {
  it('agrees with a published example of expected calibration error', () => {
    // Pavlovic, "Expected Calibration Error (ECE): A Step-by-Step Visual Explanation" (2023): five bins, 0.10444.
    const samples = [
      [0.78, true],
      [0.64, true],
      [0.92, false],
      [0.58, true],
      [0.51, false],
      [0.85, true],
      [0.7, true],
      [0.63, false],
      [0.83, true],
    ] as const;
    const { error, bins } = calibrationOf(
      samples.map(([confidence, right]) => forecast(confidence, right)),
      5,
    );
    expect(error).toBeCloseTo(0.10444, 5);
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 2, 4, 3]);
  });

  it('scores single forecasts as Brier did', () => {
    // A 70 % chance of rain: 0.09 when it rains, 0.49 when it does not.
    expect(calibrationOf([forecast(0.7, true)]).brier).toBeCloseTo(0.09, 12);
    expect(calibrationOf([forecast(0.7, false)]).brier).toBeCloseTo(0.49, 12);
    expect(calibrationOf([forecast(0.5, true)]).logLoss).toBeCloseTo(Math.LN2, 12);
  });

  it('fits the temperature that has a closed form', () => {
    // Three in four right at 90 %: ln 9 / T = ln 3.
    const forecasts = [true, true, true, false].map((right) => forecast(0.9, right));
    const temperature = fitTemperature(forecasts);
    expect(temperature).toBeCloseTo(2, 5);
    expect(scaledConfidence(0.9, temperature)).toBeCloseTo(0.75, 5);
  });

  it('mends overconfidence on answers that it was not fitted on', () => {
    const forecasts = Array.from({ length: 400 }, (_, index) => forecast(0.99, index % 10 < 7));
    const before = calibrationOf(forecasts);
    const { after, temperatures } = scaledCalibration(forecasts);
    expect(before.error).toBeCloseTo(0.29, 10);
    expect(after.error).toBeLessThan(0.07);
    expect(after.brier).toBeLessThan(before.brier);
    expect(temperatures[0]).not.toBe(temperatures[1]);
  });

  it('uses a model’s own scaling where there is one', () => {
    // p^(1/T) with p = 0.8 is right half of the time at T = ln 0.8 / ln 0.5.
    const forecasts = Array.from({ length: 100 }, (_, index) => {
      return { ...forecast(0.8, index % 2 === 0), scaled: (temperature: number) => 0.8 ** (1 / temperature) };
    });
    expect(scaledCalibration(forecasts).temperature).toBeCloseTo(Math.log(0.8) / Math.log(0.5), 5);
  });
});

describe('McNemar’s test', () => {
  it('agrees with mlxtend’s documentation', () => {
    const { statistic, pChiSquared } = mcnemar(25, 15);
    expect(statistic).toBeCloseTo(2.025, 10);
    expect(pChiSquared).toBeCloseTo(0.154728923485, 6);
  });

  it('agrees with Wikipedia’s example of a small table', () => {
    // 6 against 16: chi-squared 3.68 with p = 0.055 after correction, exact p = 0.052.
    const { statistic, pChiSquared, pExact } = mcnemar(6, 16);
    expect(statistic).toBeCloseTo(3.68, 2);
    expect(pChiSquared).toBeCloseTo(0.055, 3);
    expect(pExact).toBeCloseTo((2 * 110056) / 2 ** 22, 12);
  });

  it('is exact for a few: 2 · (1 + 6) / 2⁶ for 1 against 5', () => {
    expect(mcnemar(1, 5).pExact).toBeCloseTo(0.21875, 12);
    expect(mcnemar(0, 6).pExact).toBeCloseTo(2 / 64, 12);
  });

  it('sees no difference in equal counts, corrected or exact', () => {
    for (const count of [0, 1, 5, 12]) {
      const { statistic, pChiSquared, pExact } = mcnemar(count, count);
      expect([statistic, pExact]).toEqual([0, 1]);
      expect(pChiSquared).toBeCloseTo(1, 6);
    }
  });

  it('survives thousands', () => {
    const { pExact, pChiSquared } = mcnemar(2000, 2200);
    expect(pExact / pChiSquared).toBeCloseTo(1, 1);
  });
});

describe('risk and coverage', () => {
  it('by margins, which may be below zero, can be read back', () => {
    const margins = [0.5, -3e-5, -0.2].map((confidence) => ({ confidence, right: confidence > 0 }));
    const histogram = { low: -1, high: 1, right: [1], wrong: [2], invented: [0] };
    const report = { measure: 'margin', riskCoverage: riskCoverage(margins), histogram };
    expect(v.parse(measureReport, JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('agrees with a count by hand', () => {
    const curve = riskCoverage([
      forecast(0.9, true),
      forecast(0.8, false),
      forecast(0.7, true),
      forecast(0.6, false),
    ]);
    expect(curve.points.map(({ coverage, risk }) => [coverage, risk])).toEqual([
      [0.25, 0],
      [0.5, 0.5],
      [0.75, 1 / 3],
      [1, 0.5],
    ]);
    expect(curve.area).toBeCloseTo((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4, 12);
    expect(curve.bestArea).toBeCloseTo((0 + 0 + 1 / 3 + 1 / 2) / 4, 12);
  });

  it('gives equal confidences together', () => {
    const { points, area } = riskCoverage([forecast(0.5, true), forecast(0.5, false)]);
    expect(points).toEqual([{ coverage: 1, risk: 0.5, confidence: 0.5 }]);
    expect(area).toBeCloseTo(0.5, 12);
  });

  it('lets one in twenty inventions pass at most, those that were not asked included', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
    // Of 40 equally likely places of a further one among 39, two lie above the second greatest.
    expect(thresholdKeepingOut(upTo(39), 0.95)).toBe(37);
    expect(thresholdKeepingOut(upTo(38), 0.95)).toBe(37);
    expect(thresholdKeepingOut(upTo(5), 0.95)).toBe(4);
    expect(thresholdKeepingOut([], 0.95)).toBe(-Infinity);
  });
});
