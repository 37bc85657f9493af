/**
 * A run's report as one HTML page: words and pictures, without scripts and without anything from elsewhere.
 */
import { lineChartSvg } from '../../charts/lineChart';
import { escapeText } from '../../charts/svg';
import { percent, countInWords, durationInWords } from '../../numbers/formats';
import type { MetricsRow, RunConfig } from '../../runs/runConfig';
import type { TrustReport } from '../trust';
import type { LookedAtLine } from './reportLines';
import { figure, pair } from './reportParts';
import { REPORT_STYLE } from './reportStyle';
import { trustSections } from './reportTrust';

/** One training run of the report: pretraining, then finetuning. */
export interface TrainedRun {
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: readonly MetricsRow[];
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
  const title = escapeText(runs.at(-1)?.name ?? 'run');
  const body = [
    `<h1>${title}</h1>`,
    `<p class="muted">Attention Lab, ${created.toISOString().slice(0, 10)}</p>`,
    lead(content),
    ...runs.map(trainingSection),
    ...(trust ? trustSections(trust) : []),
    attentionSection(lines),
    ...runs.map(configurationSection),
  ];
  return (
    `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n` +
    `<meta name="viewport" content="width=device-width">\n<title>${title} – Attention Lab</title>\n` +
    `<style>${REPORT_STYLE}</style>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`
  );
}

function lead({ runs, trust }: ReportContent): string {
  const last = runs.at(-1);
  if (!last) return '';
  const { model } = last.config;
  const seconds = runs.reduce((sum, { metrics }) => sum + (metrics.at(-1)?.seconds ?? 0), 0);
  const trained = seconds > 0 ? `, trained in ${durationInWords(seconds)}` : '';
  const what = `A ${model.variant} model of ${model.layers} layers with ${model.heads} heads each, ${model.width} wide${trained}.`;
  if (!trust?.score) return `<p class="lead">${escapeText(what)}</p>`;
  const { correct, scored } = trust.score;
  const made = trust.madeUp ? ` Of its wrong answers, ${percent(trust.madeUp.share)} are made up.` : '';
  const score = ` Of the questions it answers ${countInWords(correct, scored, 'right')}.`;
  return `<p class="lead">${escapeText(what + score + made)}</p>`;
}

function trainingSection({ name, config, metrics }: TrainedRun): string {
  if (metrics.length === 0) return '';
  const verb = config.task === 'pretrain' ? 'Pretraining' : 'Finetuning';
  const chart = (
    title: string,
    yLabel: string,
    value: (row: MetricsRow) => number | undefined,
    top?: number,
  ) =>
    lineChartSvg({
      ...{ title: '', xLabel: 'step', yLabel, width: 480, height: 260 },
      curves: [{ name: title, points: pointsOf(metrics, value) }],
      ...(top === undefined ? {} : { top }),
    });
  const loss = figure(
    'Loss',
    'Mean −ln of the probability of the next character.',
    chart('loss', 'nats a character', (row) => row.loss),
  );
  const asked = metrics.some(({ exactMatch }) => exactMatch !== undefined);
  const match = figure(
    asked ? 'Exact match' : 'Accuracy',
    asked
      ? 'Share of a held-out sample that is answered to the letter.'
      : 'Share of next characters predicted rightly.',
    asked
      ? chart('exact match', 'share right', (row) => row.exactMatch, 1)
      : chart('accuracy', 'share right', (row) => row.accuracy, 1),
  );
  return `<h2>${verb}</h2><p class="muted">${escapeText(name)}</p>${pair(loss, match)}`;
}

/** Curves are means over as many rows as it takes to have no more points than this. */
const MOST_POINTS = 240;

function pointsOf(metrics: readonly MetricsRow[], value: (row: MetricsRow) => number | undefined) {
  const points = metrics.flatMap((row) => {
    const y = value(row);
    return y === undefined ? [] : [[row.step, y] as const];
  });
  const every = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return Array.from({ length: Math.ceil(points.length / every) }, (_, index) => {
    const group = points.slice(index * every, (index + 1) * every);
    const sum = group.reduce((total, [, y]) => total + y, 0);
    return [group.at(-1)?.[0] ?? 0, sum / group.length] as const;
  });
}

function attentionSection(lines: readonly LookedAtLine[]): string {
  if (lines.length === 0) return '';
  const parts = lines.map(({ title, characters, seen, light, dark, blocks, heads }) => {
    const text = characters
      .map((character, index) => {
        const weight = (seen[index] ?? 0).toFixed(2);
        return weight === '0.00'
          ? escapeText(character)
          : `<span style="--weight:${weight}">${escapeText(character)}</span>`;
      })
      .join('');
    const image =
      `<picture><source media="(prefers-color-scheme: dark)" srcset="${dark}">` +
      `<img src="${light}" alt="Attention maps: ${blocks} blocks down, ${heads} heads across"></picture>`;
    return `<h3>${escapeText(title)}</h3><p class="seen">${text}</p><figure class="maps">${image}</figure>`;
  });
  return (
    '<h2>Attention</h2><p class="muted">Each map is one head: rows ask, columns are looked at; blocks go down, heads ' +
    'across. The text above is shaded by what the first ⁇, which must begin the answer, looks at: the mean of ' +
    `the last block’s heads, the strongest character full.</p>${parts.join('')}`
  );
}

function configurationSection({ name, config }: TrainedRun): string {
  const { model, training, corpus, questions, heldOut, prompts } = config;
  const files = { corpus, questions, 'held out': heldOut, prompts: prompts?.questions };
  const entries: (readonly [string, string])[] = [
    ...Object.entries(model).map(([key, value]) => [key, String(value)] as const),
    ['preset', config.preset],
    ['seed', String(config.seed)],
    ['steps', String(training.steps)],
    ['rows in a batch', String(training.batchRows)],
    ...Object.entries(training.optimizer).map(([key, value]) => [key, String(value)] as const),
    ...Object.entries(training.schedule).map(([key, value]) => [key, String(value)] as const),
    ...Object.entries(files).flatMap(([key, file]) =>
      file
        ? [[key, `${file.path} (${file.bytes} bytes, SHA-256 ${file.sha256.slice(0, 12)}…)`] as const]
        : [],
    ),
  ];
  const list = entries.map(
    ([key, value]) => `<div><dt>${escapeText(key)}</dt><dd>${escapeText(value)}</dd></div>`,
  );
  return `<h2>Configuration</h2><p class="muted">${escapeText(name)}, ${escapeText(config.task)}, made ${escapeText(config.created)}</p><dl class="settings">${list.join('')}</dl>`;
}
