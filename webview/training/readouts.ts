/**
 * The small numbers below the charts, value first, each with its course as a sparkline.
 */
import { type TemplateResult, html, nothing, svg } from 'lit';
import type { MetricsColumns } from '../../src/runs/metrics';
import { bytes, threeDigits, wholeNumber, wholePercent } from '../../src/numbers/formats';
import { lastValue } from './plotData';

const WIDTH = 72;
const HEIGHT = 20;

/** Speed, memory, what the GPU does where that is known, learning rate and gradient norm of a run. */
export function readouts(columns: MetricsColumns): TemplateResult {
  return html`<dl class="readouts">
    ${readout('tokens/s', columns.tokensPerSecond, wholeNumber)}
    ${readout('memory', columns.memoryBytes, bytes)}
    ${hasValue(columns.gpuUse) ? readout('GPU', columns.gpuUse, wholePercent) : nothing}
    ${hasValue(columns.gpuMemoryBytes) ? readout('GPU memory', columns.gpuMemoryBytes, bytes) : nothing}
    ${readout('learning rate', columns.learningRate, threeDigits)}
    ${readout('gradient norm', columns.gradientNorm, threeDigits)}
  </dl>`;
}

function hasValue(values: Float64Array): boolean {
  return values.some((value) => !Number.isNaN(value));
}

function readout(name: string, values: Float64Array, text: (value: number) => string): TemplateResult {
  const last = lastValue(values);
  return html`<div>
    <dt>${name}</dt>
    <dd class="numeric">${last === undefined ? '–' : text(last)}</dd>
    <dd class="course">${sparkline(values)}</dd>
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
  return html`<svg
    class="sparkline"
    viewBox=${`0 0 ${WIDTH} ${HEIGHT}`}
    height=${HEIGHT}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<polyline points=${points} fill="none" stroke="currentColor" vector-effect="non-scaling-stroke" />`}
  </svg>`;
}
