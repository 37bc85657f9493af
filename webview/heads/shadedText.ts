/**
 * The text itself, each token shaded by how much the chosen one looks at it. Drawn on a canvas: the page's policy
 * allows no inline styles, and a hundred thousand shades a second need none.
 */
import { type Rgb, cssColour } from '../../src/charts/colourScale';
import { READABLE, contrastRatio, inkOn } from '../frame/contrast';
import { type Theme, currentTheme } from '../frame/theme';
import { glyphInText } from '../../src/heads/glyphs';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';
import { type TokenPlace, textLayout } from './textLayout';

const FONT_SIZE = 14;
const LINE = 24;
/** Before what the model has added. */
const GAP = 6;

/** An enlarged head as shades behind its tokens, broken into lines as text is. */
export class ShadedText extends HeadCanvas {
  protected override readonly byKeys = 'no';
  /** The text, as the head's sides count it. */
  declare tokens: readonly string[];
  /** Whether a line may be broken before a token. */
  declare begins: readonly boolean[];
  static override properties = {
    ...HeadCanvas.properties,
    tokens: { attribute: false },
    begins: { attribute: false },
  };
  private places: readonly TokenPlace[] = [];

  protected override get label(): string {
    return this.tokens.map(glyphInText).join('');
  }

  protected override measure(context: CanvasRenderingContext2D): Size {
    context.font = font();
    const room = Math.max(200, this.clientWidth) - 2;
    const { continuesAt } = this.head;
    const widths = this.tokens.map((token, index) => {
      return context.measureText(glyphInText(token)).width + (index === continuesAt ? GAP : 0);
    });
    this.places = textLayout(widths, this.begins, room);
    return { width: room, height: ((this.places.at(-1)?.row ?? 0) + 1) * LINE };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    context.font = font();
    context.textBaseline = 'middle';
    this.tokens.forEach((token, index) => {
      this.token(context, glyphInText(token), index);
    });
    this.chosen(context);
  }

  protected override at(x: number, y: number): Pointed | undefined {
    if (this.head.sides.queries !== 'text') return undefined;
    const row = Math.floor(y / LINE);
    const query = this.places.findIndex(
      (place) => place.row === row && x >= place.x && x < place.x + place.width,
    );
    return query >= 0 && query < this.head.queries ? { query } : undefined;
  }

  private token(context: CanvasRenderingContext2D, text: string, index: number): void {
    const place = this.places[index];
    if (!place) return;
    const theme = currentTheme();
    const { continuesAt } = this.head;
    const gap = index === continuesAt ? GAP : 0;
    const [x, y, width] = [place.x + gap, place.row * LINE, place.width - gap];
    const weight = this.seen(index);
    const shade = theme.scale(weight);
    context.fillStyle = cssColour(shade);
    context.fillRect(x, y + 1, width + 0.5, LINE - 4);
    context.fillStyle = letterOn(shade, theme);
    context.fillText(text, x, y + LINE / 2 - 1);
    if (index >= continuesAt) {
      // What the model has added is underlined, and stands behind a line.
      context.fillStyle = theme.muted;
      context.fillRect(x, y + LINE - 3, width + 0.5, 1);
      if (gap > 0) context.fillRect(place.x + gap / 2, y + 1, 1, LINE - 4);
    }
  }

  /** Over all tokens: what stands behind would cover its edge. */
  private chosen(context: CanvasRenderingContext2D): void {
    const { head, query } = this;
    const place = this.places[query];
    if (!place || head.sides.queries !== 'text') return;
    const gap = query === head.continuesAt ? GAP : 0;
    context.strokeStyle = currentTheme().focus;
    context.lineWidth = 2;
    context.strokeRect(place.x + gap, place.row * LINE + 1, place.width - gap, LINE - 4);
    context.lineWidth = 1;
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

/** The editor’s own colour where it can be read. */
function letterOn(shade: Rgb, { ink, foreground }: Theme): string {
  return contrastRatio(shade, ink) >= READABLE ? foreground : inkOn(shade);
}

customElements.define('shaded-text', ShadedText);
