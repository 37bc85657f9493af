/**
 * A run's report as one HTML page: words and pictures, without scripts and without anything from elsewhere.
 */
import { chartSvg } from '../../charts/chart';
import { curvesChart } from '../../charts/curves';
import { PAGE } from '../../charts/palette';
import { type Content, html, type Markup } from '../../charts/markup';
import { wrongLinesInWords } from '../../runs/runSummary';
import { countInWords, durationInWords, percent } from '../../numbers/formats';
import type { ColumnName, MetricsColumns, RunMetrics } from '../../runs/metrics';
import { type ControlEntry, appliedAt } from '../../runs/control/request';
import { entryInWords } from '../../runs/control/words';
import type { RunConfig } from '../../runs/runConfig';
import { matchWord, tokenWord } from '../../runs/runWords';
import type { TrustReport } from '../trust';
import type { LookedAtLine } from './reportLines';
import { figure, pair, reportDocument } from './reportParts';
import { REPORT_STYLE, shadeClass, themeChoice } from './reportStyle';
import { trustSections } from './reportTrust';

/** What the share of right answers is called, and what it is of. */
const MATCHES = {
  'exact match': {
    title: 'Exact match',
    words: 'Share of a held-out sample that is answered to the letter.',
  },
  'spans right': {
    title: 'Spans right',
    words: 'Share of spans that are put back to the letter, cut out of documents which are learned too.',
  },
} as const;

/** One training run of the report: pretraining, then finetuning. */
export interface TrainedRun {
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: RunMetrics;
  /** What people asked of it while it was trained. */
  readonly record?: readonly ControlEntry[];
}

/** Everything that a report tells. */
export interface ReportContent {
  /** In the order in which they were trained; the last is the one reported on. */
  readonly runs: readonly TrainedRun[];
  readonly trust?: TrustReport;
  /** Lines whose attention is shown. */
  readonly lines: readonly LookedAtLine[];
  readonly created: Date;
}

/** The page. */
export function reportPage(content: ReportContent): string {
  const { runs, trust, lines, created } = content;
  const title = runs.at(-1)?.name ?? 'run';
  const body = [
    themeChoice(),
    html`<h1>${title}</h1>`,
    html`<p class="muted">Attention Lab, ${created.toISOString().slice(0, 10)}</p>`,
    html`<p class="lead">${lead(content)}</p>`,
    ...runs.map(trainingSection),
    ...(trust ? trustSections(trust) : []),
    attentionSection(lines),
    ...runs.map(configurationSection),
  ];
  return reportDocument({ title, style: REPORT_STYLE, body });
}

function lead({ runs, trust }: ReportContent): string {
  const last = runs.at(-1);
  if (!last) return '';
  const { model } = last.config;
  const seconds = runs.reduce((sum, { metrics }) => sum + (metrics.columns.seconds.at(-1) ?? 0), 0);
  const trained = seconds > 0 ? `, trained in ${durationInWords(seconds)}` : '';
  const what = `A ${model.variant} model of ${model.layers} layers with ${model.heads} heads each, ${model.width} wide${trained}.`;
  if (!trust?.score) return what;
  const { correct, scored } = trust.score;
  const made = trust.madeUp ? ` Of its wrong answers, ${percent(trust.madeUp.share)} are made up.` : '';
  return `${what} Of the questions it answers ${countInWords(correct, scored, 'right')}.${made}`;
}

function trainingSection({ name, config, metrics, record = [] }: TrainedRun): Content {
  const { columns, wrongLines } = metrics;
  if (columns.step.length === 0) return '';
  const verb = config.task === 'pretrain' ? 'Pretraining' : 'Finetuning';
  const marks = record.flatMap((entry, index) => {
    const x = appliedAt(entry);
    return x === undefined ? [] : [{ x, label: String(index + 1) }];
  });
  const chart = (yLabel: string, column: ColumnName, share = false) => {
    const lines = [{ name: yLabel, points: pointsOf(columns, column) }];
    const size = { width: 480, height: 260 };
    return chartSvg(curvesChart({ xLabel: 'step', yLabel, lines, marks, ...size, share }), PAGE).markup;
  };
  const loss = figure(
    'Loss',
    `Mean −ln of the probability of the next ${tokenWord(config)}.`,
    chart(`nats a ${tokenWord(config)}`, 'loss'),
  );
  const asked = columns.exactMatch.some((value) => !Number.isNaN(value));
  const match = figure(
    asked ? MATCHES[matchWord(config)].title : 'Accuracy',
    asked ? MATCHES[matchWord(config)].words : `Share of next ${tokenWord(config)}s predicted rightly.`,
    chart('share right', asked ? 'exactMatch' : 'accuracy', true),
  );
  const wrong = wrongLinesInWords(wrongLines);
  return [
    html`<h2>${verb}</h2>
      <p class="muted">${name}</p>`,
    pair(loss, match),
    wrong === undefined ? '' : html`<p class="muted">${wrong}</p>`,
    controlList(config, record),
  ];
}

