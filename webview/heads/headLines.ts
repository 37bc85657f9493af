/**
 * An enlarged head as lines from the characters that look (left) to those that they look at (right), in
 * the manner of BertViz (Vig, 2019).
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { LightElement } from '../pageElement';
import { currentTheme } from '../theme';
import type { Pointed } from './headMatrix';
import type { ShownHead } from './shownHead';

const ROW = 14;
const WIDTH = 280;
const COLUMN = 28;
/** Fainter lines are not seen but cost time. */
const LEAST_WEIGHT = 0.02;

/** See the header. Sends `point` on hover and `lock` on a click, as the matrix does. */
export class HeadLines extends LightElement {
  declare head: ShownHead;
  declare query: number;
  static override properties = { head: { attribute: false }, query: { attribute: false } };
  private readonly canvas = createRef<HTMLCanvasElement>();

  /** The canvas, for export. */
  get picture(): HTMLCanvasElement | undefined {
    return this.canvas.value;
  }

  protected override render(): TemplateResult {
    return html`<canvas
      role="img"
      aria-label="Lines from each character to those that the head looks at"
      ${ref(this.canvas)}
      @mousemove=${(event: MouseEvent) => {
        this.say('point', event);
      }}
      @click=${(event: MouseEvent) => {
        this.say('lock', event);
      }}
    ></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.canvas.value;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { head, query } = this;
    const height = ROW * Math.max(head.queries, head.keys);
    canvas.width = WIDTH * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    canvas.style.width = `${WIDTH}px`;
    canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    for (let row = 0; row < head.queries; row++) this.lines(context, row, row === query ? 1 : 0.15);
    this.letters(context);
  }

  private lines(context: CanvasRenderingContext2D, row: number, strength: number): void {
    const { head } = this;
    context.strokeStyle = currentTheme().series[0]?.colour ?? currentTheme().foreground;
    context.lineWidth = strength === 1 ? 2 : 1;
    for (let key = 0; key < head.keys; key++) {
      const weight = head.weight(row, key);
      if (weight < LEAST_WEIGHT) continue;
      context.globalAlpha = weight * strength;
      context.beginPath();
      context.moveTo(COLUMN, (row + 0.5) * ROW);
      context.lineTo(WIDTH - COLUMN, (key + 0.5) * ROW);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  private letters(context: CanvasRenderingContext2D): void {
    const { head, query } = this;
    const theme = currentTheme();
    context.font = `12px ${theme.monospace}`;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (let row = 0; row < head.queries; row++) {
      context.fillStyle = row === query ? theme.foreground : theme.muted;
      context.fillText(head.queryName(row), COLUMN - 6, (row + 0.5) * ROW);
    }
    context.textAlign = 'left';
    for (let key = 0; key < head.keys; key++) {
      context.fillStyle = head.weight(query, key) > LEAST_WEIGHT ? theme.foreground : theme.muted;
      context.fillText(head.keyName(key), WIDTH - COLUMN + 6, (key + 0.5) * ROW);
    }
  }

  private say(name: 'point' | 'lock', event: MouseEvent): void {
    const row = Math.floor(event.offsetY / ROW);
    const detail: Pointed | undefined =
      row >= 0 && row < this.head.queries ? { query: row, key: 0 } : undefined;
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('head-lines', HeadLines);
