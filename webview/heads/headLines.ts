/**
 * An enlarged head as lines from the characters that look (left) to those that they look at (right), in
 * the manner of BertViz (Vig, 2019).
 */
import { currentTheme } from '../frame/theme';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';

const ROW = 14;
const WIDTH = 280;
const COLUMN = 28;
/** Fainter lines are not seen but cost time. */
const LEAST_WEIGHT = 0.02;

/** See the header. */
export class HeadLines extends HeadCanvas {
  protected override get label(): string {
    return 'Lines from each character to those that the head looks at';
  }

  protected override measure(): Size {
    return { width: WIDTH, height: ROW * Math.max(this.head.queries, this.head.keys) };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    const { head, query } = this;
    for (let row = 0; row < head.queries; row++) this.lines(context, row, row === query ? 1 : 0.15);
    this.letters(context);
  }

  protected override at(_x: number, y: number): Pointed | undefined {
    const row = Math.floor(y / ROW);
    return row >= 0 && row < this.head.queries ? { query: row } : undefined;
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
}

customElements.define('head-lines', HeadLines);
