/**
 * An enlarged head: who looks (down) at what (across), with the tokens on both axes.
 */
import { cssColour } from '../../src/charts/colourScale';
import { type Theme, currentTheme } from '../frame/theme';
import { glyphOf } from '../../src/heads/glyphs';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';

/** Room for the name of an axis, in pixels. */
const AXIS = 18;
/** Room for one character on an axis. */
const CHARACTER = 14;
/** Longer words are cut on the axes; they are whole in the line above the picture. */
const LONGEST_NAME = 96;
const LEAST_CELL = 5;
const GREATEST_CELL = 40;
const HEIGHT_SHARE = 0.56;
/** Characters are drawn where they can still be read. */
const READABLE_CELL = 7;

/** An enlarged head as a matrix of queries × keys cells. */
export class HeadMatrix extends HeadCanvas {
  protected override readonly byKeys = 'queries and keys';
  private cell = LEAST_CELL;
  private left = AXIS + CHARACTER;
  private above = AXIS + CHARACTER;

  protected override get label(): string {
    return 'Matrix of the head’s attention: rows look at columns';
  }

  protected override measure(context: CanvasRenderingContext2D): Size {
    const { queries, keys } = this.head;
    context.font = font(12, currentTheme());
    this.left = AXIS + nameRoom(context, queries, this.head.queryName);
    this.above = AXIS + nameRoom(context, keys, this.head.keyName);
    const across = (Math.max(200, this.clientWidth) - this.left - 2) / keys;
    // As high as the window allows, so that the text below it stays in sight.
    const down = (HEIGHT_SHARE * window.innerHeight - this.above) / queries;
    this.cell = Math.min(GREATEST_CELL, Math.max(LEAST_CELL, Math.floor(Math.min(across, down))));
    return { width: this.left + keys * this.cell + 2, height: this.above + queries * this.cell + 2 };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    const theme = currentTheme();
    const { head, cell, query, left, above } = this;
    const [width, height] = [head.keys * cell, head.queries * cell];
    this.cells(context, theme);
    context.strokeStyle = theme.line;
    context.strokeRect(left - 0.5, above - 0.5, width + 1, height + 1);
    this.continuation(context, theme);
    context.strokeStyle = theme.focus;
    context.strokeRect(left - 0.5, above + query * cell - 0.5, width + 1, cell + 1);
    context.lineWidth = 2;
    context.strokeRect(left + this.pointedKey * cell, above + query * cell, cell, cell);
    context.lineWidth = 1;
    this.axisNames(context, theme);
    if (cell >= READABLE_CELL) this.tokens(context, theme);
  }

  protected override at(x: number, y: number): Pointed | undefined {
    const [key, query] = [Math.floor((x - this.left) / this.cell), Math.floor((y - this.above) / this.cell)];
    const inside = key >= 0 && query >= 0 && key < this.head.keys && query < this.head.queries;
    return inside ? { query, key } : undefined;
  }

  private cells(context: CanvasRenderingContext2D, theme: Theme): void {
    const { head, cell, left, above } = this;
    for (let row = 0; row < head.queries; row++) {
      for (let key = 0; key < head.keys; key++) {
        const weight = head.weight(row, key);
        if (weight < 1 / 512) continue;
        context.fillStyle = cssColour(theme.scale(weight));
        context.fillRect(left + key * cell, above + row * cell, cell, cell);
      }
    }
  }

  /** Where what the model has added begins. */
  private continuation(context: CanvasRenderingContext2D, theme: Theme): void {
    const { head, cell, left, above } = this;
    const { continuesAt, sides } = head;
    context.strokeStyle = theme.muted;
    context.globalAlpha = 0.6;
    context.setLineDash([3, 3]);
    context.beginPath();
    if (sides.keys === 'text' && continuesAt < head.keys) {
      const x = left + continuesAt * cell - 0.5;
      context.moveTo(x, AXIS);
      context.lineTo(x, above + head.queries * cell);
    }
    if (sides.queries === 'text' && continuesAt < head.queries) {
      const y = above + continuesAt * cell - 0.5;
      context.moveTo(AXIS, y);
      context.lineTo(left + head.keys * cell, y);
    }
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  private axisNames(context: CanvasRenderingContext2D, theme: Theme): void {
    context.font = font(11, theme, theme.fontFamily);
    context.fillStyle = theme.muted;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillText('looked at →', this.left, 8);
    context.save();
    context.translate(8, this.above);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'right';
    context.fillText('← looks', 0, 0);
    context.restore();
  }

  private tokens(context: CanvasRenderingContext2D, theme: Theme): void {
    const { head, cell, left, above, query } = this;
    const plain = font(Math.min(12, cell), theme);
    context.textBaseline = 'middle';
    for (let row = 0; row < head.queries; row++) {
      context.font = row === query ? `bold ${plain}` : plain;
      context.fillStyle = row === query ? theme.foreground : theme.muted;
      context.textAlign = 'right';
      context.fillText(glyphOf(head.queryName(row)), left - 4, above + (row + 0.5) * cell, left - AXIS);
    }
    for (let key = 0; key < head.keys; key++) {
      context.font = key === this.pointedKey ? `bold ${plain}` : plain;
      context.fillStyle = key === this.pointedKey ? theme.foreground : theme.muted;
      this.keyName(context, glyphOf(head.keyName(key)), left + (key + 0.5) * cell);
    }
  }

  private keyName(context: CanvasRenderingContext2D, name: string, x: number): void {
    const { above } = this;
    if (Array.from(name).length === 1) {
      context.textAlign = 'center';
      context.fillText(name, x, above - 7);
      return;
    }
    context.save();
    context.translate(x, above - 4);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    context.fillText(name, 0, 0, above - AXIS);
    context.restore();
  }
}

function font(size: number, theme: Theme, family = theme.monospace): string {
  return `${size}px ${family}`;
}

/** What the longest name needs. */
function nameRoom(
  context: CanvasRenderingContext2D,
  length: number,
  name: (index: number) => string,
): number {
  let most = 0;
  for (let index = 0; index < length; index++)
    most = Math.max(most, context.measureText(glyphOf(name(index))).width);
  return Math.max(CHARACTER, Math.min(LONGEST_NAME, Math.ceil(most) + 6));
}

customElements.define('head-matrix', HeadMatrix);
