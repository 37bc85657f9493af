/**
 * A live chart of curves over the page's x axis. The drawing is uPlot's: 20,000 points a curve in a few
 * milliseconds; how it looks is in `plotOptions.ts`.
 */
import { bisectLeft, bisectRight } from 'd3-array';
import { type TemplateResult, html, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import UPlot from 'uplot';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import { pictureActions } from '../frame/pictureActions';
import { currentTheme } from '../frame/theme';
import { curvesCsv, curvesFigure } from './curvePicture';
import { KEYS_IN_WORDS, movedRow, zoomedTo } from './chartKeys';
import { type ChartContent, valueInWords } from './chartContent';
import type { LinkedAxis } from './linkedAxis';
import { alignedData, lastValue } from './plotData';
import { drawMarks, drawReferences, keyOf, plotOptions } from './plotOptions';
import { readInWords, showTooltip } from './tooltip';

/** One chart, which draws `content` anew whenever it is another. Shares `axis` with the page’s other charts. */
export class CurveChart extends LightElement {
  declare content: ChartContent;
  declare state: PanelState;
  declare axis: LinkedAxis;
  static override properties = {
    content: { attribute: false },
    state: { attribute: false },
    axis: { attribute: false },
  };
  private readonly place = createRef<HTMLElement>();
  private readonly tooltip = createRef<HTMLElement>();
  private readonly words = createRef<HTMLElement>();
  /** Where the keys have led the cursor, on the x axis. */
  private cursor: number | undefined;
  private plot: UPlot | undefined;
  private madeFor = '';
  private endAxis: (() => void) | undefined;
  private readonly size = new ResizeObserver(() => {
    this.fit();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.endAxis = this.axis.onChange(() => {
      // The scale asks the axis for its range.
      const [min, max] = this.axis.within(this.content.extent, this.content.logX);
      this.plot?.setScale('x', { min, max });
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endAxis?.();
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
    this.madeFor = '';
  }

  protected override render(): TemplateResult {
    const { content } = this;
    const enlarged = this.classList.contains('enlarged');
    return html`<div class="picture-head">
        <h2>
          ${
            content.curves.length === 1
              ? html`<span class="value numeric">${newest(content)}</span>
                  <span class="value-name">${content.title}</span>`
              : content.title
          }
        </h2>
        <span class="readout">${content.unit}</span>
        ${pictureActions(this.state, {
          name: content.title.replaceAll(' ', '-'),
          enlarged,
          onEnlarge: () => {
            this.classList.toggle('enlarged');
            this.requestUpdate();
          },
          svg: () => curvesFigure(content),
          csv: () => curvesCsv(content),
        })}
      </div>
      <div
        class="plot"
        role="application"
        tabindex="0"
        aria-label=${description(content)}
        aria-description=${KEYS_IN_WORDS}
        @keydown=${this.goByKey}
        @blur=${this.leave}
        @pointermove=${() => {
          this.cursor = undefined;
        }}
      >
        <div class="plot-place" ${ref(this.place)}></div>
        <p class="unseen" aria-live="polite" ${ref(this.words)}></p>
        <div class="tooltip" hidden ${ref(this.tooltip)}></div>
        ${
          content.curves.length === 0 && content.waiting !== undefined
            ? html`<p class="plot-waiting muted">${content.waiting}</p>`
            : nothing
        }
      </div>`;
  }

  protected override updated(): void {
    const place = this.place.value;
    if (!place) return;
    const { content } = this;
    const theme = currentTheme();
    const key = keyOf(content, theme);
    const data = alignedData(content.curves);
    if (this.plot && key === this.madeFor) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.madeFor = key;
    const size = { width: place.clientWidth, height: place.clientHeight };
    const options = plotOptions(() => this.content, this.axis, theme);
    this.plot = new UPlot({ ...options, ...size, hooks: this.hooks() }, data, place);
    this.size.disconnect();
    this.size.observe(place);
  }

  private hooks(): UPlot.Hooks.Arrays {
    return {
      draw: [
        (plot) => {
          this.holdCursor(plot);
          drawReferences(plot, this.content.references, currentTheme());
          drawMarks(plot, this.content.marks, currentTheme());
        },
      ],
      setCursor: [
        (plot) => {
          const { value } = this.tooltip;
          if (value) showTooltip(value, plot, this.content);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width === 0) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          this.axis.zoom([from, to]);
        },
      ],
    };
  }

  private readonly goByKey = (event: KeyboardEvent): void => {
    const { plot, content, axis } = this;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const xs = plot.data[0];
    const shown = axis.within(content.extent, content.logX);
    const rows = [bisectLeft(xs, shown[0]), bisectRight(xs, shown[1]) - 1] as const;
    const at = this.cursor === undefined ? undefined : bisectLeft(xs, this.cursor);
    const row = movedRow(rows, at, event);
    const about = this.cursor ?? xs[rows[1]] ?? shown[1];
    const zoomed = zoomedTo(shown, content.extent, { about, log: content.logX, key: event.key });
    if (row === undefined && !zoomed) return;
    event.preventDefault();
    if (zoomed) {
      axis.zoom(zoomed === content.extent ? undefined : zoomed);
      // The other charts must have drawn their new scales before they are told where the cursor is.
      queueMicrotask(() => {
        this.holdCursor(plot);
      });
    }
    if (row === undefined) return;
    this.cursor = xs[row];
    this.holdCursor(plot);
    if (this.words.value) this.words.value.textContent = readInWords(plot.data, content, row);
  };

  /** Keeps the cursor at its place while the axis or the curves change below it. */
  private holdCursor(plot: UPlot): void {
    if (this.cursor === undefined) return;
    this.putCursor(plot, plot.valToPos(this.cursor, 'x'));
  }

  /** Puts it there in all charts of the page, as the mouse does. */
  private putCursor(plot: UPlot, left: number): void {
    const { clientWidth, clientHeight } = plot.over;
    const top = left < 0 ? left : clientHeight / 2;
    plot.setCursor({ left, top });
    // The other charts take the place on the axis from here; the plot itself writes it for the mouse alone.
    if (plot.cursor.sync) plot.cursor.sync.values = [this.cursor ?? NaN, NaN];
    const row = left < 0 ? -1 : plot.posToIdx(left);
    UPlot.sync(this.axis.key).pub('mousemove', plot, left, top, clientWidth, clientHeight, row);
  }

  private readonly leave = (): void => {
    if (this.cursor === undefined) return;
    this.cursor = undefined;
    if (this.plot) this.putCursor(this.plot, -10);
  };

  private fit(): void {
    const place = this.place.value;
    if (place && this.plot && place.clientWidth > 0)
      this.plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  }
}

function newest({ newest: words, curves, share }: ChartContent): string {
  const value = curves[0] && lastValue(curves[0].y);
  if (words !== undefined || value === undefined) return words ?? '–';
  return valueInWords(value, share);
}

function description({ title, curves, share, waiting = 'no values yet' }: ChartContent): string {
  const last = curves.map(({ name, y }) => {
    const value = lastValue(y);
    return `${name} ${value === undefined ? '–' : valueInWords(value, share)}`;
  });
  return `${title}: ${last.length === 0 ? waiting : last.join(', ')}`;
}

customElements.define('curve-chart', CurveChart);
