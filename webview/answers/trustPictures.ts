/**
 * Which pictures a report has, and the data behind each.
 */
import { chartSvg } from '../../src/charts/chart';
import type { Palette } from '../../src/charts/palette';
import type { Drawing } from '../../src/charts/svg';
import { answerBiasSvg } from '../../src/answers/pictures/answerBias';
import { confidenceHistogramSvg } from '../../src/answers/pictures/confidenceHistogram';
import { reliabilityChart } from '../../src/answers/pictures/reliability';
import { riskCoverageChart } from '../../src/answers/pictures/riskCoverage';
import { shareBarsSvg } from '../../src/answers/pictures/shareBars';
import type { Bias, TrustReport } from '../../src/answers/trust';
import type { MeasureReport } from '../../src/answers/trustMeasures';
import type { Cell } from '../../src/charts/csv';
import { fixed, percent, threeDigits } from '../../src/numbers/formats';

/** One picture. */
export interface TrustPictureContent {
  readonly title: string;
  /** What it says, in a sentence. */
  readonly words: string;
  /** Of which runs and which file. */
  readonly caption: string;
  readonly draw: (palette: Palette) => Drawing;
  /** The data behind it. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Uncaptioned = Omit<TrustPictureContent, 'caption'>;

/** The pictures that a report has data for, the most telling first. */
export function trustPictures({
  measures,
  bias,
  runs,
  questions,
}: TrustReport): readonly TrustPictureContent[] {
  const [first] = measures;
  const pictures = [
    ...(first ? [confidencePicture(first), riskPicture(measures)] : []),
    ...(first?.calibration ? [reliabilityPicture(first.calibration)] : []),
    ...(bias ? [frequencyPicture(bias), answersPicture(bias)] : []),
  ];
  const caption = `${runs.join(', ')} on ${questions.split(/[\\/]/).at(-1) ?? questions}.`;
  return pictures.map((picture) => ({ ...picture, caption }));
}

function confidencePicture({ measure, histogram, abstention }: MeasureReport): Uncaptioned {
  const words = abstention
    ? `Below ${threeDigits(abstention.threshold)} say “I don’t know”: that keeps ${percent(abstention.keptOut)} of the ` +
      `inventions out and costs ${abstention.rightWithheld} right answers.`
    : 'How sure it is when it is right, and when it is wrong.';
  const { low, high, right, wrong, invented } = histogram;
  const step = (high - low) / right.length;
  return {
    title: 'Confidence',
    words,
    draw: (palette) =>
      confidenceHistogramSvg({ histogram, threshold: abstention?.threshold, measure }, palette),
    columns: [measure, 'right', 'wrong', 'invented'],
    rows: [
      ...right.map((count, index) => [low + index * step, count, wrong[index] ?? 0, invented[index] ?? 0]),
    ],
  };
}

function riskPicture(measures: readonly MeasureReport[]): Uncaptioned {
  return {
    title: 'Answering only when sure',
    words: 'Lower is better. A circle marks where people who do not exist are kept out.',
    draw: (palette) => chartSvg(riskCoverageChart(measures, { width: 480, height: 320 }), palette),
    columns: ['measure', 'coverage', 'risk', 'confidence'],
    rows: [
      ...measures.flatMap(({ measure, riskCoverage }) =>
        riskCoverage.points.map(({ coverage, risk, confidence }) => [measure, coverage, risk, confidence]),
      ),
    ],
  };
}

function reliabilityPicture(calibration: NonNullable<MeasureReport['calibration']>): Uncaptioned {
  const { before, scaled } = calibration;
  const rowsOf = (when: string, bins: typeof before.bins) =>
    bins.map(({ low, high, count, confidence, accuracy }) => [when, low, high, count, confidence, accuracy]);
  return {
    title: 'Reliability',
    words:
      `Expected calibration error ${percent(before.error)}` +
      (scaled
        ? `; ${percent(scaled.after.error)} with logits divided by ${fixed(scaled.temperature, 2)}.`
        : '.'),
    draw: (palette) => chartSvg(reliabilityChart(calibration, { width: 480, height: 320 }), palette),
    columns: ['when', 'low', 'high', 'answers', 'confidence', 'right'],
    rows: [...rowsOf('before', before.bins), ...rowsOf('after', scaled?.after.bins ?? [])],
  };
}

function frequencyPicture({ byFrequency }: Bias): Uncaptioned {
  return {
    title: 'Rare and common answers',
    words: 'Accuracy by how often the right answer was trained, with 95 % intervals.',
    draw: (palette) => shareBarsSvg(byFrequency, palette),
    columns: ['trained', 'right', 'questions'],
    rows: [...byFrequency.map(({ label, correct, scored }) => [label, correct, scored])],
  };
}

function answersPicture({ answers, distance }: Bias): Uncaptioned {
  return {
    title: 'Answers given most often',
    words: `${percent(distance)} of all answers would have to change to match the truth’s frequencies.`,
    draw: (palette) => answerBiasSvg(answers, palette),
    columns: ['answer', 'given', 'true', 'trained'],
    rows: [...answers.map(({ answer, predicted, truth, trained }) => [answer, predicted, truth, trained])],
  };
}
