/**
 * Answering only when sure: how many wrong answers are left at each share of questions answered
 * (selective prediction; Geifman & El-Yaniv, 2017), and where to draw the line.
 */
import type { RiskCoverage, RiskPoint } from './trustMeasures';
import type { Forecast } from './calibration';

/**
 * The risk–coverage curve. Answers of equal confidence are given together or not at all, so the curve has
 * a point for each distinct confidence; for the area, the order among them is taken as random.
 */
export function riskCoverage(forecasts: readonly Forecast[]): RiskCoverage {
  const groups = groupsBySureness(forecasts);
  const points: RiskPoint[] = [];
  let [answered, wrong, area] = [0, 0, 0];
  for (const { confidence, count, mistakes } of groups) {
    for (let given = 1; given <= count; given++) {
      area += (wrong + (mistakes * given) / count) / (answered + given);
    }
    answered += count;
    wrong += mistakes;
    points.push({ coverage: answered / forecasts.length, risk: wrong / answered, confidence });
  }
  const trials = Math.max(1, forecasts.length);
  return { points, area: area / trials, bestArea: bestArea(answered - wrong, forecasts.length) };
}

/** The area when every right answer comes before every wrong one. */
function bestArea(right: number, all: number): number {
  let area = 0;
  for (let given = right + 1; given <= all; given++) area += (given - right) / given;
  return area / Math.max(1, all);
}

interface Group {
  readonly confidence: number;
  count: number;
  mistakes: number;
}

function groupsBySureness(forecasts: readonly Forecast[]): readonly Group[] {
  const groups: Group[] = [];
  for (const { confidence, right } of [...forecasts].sort((a, b) => b.confidence - a.confidence)) {
    let last = groups.at(-1);
    if (last?.confidence !== confidence) groups.push((last = { confidence, count: 0, mistakes: 0 }));
    last.count += 1;
    if (!right) last.mistakes += 1;
  }
  return groups;
}

/**
 * The least threshold that a further confidence of the same kind exceeds with a chance of at most 1 − share, as
 * split conformal prediction draws it (Vovk et al., 2005): with m of n above it, that chance is (m + 1) / (n + 1).
 *
 * @param confidences With too few for the share (19 for 95 %), none of them is above the threshold.
 * @returns −Infinity when there are no confidences: nothing has to be kept out.
 */
export function thresholdKeepingOut(confidences: readonly number[], share: number): number {
  const sorted = [...confidences].sort((a, b) => b - a);
  // A share such as 0.95 is not exact in binary: 0.05 · 40 must allow two.
  const above = Math.floor((1 - share) * (sorted.length + 1) + 1e-9) - 1;
  return sorted[Math.max(0, above)] ?? -Infinity;
}
