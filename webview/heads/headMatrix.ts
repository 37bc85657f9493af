/**
 * An enlarged head: who looks (down) at what (across), with the characters on both axes.
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { cssColour } from '../../src/pictures/colourScale';
import { LightElement } from '../pageElement';
import { type Theme, currentTheme } from '../theme';
import type { ShownHead } from './shownHead';

/** A place in a map. */
export interface Pointed {
  readonly query: number;
  readonly key: number;
}

/** Room for the characters on the axes, in pixels. */
const AXIS = 16;
const LEAST_CELL = 5;
const GREATEST_CELL = 16;
const HEIGHT_SHARE = 0.6;
/** Characters are drawn where they can still be read. */
const READABLE_CELL = 7;

/** See the header. Sends `point` on hover and `lock` on a click, both with a {@link Pointed} or undefined. */
export class HeadMatrix extends LightElement {
  declare head: ShownHead;
  declare query: number;
  static override properties = { head: { attribute: false }, query: { attribute: false } };
  private readonly canvas = createRef<HTMLCanvasElement>();
  private cell = LEAST_CELL;
  private readonly size = new ResizeObserver(() => {
    this.requestUpdate();
  });

  /** The canvas, for export. */
  get picture(): HTMLCanvasElement | undefined {
    return this.canvas.value;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
  }

  protected override render(): TemplateResult {
    return html`<canvas
      role="img"
      aria-label="Matrix of the head’s attention"
      ${ref(this.canvas)}
      @mousemove=${(event: MouseEvent) => {
        this.say('point', this.at(event));
      }}
      @mouseleave=${() => {
        this.say('point', undefined);
      }}
      @click=${(event: MouseEvent) => {
        this.say('lock', this.at(event));
      }}
    ></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.canvas.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { queries, keys } = this.head;
    const across = (Math.max(200, this.clientWidth) - AXIS) / keys;
    // As high as the window allows, so that the text below it stays in sight.
    const down = (HEIGHT_SHARE * window.innerHeight - AXIS) / queries;
    this.cell = Math.min(GREATEST_CELL, Math.max(LEAST_CELL, Math.floor(Math.min(across, down))));
    const [width, height] = [AXIS + keys * this.cell, AXIS + queries * this.cell];
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    this.draw(context, currentTheme());
  }

  private draw(context: CanvasRenderingContext2D, theme: Theme): void {
    const { head, cell, query } = this;
    for (let row = 0; row < head.queries; row++) {
      for (let key = 0; key < head.keys; key++) {
        const weight = head.weight(row, key);
        if (weight < 1 / 512) continue;
        context.fillStyle = cssColour(theme.scale(weight));
        context.fillRect(AXIS + key * cell, AXIS + row * cell, cell, cell);
      }
    }
    context.strokeStyle = theme.line;
    context.strokeRect(AXIS - 0.5, AXIS - 0.5, head.keys * cell + 1, head.queries * cell + 1);
    context.strokeStyle = theme.focus;
    context.strokeRect(AXIS - 0.5, AXIS + query * cell - 0.5, head.keys * cell + 1, cell + 1);
    if (cell >= READABLE_CELL) this.letters(context, theme);
  }

  private letters(context: CanvasRenderingContext2D, theme: Theme): void {
    const { head, cell } = this;
    context.font = `${Math.min(12, cell + 1)}px ${theme.monospace}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let key = 0; key < head.keys; key++) {
      context.fillStyle = theme.muted;
      context.fillText(head.keyName(key), AXIS + (key + 0.5) * cell, AXIS / 2);
    }
    for (let row = 0; row < head.queries; row++) {
      context.fillStyle = row === this.query ? theme.foreground : theme.muted;
      context.fillText(head.queryName(row), AXIS / 2, AXIS + (row + 0.5) * cell);
    }
  }

  private at({ offsetX, offsetY }: MouseEvent): Pointed | undefined {
    const [key, query] = [Math.floor((offsetX - AXIS) / this.cell), Math.floor((offsetY - AXIS) / this.cell)];
    const inside = key >= 0 && query >= 0 && key < this.head.keys && query < this.head.queries;
    return inside ? { query, key } : undefined;
  }

  private say(name: 'point' | 'lock', detail: Pointed | undefined): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('head-matrix', HeadMatrix);
