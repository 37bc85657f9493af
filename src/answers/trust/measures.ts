/**
 * What each measure of confidence is worth: does it tell right answers from wrong and from invented ones?
 */
import { calibrationOf, type Forecast, scaledCalibration } from '../calibration';
import { riskCoverage, thresholdKeepingOut } from '../riskCoverage';
import { tallyOf } from '../tallies';
import type { InventedLine, TrustLine } from '../trust';
import type { Abstention, ConfidenceHistogram, ConfidenceMeasure, MeasureReport } from '../trustMeasures';

/** Share of the inventions that the threshold keeps out. */
const KEPT_OUT = 0.95;

/** Steps of the histograms. */
const STEPS = 20;

/**
 * Reports on every measure that scored lines have. Nothing without scored lines.
 *
 * @param scaled For each line, its probability if all logits were divided by a temperature.
 */
export function measureReports(
  lines: readonly TrustLine[],
  invented: readonly InventedLine[] | undefined,
  scaled: readonly ((temperature: number) => number)[],
): readonly MeasureReport[] {
  return (['probability', 'margin', 'agreement'] as const).flatMap((measure) => {
    const forecasts = lines.flatMap((line, index): Forecast[] => {
      const confidence = line[measure];
      if (line.correct === undefined || confidence === undefined) return [];
      const own = measure === 'probability' ? scaled[index] : undefined;
      return [{ confidence, right: line.correct, ...(own ? { scaled: own } : {}) }];
    });
    const inventions = invented?.flatMap((line) => line[measure] ?? []);
    return forecasts.length === 0 ? [] : [measureReport(measure, forecasts, inventions)];
  });
}

function measureReport(
  measure: ConfidenceMeasure,
  forecasts: readonly Forecast[],
  inventions: readonly number[] | undefined,
): MeasureReport {
  return {
    measure,
    riskCoverage: riskCoverage(forecasts),
    ...calibrationFor(measure, forecasts),
    ...(inventions && inventions.length > 0 ? { abstention: abstentionOf(forecasts, inventions) } : {}),
    histogram: histogramOf(measure, forecasts, inventions ?? []),
  };
}

/** A margin is a difference of probabilities, and no forecast of being right; votes have no logits to scale. */
function calibrationFor(
  measure: ConfidenceMeasure,
  forecasts: readonly Forecast[],
): Pick<MeasureReport, 'calibration'> {
  switch (measure) {
    case 'probability':
      return { calibration: { before: calibrationOf(forecasts), scaled: scaledCalibration(forecasts) } };
    case 'agreement':
      return { calibration: { before: calibrationOf(forecasts) } };
    case 'margin':
      return {};
  }
}

/** The threshold that keeps out the inventions, and what it costs. */
function abstentionOf(
  forecasts: readonly Forecast[],
  inventions: readonly number[],
  keptOut = KEPT_OUT,
): Abstention {
  const threshold = thresholdKeepingOut(inventions, keptOut);
  const answered = forecasts.filter(({ confidence }) => confidence > threshold);
  const withheld = forecasts.filter(({ confidence }) => confidence <= threshold);
  const right = (some: readonly Forecast[]) => some.filter((forecast) => forecast.right).length;
  return {
    keptOut,
    threshold,
    inventions: inventions.length,
    inventionsAnswered: inventions.filter((confidence) => confidence > threshold).length,
    answered: tallyOf(right(answered), answered.length),
    rightWithheld: right(withheld),
    wrongWithheld: withheld.length - right(withheld),
  };
}

function histogramOf(
  measure: ConfidenceMeasure,
  forecasts: readonly Forecast[],
  inventions: readonly number[],
): ConfidenceHistogram {
  const [low, high] = measure === 'margin' ? [-1, 1] : [0, 1];
  const counted = (confidences: readonly number[]) => {
    const counts = new Array<number>(STEPS).fill(0);
    for (const confidence of confidences) {
      const step = Math.min(STEPS - 1, Math.max(0, Math.floor(((confidence - low) / (high - low)) * STEPS)));
      counts[step] = (counts[step] ?? 0) + 1;
    }
    return counts;
  };
  const of = (right: boolean) => forecasts.filter((one) => one.right === right).map((one) => one.confidence);
  return { low, high, right: counted(of(true)), wrong: counted(of(false)), invented: counted(inventions) };
}