/** What was done on the way, by the numbers of the marks. */
function controlList({ branch }: RunConfig, record: readonly ControlEntry[]): Content {
  const origin = branch?.run.split(/[\\/]/).at(-1);
  return [
    branch ? html`<p>It left ${origin ?? ''} after step ${branch.step}.</p>` : '',
    record.length === 0
      ? ''
      : html`<h3>What was done on the way</h3>
          <ol>
            ${record.map((entry) => html`<li>${entryInWords(entry)}</li>`)}
          </ol>`,
  ];
}

/** Curves are means over as many rows as it takes to have no more points than this. */
const MOST_POINTS = 240;

function pointsOf({ step, ...columns }: MetricsColumns, name: ColumnName) {
  const values = name === 'step' ? step : columns[name];
  const points = Array.from(step, (x, row) => [x, values[row] ?? NaN] as const).filter(
    ([, y]) => !Number.isNaN(y),
  );
  const every = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return Array.from({ length: Math.ceil(points.length / every) }, (_, index) => {
    const group = points.slice(index * every, (index + 1) * every);
    const sum = group.reduce((total, [, y]) => total + y, 0);
    return [group.at(-1)?.[0] ?? 0, sum / group.length] as const;
  });
}

function attentionSection(lines: readonly LookedAtLine[]): Content {
  if (lines.length === 0) return '';
  return [
    html`<h2>Attention</h2>`,
    html`<p class="muted">
      Each map is one head: rows ask, columns are looked at; blocks go down, heads across. The text above is
      shaded by what the first ⁇, which must begin the answer, looks at: the mean of the last block’s heads,
      the strongest character full.
    </p>`,
    lines.map(lookedAt),
  ];
}

function lookedAt({ title, characters, seen, light, dark, blocks, heads }: LookedAtLine): Markup {
  const text = characters.map((character, index) => {
    const weight = shadeClass(seen[index] ?? 0);
    return weight === shadeClass(0) ? character : html`<span class="${weight}">${character}</span>`;
  });
  const words = `Attention maps: ${blocks} blocks down, ${heads} heads across`;
  const image = html`<img class="on-light" src="${light}" alt="${words}" /><img
      class="on-dark"
      src="${dark}"
      alt="${words}"
    />`;
  return html`<h3>${title}</h3>
    <p class="seen">${text}</p>
    <figure class="maps">${image}</figure>`;
}

function configurationSection({ name, config }: TrainedRun): Markup {
  const { model, training, corpus, questions, heldOut, prompts } = config;
  const files = { corpus, questions, 'held out': heldOut, prompts: prompts?.questions };
  const entries: (readonly [string, string | number])[] = [
    ...Object.entries(model),
    ['preset', config.preset],
    ['seed', config.seed],
    ['steps', training.steps],
    ['rows in a batch', training.batchRows],
    ...Object.entries(training.optimizer),
    ...Object.entries(training.schedule),
    ...Object.entries(files).flatMap(([key, file]) =>
      file
        ? [[key, `${file.path} (${file.bytes} bytes, SHA-256 ${file.sha256.slice(0, 12)}…)`] as const]
        : [],
    ),
  ];
  const list = entries.map(
    ([key, value]) =>
      html`<div>
        <dt>${key}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  const made = `${name}, ${config.task}, made ${config.created}`;
  return html`<h2>Configuration</h2>
    <p class="muted">${made}</p>
    <dl class="settings">${list}</dl>`;
}
