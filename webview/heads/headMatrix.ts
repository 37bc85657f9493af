/**
 * An enlarged head: who looks (down) at what (across), with the characters on both axes.
 */
import { cssColour } from '../../src/charts/colourScale';
import { type Theme, currentTheme } from '../frame/theme';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';

/** Room for the characters on the axes, in pixels. */
const AXIS = 16;
const LEAST_CELL = 5;
const GREATEST_CELL = 16;
const HEIGHT_SHARE = 0.6;
/** Characters are drawn where they can still be read. */
const READABLE_CELL = 7;

/** See the header. */
export class HeadMatrix extends HeadCanvas {
  private cell = LEAST_CELL;

  protected override get label(): string {
    return 'Matrix of the head’s attention';
  }

  protected override measure(): Size {
    const { queries, keys } = this.head;
    const across = (Math.max(200, this.clientWidth) - AXIS) / keys;
    // As high as the window allows, so that the text below it stays in sight.
    const down = (HEIGHT_SHARE * window.innerHeight - AXIS) / queries;
    this.cell = Math.min(GREATEST_CELL, Math.max(LEAST_CELL, Math.floor(Math.min(across, down))));
    return { width: AXIS + keys * this.cell, height: AXIS + queries * this.cell };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    const theme = currentTheme();
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
      context.fillText(head.keyName(key), AXIS + (key + 0.5) * cell, AXIS / 2, cell);
    }
    for (let row = 0; row < head.queries; row++) {
      context.fillStyle = row === this.query ? theme.foreground : theme.muted;
      context.fillText(head.queryName(row), AXIS / 2, AXIS + (row + 0.5) * cell);
    }
  }

  protected override at(x: number, y: number): Pointed | undefined {
    const [key, query] = [Math.floor((x - AXIS) / this.cell), Math.floor((y - AXIS) / this.cell)];
    const inside = key >= 0 && query >= 0 && key < this.head.keys && query < this.head.queries;
    return inside ? { query, key } : undefined;
  }
}

customElements.define('head-matrix', HeadMatrix);
