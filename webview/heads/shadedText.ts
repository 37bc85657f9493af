/**
 * The text itself, each character shaded by how much the chosen one looks at it. Drawn on a canvas: the
 * page's policy allows no inline styles, and a hundred thousand shades a second need none.
 */
import { cssColour } from '../../src/charts/colourScale';
import { currentTheme } from '../frame/theme';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';

const FONT_SIZE = 14;
const LINE = 22;

/** See the header. */
export class ShadedText extends HeadCanvas {
  declare characters: readonly string[];
  static override properties = { ...HeadCanvas.properties, characters: { attribute: false } };
  private advance = 8;
  private columns = 80;

  protected override get label(): string {
    return this.characters.join('');
  }

  protected override measure(context: CanvasRenderingContext2D): Size {
    context.font = font();
    this.advance = context.measureText('m').width;
    this.columns = Math.max(10, Math.floor(Math.max(200, this.clientWidth) / this.advance));
    const rows = Math.max(1, Math.ceil(this.characters.length / this.columns));
    return { width: this.columns * this.advance, height: rows * LINE };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    context.font = font();
    context.textBaseline = 'middle';
    this.characters.forEach((character, index) => {
      this.character(context, character, index);
    });
  }

  protected override at(x: number, y: number): Pointed | undefined {
    if (this.head.sides.queries !== 'text') return undefined;
    const query = Math.floor(y / LINE) * this.columns + Math.floor(x / this.advance);
    return query < this.head.queries ? { query } : undefined;
  }

  private character(context: CanvasRenderingContext2D, character: string, index: number): void {
    const theme = currentTheme();
    const [x, y] = [(index % this.columns) * this.advance, Math.floor(index / this.columns) * LINE];
    const weight = this.seen(index);
    const shade = theme.scale(weight);
    context.fillStyle = cssColour(shade);
    context.fillRect(x, y, this.advance + 0.5, LINE - 2);
    context.fillStyle = weight > 0.35 ? readableOn(shade) : theme.foreground;
    // Some characters are wider than the font’s others.
    context.fillText(character, x, y + LINE / 2 - 1, this.advance);
    if (index !== this.query || this.head.sides.queries !== 'text') return;
    context.strokeStyle = theme.focus;
    context.strokeRect(x + 0.5, y + 0.5, this.advance - 1, LINE - 3);
  }

  private seen(index: number): number {
    return this.head.sides.keys === 'text' && index < this.head.keys
      ? this.head.weight(this.query, index)
      : 0;
  }
}

function font(): string {
  return `${FONT_SIZE}px ${currentTheme().monospace}`;
}

function readableOn([red, green, blue]: readonly [number, number, number]): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000000' : '#ffffff';
}

customElements.define('shaded-text', ShadedText);
