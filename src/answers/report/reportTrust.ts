/**
 * The part of a report that says what to believe.
 */
import { answerBiasSvg } from '../pictures/answerBias';
import { confidenceHistogramSvg } from '../pictures/confidenceHistogram';
import { COLOURS } from '../pictures/plot';
import { reliabilitySvg } from '../pictures/reliability';
import { riskCoverageSvg } from '../pictures/riskCoverage';
import { shareBarsSvg } from '../pictures/shareBars';
import { verdictBarSvg } from '../pictures/verdictBar';
import { escapeText } from '../../charts/svg';
import type { TrustLine, TrustReport } from '../trust';
import { VERDICTS } from '../verdicts';
import { figure, pair, table } from './reportParts';
import { swapInWords } from '../swappedNamesInWords';

/** The sections, pictures first. */
export function trustSections(report: TrustReport): readonly string[] {
  return [
    verdictSection(report),
    confidenceSection(report),
    biasSection(report),
    comparisonSection(report),
    linesSection(report),
  ];
}

function verdictSection(report: TrustReport): string {
  const definitions = VERDICTS.filter(({ verdict }) =>
    report.verdicts.some((one) => one.verdict === verdict && one.count > 0),
  ).map(({ verdict, definition }) => `<dt>${verdict}</dt><dd>${escapeText(definition)}</dd>`);
  return [
    '<h2>What it knows, and what it makes up</h2>',
    `<p class="muted">${escapeText(report.questions)}, judged by ${escapeText(report.corpus)}</p>`,
    `<figure>${verdictBarSvg(report.verdicts, { width: 960, legend: true })}</figure>`,
    `<details><summary>What the words mean</summary><dl>${definitions.join('')}</dl></details>`,
    scoreTable(report),
  ].join('');
}

function scoreTable({ score, members, runs }: TrustReport): string {
  if (!score) return '';
  const { baseline, ceiling, scored } = score;
  const row = (name: string, right: number, interval = '') => [
    escapeText(name),
    `${right} of ${scored}`,
    percent(right / scored),
    interval,
  ];
  const range = ({ interval }: typeof score) => `${percent(interval.low)} – ${percent(interval.high)}`;
  const own = runs.length > 1 ? `the majority of ${runs.length} runs` : (runs[0] ?? '');
  return table(
    ['', 'right', 'share', '95 % interval'],
    [
      row(own, score.correct, range(score)),
      ...members.map(({ name, tally }) => row(name, tally.correct, range({ ...score, ...tally }))),
      row(`always “${baseline.answer}”`, baseline.correct),
      row('stands in a document about the subject', ceiling),
    ],
    [1, 2, 3],
  );
}

function confidenceSection({ measures, inventions }: TrustReport): string {
  const [first] = measures;
  if (!first) return '';
  const calibrated = measures.find(({ calibration }) => calibration);
  const confidence = figure(
    'Confidence',
    first.abstention
      ? 'Left of the dotted line it should say “I don’t know”: that keeps out 95 % of the people who do not exist.'
      : 'How sure it is when it is right, and when it is wrong.',
    confidenceHistogramSvg(first.histogram, first.abstention?.threshold, first.measure, 960),
  );
  const figures = [
    figure(
      'Answering only when sure',
      'Lower is better. A circle marks where people who do not exist are kept out.',
      riskCoverageSvg(measures, { width: 480, height: 320 }),
    ),
  ];
  if (calibrated?.calibration) {
    const { before, scaled } = calibrated.calibration;
    const after = scaled
      ? ` With logits divided by ${scaled.temperature.toFixed(2)}, judged on other answers than it was fitted on: ` +
        `${percent(scaled.after.error)}, ${scaled.after.brier.toFixed(3)}.`
      : '';
    figures.push(
      figure(
        'Reliability',
        `Expected calibration error ${percent(before.error)}, Brier score ${before.brier.toFixed(3)}.${after}`,
        reliabilitySvg(calibrated.calibration, { width: 480, height: 320 }),
      ),
    );
  }
  const words = inventions
    ? `Asked about ${inventions.lines.length} people who do not exist, it gave ${inventions.fluent.count} answers of the ` +
      `training questions${first.abstention ? abstentionWords(first.abstention) : ''}.`
    : '';
  return `<h2>When to believe it</h2><p>${escapeText(words)}</p>${confidence}${pair(...figures)}`;
}

function abstentionWords({
  answered,
  rightWithheld,
  keptOut,
}: NonNullable<TrustReport['measures'][0]['abstention']>) {
  return (
    `. Keeping ${percent(keptOut)} of these out costs ${rightWithheld} right answers; of the ${answered.scored} that are ` +
    `still given, ${percent(answered.accuracy)} are right`
  );
}

function biasSection({ bias }: TrustReport): string {
  if (!bias) return '';
  const figures = [
    figure(
      'Rare and common answers',
      'Accuracy by how often the right answer was trained, with 95 % intervals.',
      shareBarsSvg(bias.byFrequency),
    ),
    figure(
      'Answers given most often',
      `A dot right of its ring is given too often. ${percent(bias.distance)} of all answers would have to change to match the truth’s frequencies.`,
      answerBiasSvg(bias.answers),
    ),
  ];
  const swapped = bias.swappedNames ? `<p>${escapeText(swapInWords(bias.swappedNames))}</p>` : '';
  return `<h2>What it leans towards</h2>${pair(...figures)}${swapped}`;
}

function comparisonSection({ comparison }: TrustReport): string {
  if (!comparison) return '';
  const { first, second, both, onlyFirst, onlySecond, neither, test } = comparison;
  const rows = [
    ['both right', both],
    [`only ${first.name}`, onlyFirst],
    [`only ${second.name}`, onlySecond],
    ['neither', neither],
  ] as const;
  return (
    `<h2>${escapeText(first.name)} against ${escapeText(second.name)}</h2>` +
    table(
      ['', 'questions'],
      rows.map(([name, count]) => [escapeText(name), String(count)]),
      [1],
    ) +
    `<p>McNemar’s test, exact: p = ${test.pExact.toPrecision(2)}.</p>`
  );
}

/** More lines than anybody reads would make a file that is slow to open. */
const MOST_LINES = 1000;

function linesSection({ lines }: TrustReport): string {
  const rows = lines
    .slice(0, MOST_LINES)
    .map((line) => [
      String(line.line),
      escapeText(line.question),
      escapeText(line.answer),
      escapeText(line.truth ?? ''),
      verdictMark(line),
      percent(line.probability),
      escapeText(line.reasons.join(' ')),
    ]);
  const head = ['line', 'question', 'it says', 'truth', 'verdict', 'probability', 'why'];
  return `<details><summary>All ${lines.length} answers</summary>${table(head, rows, [0, 5])}</details>`;
}

function verdictMark({ verdict }: TrustLine): string {
  if (!verdict) return '';
  return `<span class="verdict" style="--colour:${escapeText(COLOURS[verdict])}">${verdict}</span>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}
