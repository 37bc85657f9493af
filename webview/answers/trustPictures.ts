/**
 * Which pictures a report has, and the data behind each.
 */
import type { Markup } from '../../src/charts/markup';
import { answerBiasSvg } from '../../src/answers/pictures/answerBias';
import { confidenceHistogramSvg } from '../../src/answers/pictures/confidenceHistogram';
import { reliabilitySvg } from '../../src/answers/pictures/reliability';
import { riskCoverageSvg } from '../../src/answers/pictures/riskCoverage';
import { shareBarsSvg } from '../../src/answers/pictures/shareBars';
import type { Bias, TrustReport } from '../../src/answers/trust';
import type { MeasureReport } from '../../src/answers/trustMeasures';
import { percent } from '../frame/numbers';

/** One picture. */
export interface TrustPictureContent {
  readonly title: string;
  /** What it says, in a sentence. */
  readonly words: string;
  readonly svg: Markup;
  /** Rows of the data behind it, the names first. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The pictures that a report has data for, the most telling first. */
export function trustPictures({ measures, bias }: TrustReport): readonly TrustPictureContent[] {
  const [first] = measures;
  return [
    ...(first ? [confidencePicture(first), riskPicture(measures)] : []),
    ...(first?.calibration ? [reliabilityPicture(first.calibration)] : []),
    ...(bias ? [frequencyPicture(bias), answersPicture(bias)] : []),
  ];
}

function confidencePicture({ measure, histogram, abstention }: MeasureReport): TrustPictureContent {
  const words = abstention
    ? `Below ${abstention.threshold.toPrecision(2)} say “I don’t know”: that keeps ${percent(abstention.keptOut)} of the ` +
      `inventions out and costs ${abstention.rightWithheld} right answers.`
    : 'How sure it is when it is right, and when it is wrong.';
  const { low, high, right, wrong, invented } = histogram;
  const step = (high - low) / right.length;
  return {
    title: 'Confidence',
    words,
    svg: confidenceHistogramSvg(histogram, abstention?.threshold, measure),
    rows: [
      [measure, 'right', 'wrong', 'invented'],
      ...right.map((count, index) => [low + index * step, count, wrong[index] ?? 0, invented[index] ?? 0]),
    ],
  };
}

function riskPicture(measures: readonly MeasureReport[]): TrustPictureContent {
  return {
    title: 'Answering only when sure',
    words: 'Lower is better. A circle marks where people who do not exist are kept out.',
    svg: riskCoverageSvg(measures, { width: 480, height: 300 }),
    rows: [
      ['measure', 'coverage', 'risk', 'confidence'],
      ...measures.flatMap(({ measure, riskCoverage }) =>
        riskCoverage.points.map(({ coverage, risk, confidence }) => [measure, coverage, risk, confidence]),
      ),
    ],
  };
}

function reliabilityPicture(calibration: NonNullable<MeasureReport['calibration']>): TrustPictureContent {
  const { before, scaled } = calibration;
  const rowsOf = (when: string, bins: typeof before.bins) =>
    bins.map(({ low, high, count, confidence, accuracy }) => [when, low, high, count, confidence, accuracy]);
  return {
    title: 'Reliability',
    words:
      `Expected calibration error ${percent(before.error)}` +
      (scaled
        ? `; ${percent(scaled.after.error)} with logits divided by ${scaled.temperature.toFixed(2)}.`
        : '.'),
    svg: reliabilitySvg(calibration, { width: 480, height: 300 }),
    rows: [
      ['when', 'low', 'high', 'answers', 'confidence', 'right'],
      ...rowsOf('before', before.bins),
      ...rowsOf('after', scaled?.after.bins ?? []),
    ],
  };
}

function frequencyPicture({ byFrequency }: Bias): TrustPictureContent {
  return {
    title: 'Rare and common answers',
    words: 'Accuracy by how often the right answer was trained, with 95 % intervals.',
    svg: shareBarsSvg(byFrequency),
    rows: [
      ['trained', 'right', 'questions'],
      ...byFrequency.map(({ label, correct, scored }) => [label, correct, scored]),
    ],
  };
}

function answersPicture({ answers, distance }: Bias): TrustPictureContent {
  return {
    title: 'Answers given most often',
    words: `${percent(distance)} of all answers would have to change to match the truth’s frequencies.`,
    svg: answerBiasSvg(answers),
    rows: [
      ['answer', 'given', 'true', 'trained'],
      ...answers.map(({ answer, predicted, truth, trained }) => [answer, predicted, truth, trained]),
    ],
  };
}
