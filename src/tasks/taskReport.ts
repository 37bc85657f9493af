/**
 * The report of a check as one HTML page: what was reached beside what is published, which circuits have formed and
 * when, and the hashes that make it checkable.
 */
import { REPORT_STYLE, themeChoice } from '../answers/report/reportStyle';
import { figure, reportDocument, table } from '../answers/report/reportParts';
import { chartSvg } from '../charts/chart';
import { type Content, html } from '../charts/markup';
import { PAGE } from '../charts/palette';
import { countInWords, durationInWords, fixed, percent, wholeNumber } from '../numbers/formats';
import { excludedLossChart, scoresChart } from './circuitCharts';
import type { CircuitResult } from './circuitResult';
import type { TaskCheck } from './taskCheck';

/** The page. */
export function taskReportPage(check: TaskCheck): string {
  const { title, run, checked } = check;
  const body = [
    themeChoice(),
    html`<h1>${title}: ${run}</h1>`,
    html`<p class="muted">Attention Lab, checked ${checked.slice(0, 10)}</p>`,
    html`<p class="lead">${verdictInWords(check)}</p>`,
    figureSection(check),
    circuitSection(check.circuits),
    hashSection(check),
  ];
  return reportDocument({ title: `${title}: ${run}`, style: REPORT_STYLE, body });
}

/** One sentence: passed or not, and why. */
export function verdictInWords({ passed, genuine, figure: { reached } }: TaskCheck): string {
  if (passed) return 'Passed: the figure is reached.';
  if (genuine === false) return 'Not passed: the data are not those that the task makes from its seed.';
  return reached ? 'Not passed.' : 'Not passed: the figure is not reached.';
}

/** `998 of 1,000 (99.8 %, …)`, or nats a character. */
export function measuredInWords({ value, of, correct, best }: TaskCheck['more'][number]): string {
  if (correct !== undefined) return countInWords(correct, of, 'right');
  const nats = `${fixed(value, 4)} nats a character`;
  return best === undefined ? nats : `${nats} above the best that can be known, ${fixed(best, 4)}`;
}

function figureSection({ figure: reached, more, training }: TaskCheck): Content {
  const { words, published, source } = reached;
  const { parameters, step, tokens, seconds, device, seed } = training;
  const rows: Content[][] = [
    ['held out', measuredInWords({ title: '', ...reached })],
    ['to reach', words],
    ['published', `${published}: ${source}`],
    ...more.map((one) => [one.title, measuredInWords(one)]),
    [
      'trained',
      `${wholeNumber(parameters)} parameters, ${wholeNumber(step)} steps, ${wholeNumber(tokens)} tokens in ${durationInWords(seconds)} on ${device}, seed ${seed}`,
    ],
  ];
  return html`<h2>The figure</h2>
    ${table(['', ''], rows)}`;
}

function circuitSection(circuits: readonly CircuitResult[]): Content {
  if (circuits.length === 0) return '';
  return html`<h2>The circuits</h2>
    ${circuits.map(circuitPart)}`;
}

function circuitPart(circuit: CircuitResult): Content {
  const { title, meaning, source, head, score, history } = circuit;
  const where = head === undefined ? '' : ` in head ${head}`;
  const words = `${meaning}. ${source}. ${circuitInWords(circuit)}`;
  if (history.length < 2) return html`<p><b>${title}${where}</b>: ${words}</p>`;
  const scores = scoresChart([[title, circuit]], SIZE);
  const excluded = excludedLossChart(circuit, SIZE);
  const pictures = [
    figure(`${title}${where}: ${percent(score)}`, words, chartSvg(scores, PAGE).markup),
    ...(excluded ? [figure('Excluded loss', EXCLUDED, chartSvg(excluded, PAGE).markup)] : []),
  ];
  return html`${pictures}`;
}

const SIZE = { width: 640, height: 260 };

const EXCLUDED =
  'the loss of the learned sums, and the same once the key frequencies are taken out of the logits: it rises ' +
  'as the waves take over from what was learned by heart. Nanda et al., 2023 (arXiv 2301.05217), section 5.';

/** `formed: 93 %, by chance 9 %, needed by 12 of 200 right answers`. */
export function circuitInWords({ score, chance, formed, from, lost, right }: CircuitResult): string {
  const parts = [
    `${formed ? 'formed' : 'not formed'}: ${percent(score)} (from ${percent(from)})`,
    ...(chance === undefined || chance >= 1 ? [] : [`even attention would be ${percent(chance)}`]),
    ...(lost === undefined || right === undefined
      ? []
      : [`without the head ${wholeNumber(lost)} of ${wholeNumber(right)} right answers are lost`]),
  ];
  return `${parts.join('; ')}.`;
}

function hashSection({ data, configuration, weights, genuine, size, seed, task }: TaskCheck): Content {
  const made = `${task}, size ${size}, seed ${seed}`;
  const genuineWords =
    genuine === undefined ? 'a text of one’s own' : genuine ? `as made: ${made}` : 'changed';
  return html`<h2>What was checked</h2>
    <p>
      <code>attention-lab check-task DIR --run RUN --against check.json</code> measures all of it again and
      says what differs.
    </p>
    ${table(
      ['', 'SHA-256'],
      [
        ...data.map(({ file, sha256 }) => [file, html`<code>${sha256}</code>`]),
        ['configuration', html`<code>${configuration}</code>`],
        ['weights', html`<code>${weights}</code>`],
        ['data', genuineWords],
      ],
    )}`;
}
