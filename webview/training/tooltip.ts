/**
 * What the cursor says in a chart: where it stands, and each curve’s value there by colour, dash and name.
 */
import { html, render } from 'lit';
import type UPlot from 'uplot';
import { shortNumber, wholeNumber } from '../../src/numbers/formats';
import { currentTheme } from '../frame/theme';
import { type ChartContent, valueInWords } from './chartContent';
import { columnsOf, valueAt } from './plotData';
import { swatch } from './swatch';

const AWAY = 12;

/** Shows it beside the cursor, on the side where there is room; hides it where there is no cursor. */
export function showTooltip(place: HTMLElement, plot: UPlot, content: ChartContent): void {
  const { idx, left = -1 } = plot.cursor;
  const x = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  place.hidden = left < 0 || x === undefined;
  if (left < 0 || x === undefined || idx === null || idx === undefined) return;
  const at = x < 1e6 ? wholeNumber(x) : shortNumber(x);
  render(
    html`<div class="muted">${content.xLabel === 'steps' ? `step ${at}` : `${at} ${content.xLabel}`}</div>
      ${values(plot, content, idx)} ${marksNear(plot, content, left)}`,
    place,
  );
  const { over } = plot;
  const room = (place.parentElement?.clientWidth ?? Infinity) - place.offsetWidth;
  const away = left > over.clientWidth / 2 ? -AWAY - place.offsetWidth : AWAY;
  place.style.top = `${over.offsetTop + 4}px`;
  place.style.left = `${Math.max(0, Math.min(room, over.offsetLeft + left + away))}px`;
}

/** Pixels from the cursor within which a mark is meant. */
const NEAR = 8;

function marksNear(plot: UPlot, { marks }: ChartContent, left: number) {
  return marks
    .filter(({ x }) => Math.abs(plot.valToPos(x, 'x') - left) <= NEAR)
    .map(
      ({ words, series }) =>
        html`<div class="tooltip-row tooltip-mark">
          ${swatch(currentTheme(), series)}<span>${words}</span>
        </div>`,
    );
}

function values({ data }: UPlot, { curves, hidden, share, title }: ChartContent, row: number) {
  const columns = columnsOf(curves);
  return curves.flatMap(({ name, series, raw }, index) => {
    const column = columns[index];
    const value = column && valueAt(data, column.middle, row);
    if (hidden.has(name) || column === undefined || value === undefined) return [];
    const exact = raw && column.raw !== undefined ? valueAt(data, column.raw, row) : undefined;
    return [
      html`<div class="tooltip-row">
        ${swatch(currentTheme(), series)}<b class="numeric">${valueInWords(value, share)}</b>
        <span>${curves.length > 1 ? name : title}</span>
        ${exact === undefined ? '' : html`<span class="muted numeric">not smoothed ${valueInWords(exact, share)}</span>`}
      </div>`,
    ];
  });
}
