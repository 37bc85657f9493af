/**
 * A live chart of curves over one x axis. The drawing is uPlot's: 20,000 points a curve in a few
 * milliseconds; here is how it looks.
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import UPlot from 'uplot';
import { lineChartSvg } from '../../src/charts/lineChart';
import { shortNumber, threeDigits } from '../frame/numbers';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import { type Theme, currentTheme } from '../frame/theme';
import type { Curve } from './curves';

/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment --
   uPlot’s names for kinds of scales exist only as types, which a bundler cannot follow. */
const LINEAR = 1 as UPlot.Scale.Distr;
const LOGARITHMIC = 3 as UPlot.Scale.Distr;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

/** A level to measure the curves against. */
export interface Reference {
  readonly name: string;
  readonly y: number;
}

/** What a chart shows. */
export interface ChartContent {
  readonly title: string;
  readonly xLabel: string;
  readonly curves: readonly Curve[];
  readonly references: readonly Reference[];
  readonly logX: boolean;
  readonly logY: boolean;
  /** The y axis shows 0 to 1 as per cent; else it fits the curves. */
  readonly share: boolean;
}

/** See the header. */
export class CurveChart extends LightElement {
  declare content: ChartContent;
  declare state: PanelState;
  static override properties = { content: { attribute: false }, state: { attribute: false } };
  private readonly place = createRef<HTMLElement>();
  private readonly readout = createRef<HTMLElement>();
  private plot: UPlot | undefined;
  /** What the plot was made for: it must be made anew when this changes. */
  private madeFor = '';
  private readonly size = new ResizeObserver(() => {
    this.fit();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
    this.madeFor = '';
  }

  protected override render(): TemplateResult {
    const { title } = this.content;
    const enlarged = this.classList.contains('enlarged');
    return html`<div class="picture-head">
        <h2>${title}</h2>
        <span class="numeric readout" ${ref(this.readout)}></span>
        ${pictureActions(this.state, {
          name: title.replaceAll(' ', '-'),
          enlarged,
          onEnlarge: () => {
            this.classList.toggle('enlarged');
            this.requestUpdate();
          },
          canvas: () => this.plot?.ctx.canvas,
          svg: () => this.svg(),
          csv: () => csvOf(this.content),
        })}
      </div>
      <div class="plot" role="img" aria-label=${this.description()} ${ref(this.place)}></div>`;
  }

  protected override updated(): void {
    const place = this.place.value;
    if (!place) return;
    const { content } = this;
    const theme = currentTheme();
    const key = JSON.stringify([
      content.curves.map(({ low }) => low !== undefined),
      content.logX,
      content.logY,
      theme,
    ]);
    const data = alignedData(content.curves);
    if (this.plot && key === this.madeFor) {
      this.plot.setData(data);
      this.showValues(this.plot.cursor.idx ?? undefined);
      return;
    }
    this.plot?.destroy();
    this.madeFor = key;
    this.plot = new UPlot(this.options(theme, place), data, place);
    this.size.disconnect();
    this.size.observe(place);
  }

  private options(theme: Theme, place: HTMLElement): UPlot.Options {
    const { content } = this;
    return {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      cursor: { points: { size: 5 }, drag: { x: true, y: false } },
      scales: {
        x: { time: false, distr: content.logX ? LOGARITHMIC : LINEAR },
        y: content.share
          ? { range: [0, 1] }
          : {
              distr: content.logY ? LOGARITHMIC : LINEAR,
              range: (_plot, low, high) => lossRange(low, high, this.content.logY),
            },
      },
      axes: [
        axis(theme, shortNumber),
        axis(theme, content.share ? (value) => `${Math.round(100 * value)} %` : threeDigits),
      ],
      series: seriesOf(content.curves, theme),
      bands: bandsOf(content.curves, theme),
      hooks: {
        draw: [
          (plot) => {
            this.drawReferences(plot);
          },
        ],
        setCursor: [
          ({ cursor: { idx } }) => {
            this.showValues(idx ?? undefined);
          },
        ],
      },
    };
  }

  private fit(): void {
    const place = this.place.value;
    if (place && this.plot && place.clientWidth > 0)
      this.plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  }

  /** Writes into the page itself, not through a template: the cursor moves more often than the curves. */
  private showValues(index: number | undefined): void {
    const readout = this.readout.value;
    const data = this.plot?.data;
    if (!readout || !data) return;
    const columns = columnsOf(this.content.curves);
    const at = (column: number) => {
      if (index === undefined) return undefined;
      // A curve that has no value at this x shows its nearest one before.
      for (let row = index; row >= 0; row--) {
        const value = data[column]?.[row];
        if (value !== null && value !== undefined && !Number.isNaN(value)) return value;
      }
      return undefined;
    };
    const values =
      index === undefined
        ? this.content.curves.map(({ y }) => y.findLast((value) => !Number.isNaN(value)))
        : columns.map(({ middle }) => at(middle));
    const x = index === undefined ? undefined : data[0][index];
    readout.textContent =
      this.values(values) + (x === undefined ? '' : ` at ${shortNumber(x)} ${this.content.xLabel}`);
  }

  private values(values: readonly (number | undefined)[]): string {
    const word = (value: number | undefined) =>
      value === undefined ? '–' : this.content.share ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
    return values.map(word).join('  ');
  }

  private description(): string {
    const { title, curves } = this.content;
    const last = curves.map(({ name, y }) => `${name} ${this.values([y.at(-1)])}`);
    return `${title}: ${last.length === 0 ? 'no values yet' : last.join(', ')}`;
  }

  private drawReferences(plot: UPlot): void {
    const { ctx } = plot;
    const theme = currentTheme();
    const { left, width } = plot.bbox;
    ctx.save();
    ctx.strokeStyle = theme.muted;
    ctx.fillStyle = theme.muted;
    ctx.font = `${11 * devicePixelRatio}px ${theme.fontFamily}`;
    ctx.textAlign = 'right';
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const { name, y } of this.content.references) {
      const height = Math.round(plot.valToPos(y, 'y', true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(left, height);
      ctx.lineTo(left + width, height);
      ctx.stroke();
      // Above its line, but for one at the very top.
      const above = height > plot.bbox.top + LABEL * devicePixelRatio;
      ctx.textBaseline = above ? 'bottom' : 'top';
      const away = (above ? -3 : 4) * devicePixelRatio;
      ctx.fillText(`${name} ${Math.round(100 * y)} %`, left + width - 4, height + away);
    }
    ctx.restore();
  }

  private svg(): string {
    const { title, xLabel, curves, references, share } = this.content;
    return lineChartSvg({
      title,
      xLabel,
      yLabel: share ? 'share' : 'nats a character',
      width: 640,
      height: 400,
      references,
      curves: curves.map(({ name, x, y }) => ({ name, points: pointsOf(x, y) })),
      ...(share ? { top: 1 } : {}),
    }).source;
  }
}

/** Height of a level's name, in pixels. */
const LABEL = 16;

/** More points than a printed picture can hold. */
const MOST_SVG_POINTS = 2000;

function pointsOf(x: Float64Array, y: Float64Array): readonly (readonly [x: number, y: number])[] {
  const stride = Math.max(1, Math.floor(x.length / MOST_SVG_POINTS));
  const points: (readonly [number, number])[] = [];
  for (let row = 0; row < x.length; row += stride) {
    const [at = NaN, value = NaN] = [x[row], y[row]];
    if (!Number.isNaN(value)) points.push([at, value]);
  }
  return points;
}

function axis(theme: Theme, text: (value: number) => string): UPlot.Axis {
  return {
    stroke: theme.muted,
    font: `11px ${theme.fontFamily}`,
    grid: { stroke: theme.line, width: 1 },
    ticks: { show: false },
    size: text === shortNumber ? 28 : 48,
    values: (_plot, splits) => splits.map((value) => text(value)),
  };
}

/** The loss starts at zero, so that distances mean something; on a log axis at its least value. */
function lossRange(low: number | null, high: number | null, log: boolean): [number, number] {
  if (low === null || high === null) return [log ? 0.1 : 0, 1];
  return log ? [low * 0.9, high * 1.1] : [0, high * 1.05];
}

/** Which columns of the plot's data belong to each curve. */
function columnsOf(curves: readonly Curve[]): readonly { middle: number; low?: number; high?: number }[] {
  let next = 1;
  return curves.map(({ low }) => {
    const middle = next++;
    return low ? { middle, low: next++, high: next++ } : { middle };
  });
}

function seriesOf(curves: readonly Curve[], theme: Theme): UPlot.Series[] {
  const series: UPlot.Series[] = [{}];
  curves.forEach((curve, index) => {
    const style = theme.series[index % theme.series.length];
    const line = { points: { show: hasFewPoints }, spanGaps: true };
    series.push({
      ...line,
      label: curve.name,
      stroke: style?.colour ?? theme.foreground,
      width: 1.5,
      dash: [...(style?.dash ?? [])],
    });
    const edge = { points: { show: false }, spanGaps: true, stroke: 'transparent', width: 0 };
    if (curve.low) series.push(edge, { ...edge });
  });
  return series;
}

/** Whether a curve would be too short to be seen as a line. Asked at every drawing: curves grow. */
function hasFewPoints({ data }: UPlot): boolean {
  return data[0].length < 3;
}

function bandsOf(curves: readonly Curve[], theme: Theme): UPlot.Band[] {
  return columnsOf(curves).flatMap(({ low, high }, index) => {
    if (low === undefined || high === undefined) return [];
    const colour = theme.series[index % theme.series.length]?.colour ?? theme.foreground;
    return [
      { series: [high, low] as [number, number], fill: `color-mix(in srgb, ${colour} 22%, transparent)` },
    ];
  });
}

/** One x column for all curves, which is what the plot takes. */
function alignedData(curves: readonly Curve[]): UPlot.AlignedData {
  const tables = curves.map(({ x, y, low, high }): UPlot.AlignedData =>
    low && high ? [x, y, low, high] : [x, y],
  );
  const [only] = tables;
  if (!only) return [[]];
  return tables.length === 1 ? only : UPlot.join(tables);
}

function csvOf({ curves, xLabel }: ChartContent): string {
  const lines = ['curve,' + xLabel + ',value'];
  for (const { name, x, y } of curves) {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    for (const [row, at] of x.entries()) lines.push(`${quoted},${at},${y[row] ?? ''}`);
  }
  return lines.join('\n') + '\n';
}

customElements.define('curve-chart', CurveChart);
