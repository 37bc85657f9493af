/**
 * The text itself, each character shaded by how much the chosen one looks at it. Drawn on a canvas: the
 * page's policy allows no inline styles, and a hundred thousand shades a second need none.
 */
import { type TemplateResult, html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { cssColour } from '../../src/pictures/colourScale';
import { LightElement } from '../pageElement';
import { currentTheme } from '../theme';
import type { ShownHead } from './shownHead';

const FONT_SIZE = 14;
const LINE = 22;

/** See the header. Sends `point` and `lock` with the character's index. */
export class ShadedText extends LightElement {
  declare head: ShownHead;
  declare characters: readonly string[];
  declare query: number;
  static override properties = {
    head: { attribute: false },
    characters: { attribute: false },
    query: { attribute: false },
  };
  private readonly canvas = createRef<HTMLCanvasElement>();
  private advance = 8;
  private columns = 80;
  private readonly size = new ResizeObserver(() => {
    this.requestUpdate();
  });

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
      aria-label=${this.characters.join('')}
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
    const theme = currentTheme();
    const font = `${FONT_SIZE}px ${theme.monospace}`;
    context.font = font;
    this.advance = context.measureText('m').width;
    this.columns = Math.max(10, Math.floor(Math.max(200, this.clientWidth) / this.advance));
    const rows = Math.max(1, Math.ceil(this.characters.length / this.columns));
    const [width, height] = [this.columns * this.advance, rows * LINE];
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = font;
    context.textBaseline = 'middle';
    this.characters.forEach((character, index) => {
      this.character(context, character, index);
    });
  }

  private character(context: CanvasRenderingContext2D, character: string, index: number): void {
    const theme = currentTheme();
    const [x, y] = [(index % this.columns) * this.advance, Math.floor(index / this.columns) * LINE];
    const weight = this.seen(index);
    const shade = theme.scale(weight);
    context.fillStyle = cssColour(shade);
    context.fillRect(x, y, this.advance + 0.5, LINE - 2);
    context.fillStyle = weight > 0.35 ? readableOn(shade) : theme.foreground;
    context.fillText(character, x, y + LINE / 2 - 1);
    if (index !== this.query || this.head.sides.queries !== 'text') return;
    context.strokeStyle = theme.focus;
    context.strokeRect(x + 0.5, y + 0.5, this.advance - 1, LINE - 3);
  }

  private seen(index: number): number {
    return this.head.sides.keys === 'text' && index < this.head.keys
      ? this.head.weight(this.query, index)
      : 0;
  }

  private say(name: 'point' | 'lock', { offsetX, offsetY }: MouseEvent): void {
    if (this.head.sides.queries !== 'text') return;
    const query = Math.floor(offsetY / LINE) * this.columns + Math.floor(offsetX / this.advance);
    const detail = query < this.head.queries ? { query, key: 0 } : undefined;
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function readableOn([red, green, blue]: readonly [number, number, number]): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000000' : '#ffffff';
}

customElements.define('shaded-text', ShadedText);
