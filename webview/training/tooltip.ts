/**
 * What the cursor says in a chart: where it stands, and each curve’s value there by colour, dash and name.
 */
import { type TemplateResult, html, render } from 'lit';
import type UPlot from 'uplot';
import { shortNumber, wholeNumber } from '../../src/numbers/formats';
import { currentTheme } from '../frame/theme';
import { type ChartContent, valueInWords } from './chartContent';
import { columnsOf, valueAt } from './plotData';
import { type CurveLook, swatch } from './swatch';

const AWAY = 12;

/** Shows it beside the cursor, on the side where there is room; hides it where there is no cursor. */
export function showTooltip(place: HTMLElement, plot: UPlot, content: ChartContent): void {
  const { idx, left = -1 } = plot.cursor;
  const x = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  place.hidden = left < 0 || x === undefined;
  if (left < 0 || x === undefined || idx === null || idx === undefined) return;
  render(
    html`<div class="muted">${placeInWords(x, content)}</div>
      ${readingsAt(plot.data, content, idx).map(row)} ${marksNear(plot, content, left)}`,
    place,
  );
  const { over } = plot;
  const room = (place.parentElement?.clientWidth ?? Infinity) - place.offsetWidth;
  const away = left > over.clientWidth / 2 ? -AWAY - place.offsetWidth : AWAY;
  place.style.top = `${over.offsetTop + 4}px`;
  place.style.left = `${Math.max(0, Math.min(room, over.offsetLeft + left + away))}px`;
}

function placeInWords(x: number, { xLabel }: ChartContent): string {
  const at = x < 1e6 ? wholeNumber(x) : shortNumber(x);
  return xLabel === 'steps' ? `step ${at}` : `${at} ${xLabel}`;
}

/** What the chart shows at a row of its data, in one sentence: `step 1,200: loss 0.412`. */
export function readInWords(data: UPlot.AlignedData, content: ChartContent, at: number): string {
  const values = readingsAt(data, content, at).map(({ name, value }) => `${name} ${value}`);
  return `${placeInWords(data[0][at] ?? NaN, content)}: ${values.length === 0 ? 'no value' : values.join('; ')}`;
}

/** Pixels from the cursor within which a mark is meant. */
const NEAR = 8;

function marksNear(plot: UPlot, { marks }: ChartContent, left: number) {
  return marks
    .filter(({ x }) => Math.abs(plot.valToPos(x, 'x') - left) <= NEAR)
    .map(
      ({ words, series }) =>
        html`<div class="tooltip-row tooltip-mark">
          ${swatch({ series }, currentTheme())}<span>${words}</span>
        </div>`,
    );
}

/** A curve's value at a row, in words. */
interface Reading {
  readonly look: CurveLook;
  readonly name: string;
  readonly value: string;
  /** Where the curve is smoothed. */
  readonly exact?: string;
}

function readingsAt(
  data: UPlot.AlignedData,
  { curves, hidden, share, title }: ChartContent,
  at: number,
): readonly Reading[] {
  const columns = columnsOf(curves);
  return curves.flatMap(({ name, raw, ...look }, index): Reading[] => {
    const column = columns[index];
    const value = column && valueAt(data, column.middle, at);
    if (hidden.has(name) || column === undefined || value === undefined) return [];
    const exact = raw && column.raw !== undefined ? valueAt(data, column.raw, at) : undefined;
    return [
      {
        ...{ look, name: curves.length > 1 ? name : title, value: valueInWords(value, share) },
        ...(exact === undefined ? {} : { exact: valueInWords(exact, share) }),
      },
    ];
  });
}

function row({ look, name, value, exact }: Reading): TemplateResult {
  return html`<div class="tooltip-row">
    ${swatch(look, currentTheme())}<b class="numeric">${value}</b>
    <span>${name}</span>
    ${exact === undefined ? '' : html`<span class="muted numeric">not smoothed ${exact}</span>`}
  </div>`;
}
