/**
 * The small numbers below the charts: each with its course as a sparkline.
 */
import { type TemplateResult, html, svg } from 'lit';
import type { MetricsColumns } from '../../src/runs/metrics';
import { bytes, threeDigits, wholeNumber } from '../frame/numbers';

const WIDTH = 72;
const HEIGHT = 18;

/** Learning rate, gradient norm, speed and memory of a run. */
export function readouts(columns: MetricsColumns): TemplateResult {
  return html`<dl class="readouts">
    ${readout('learning rate', columns.learningRate, threeDigits)}
    ${readout('gradient norm', columns.gradientNorm, threeDigits)}
    ${readout('speed', columns.tokensPerSecond, (value) => `${wholeNumber(value)} tokens/s`)}
    ${readout('memory', columns.memoryBytes, bytes)}
  </dl>`;
}

function readout(name: string, values: Float64Array, text: (value: number) => string): TemplateResult {
  const last = values.findLast((value) => !Number.isNaN(value));
  return html`<div>
    <dt>${name}</dt>
    <dd>${sparkline(values)}<span class="numeric">${last === undefined ? '–' : text(last)}</span></dd>
  </div>`;
}

/** The course of a value; peaks are kept, however many values share a pixel. */
function sparkline(values: Float64Array): TemplateResult {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  const columns: number[] = Array.from({ length: Math.min(WIDTH, values.length) }, () => 0);
  values.forEach((value, row) => {
    const column = Math.floor((row * columns.length) / values.length);
    if (value > (columns[column] ?? 0)) columns[column] = value;
  });
  const x = (column: number) => ((column + 0.5) * WIDTH) / Math.max(1, columns.length);
  const y = (value: number) => HEIGHT - 1 - (most === 0 ? 0 : (value / most) * (HEIGHT - 2));
  const points = columns.map((value, column) => `${x(column).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return html`<svg class="sparkline" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
    ${svg`<polyline points=${points} fill="none" stroke="currentColor" />`}
  </svg>`;
}
