/**
 * The part of a report that says what to believe.
 */
import { chartSvg } from '../../charts/chart';
import { PAGE } from '../../charts/palette';
import { countInWords, fixed, pValue, percent, percentInterval } from '../../numbers/formats';
import { answerBiasSvg } from '../pictures/answerBias';
import { confidenceHistogramSvg } from '../pictures/confidenceHistogram';
import { reliabilityChart } from '../pictures/reliability';
import { riskCoverageChart } from '../pictures/riskCoverage';
import { shareBarsSvg } from '../pictures/shareBars';
import { verdictBarSvg } from '../pictures/verdictBar';
import { type Content, html, type Markup } from '../../charts/markup';
import type { TrustLine, TrustReport } from '../trust';
import { VERDICTS } from '../verdicts';
import { figure, pair, table } from './reportParts';
import { verdictClass } from './reportStyle';
import { swapInWords } from '../swappedNamesInWords';

/** The sections, pictures first. */
export function trustSections(report: TrustReport): readonly Content[] {
  return [
    verdictSection(report),
    confidenceSection(report),
    biasSection(report),
    comparisonSection(report),
    linesSection(report),
  ];
}

function verdictSection(report: TrustReport): Content {
  const definitions = VERDICTS.filter(({ verdict }) =>
    report.verdicts.some((one) => one.verdict === verdict && one.count > 0),
  ).map(
    ({ verdict, definition }) =>
      html`<dt>${verdict}</dt>
        <dd>${definition}</dd>`,
  );
  return [
    html`<h2>What it knows, and what it makes up</h2>`,
    html`<p class="muted">${report.questions}, judged by ${report.corpus}</p>`,
    html`<figure>${verdictBarSvg(report.verdicts, { width: 960, legend: true }, PAGE).markup}</figure>`,
    html`<details>
      <summary>What the words mean</summary>
      <dl>${definitions}</dl>
    </details>`,
    scoreTable(report),
  ];
}

function scoreTable({ score, members, runs }: TrustReport): Content {
  if (!score) return '';
  const { baseline, ceiling, scored } = score;
  const row = (name: string, right: number, interval = '') => [
    name,
    `${right} of ${scored}`,
    percent(right / scored),
    interval,
  ];
  const range = ({ interval }: typeof score) => percentInterval(interval);
  const own = runs.length > 1 ? `the majority of ${runs.length} runs` : (runs[0] ?? '');
  return table(
    ['', 'right', 'share', '95 % interval, %'],
    [
      row(own, score.correct, range(score)),
      ...members.map(({ name, tally }) => row(name, tally.correct, range({ ...score, ...tally }))),
      row(`always “${baseline.answer}”`, baseline.correct),
      row('stands in a document about the subject', ceiling),
    ],
    [1, 2, 3],
  );
}

function confidenceSection({ measures, inventions }: TrustReport): Content {
  const [first] = measures;
  if (!first) return '';
  const calibrated = measures.find(({ calibration }) => calibration);
  const confidence = figure(
    'Confidence',
    first.abstention
      ? 'Left of the dotted line it should say “I don’t know”: that keeps out 95 % of the people who do not exist.'
      : 'How sure it is when it is right, and when it is wrong.',
    confidenceHistogramSvg(
      { histogram: first.histogram, threshold: first.abstention?.threshold, measure: first.measure },
      PAGE,
      960,
    ).markup,
  );
  const figures = [
    figure(
      'Answering only when sure',
      'Lower is better. A circle marks where people who do not exist are kept out.',
      chartSvg(riskCoverageChart(measures, { width: 480, height: 340 }), PAGE).markup,
    ),
  ];
  if (calibrated?.calibration) {
    const { before, scaled } = calibrated.calibration;
    const after = scaled
      ? ` With logits divided by ${fixed(scaled.temperature, 2)}, judged on other answers than it was fitted on: ` +
        `${percent(scaled.after.error)}, ${fixed(scaled.after.brier, 3)}.`
      : '';
    figures.push(
      figure(
        'Reliability',
        `Expected calibration error ${percent(before.error)}, Brier score ${fixed(before.brier, 3)}.${after}`,
        chartSvg(reliabilityChart(calibrated.calibration, { width: 480, height: 340 }), PAGE).markup,
      ),
    );
  }
  const words = inventions
    ? `Asked about ${inventions.lines.length} people who do not exist, it gave ${inventions.fluent.count} answers of the ` +
      `training questions${first.abstention ? abstentionWords(first.abstention) : ''}.`
    : '';
  return html`<h2>When to believe it</h2>
    <p>${words}</p>
    ${confidence}${pair(...figures)}`;
}

function abstentionWords({
  answered,
  rightWithheld,
  keptOut,
}: NonNullable<TrustReport['measures'][0]['abstention']>) {
  return (
    `. Keeping ${percent(keptOut)} of these out costs ${rightWithheld} right answers; of those that are ` +
    `still given, ${countInWords(answered.correct, answered.scored)} are right`
  );
}

function biasSection({ bias }: TrustReport): Content {
  if (!bias) return '';
  const figures = [
    figure(
      'Rare and common answers',
      'Accuracy by how often the right answer was trained, with 95 % intervals.',
      shareBarsSvg(bias.byFrequency, PAGE).markup,
    ),
    figure(
      'Answers given most often',
      `A dot right of its ring is given too often. ${percent(bias.distance)} of all answers would have to change to match the truth’s frequencies.`,
      answerBiasSvg(bias.answers, PAGE).markup,
    ),
  ];
  const swapped = bias.swappedNames ? html`<p>${swapInWords(bias.swappedNames)}</p>` : '';
  return html`<h2>What it leans towards</h2>
    ${pair(...figures)}${swapped}`;
}

function comparisonSection({ comparison }: TrustReport): Content {
  if (!comparison) return '';
  const { first, second, both, onlyFirst, onlySecond, neither, test } = comparison;
  const rows = [
    ['both right', both],
    [`only ${first.name}`, onlyFirst],
    [`only ${second.name}`, onlySecond],
    ['neither', neither],
  ] as const;
  return [
    html`<h2>${first.name} against ${second.name}</h2>`,
    table(['', 'questions'], rows, [1]),
    html`<p>McNemar’s test, exact: ${pValue(test.pExact)}.</p>`,
  ];
}

/** More lines than anybody reads would make a file that is slow to open. */
const MOST_LINES = 1000;

function linesSection({ lines }: TrustReport): Markup {
  const rows = lines
    .slice(0, MOST_LINES)
    .map((line) => [
      line.line,
      line.question,
      line.answer,
      line.truth ?? '',
      verdictMark(line),
      percent(line.probability),
      line.reasons.join(' '),
    ]);
  const head = ['line', 'question', 'it says', 'truth', 'verdict', 'probability', 'why'];
  return html`<details>
    <summary>All ${lines.length} answers</summary>
    ${table(head, rows, [0, 5])}
  </details>`;
}

function verdictMark({ verdict }: TrustLine): Content {
  return verdict ? html`<span class="verdict ${verdictClass(verdict)}">${verdict}</span>` : '';
}
