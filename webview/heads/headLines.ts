/**
 * An enlarged head as lines from the tokens that look (left) to those that they look at (right), in the manner of
 * BertViz (Vig, 2019).
 *
 * Lines are as strong as their share of the strongest of their row: else a head that spreads its attention over
 * sixty tokens would show nothing.
 */
import { currentTheme } from '../frame/theme';
import { glyphOf } from '../../src/heads/glyphs';
import { HeadCanvas, type Pointed, type Size } from './headCanvas';

const ROW = 14;
const HEAD = 18;
const LINES = 200;
const LEAST_COLUMN = 24;
const GREATEST_COLUMN = 112;
/** Fainter lines, as shares of the strongest, are not seen but cost time. */
const LEAST_SHARE = 0.05;
/** How faint the lines of the rows are that are not chosen. */
const OTHERS = 0.12;

/** An enlarged head as lines between two columns of tokens. */
export class HeadLines extends HeadCanvas {
  protected override readonly byKeys = 'queries';
  private column = LEAST_COLUMN;

  protected override get label(): string {
    return 'Lines from each token to those that the head looks at';
  }

  protected override measure(context: CanvasRenderingContext2D): Size {
    const { queries, keys, queryName, keyName } = this.head;
    context.font = `12px ${currentTheme().monospace}`;
    let most = 0;
    for (let index = 0; index < Math.max(queries, keys); index++)
      for (const name of [index < queries ? queryName(index) : '', index < keys ? keyName(index) : ''])
        most = Math.max(most, context.measureText(glyphOf(name)).width);
    this.column = Math.min(GREATEST_COLUMN, Math.max(LEAST_COLUMN, Math.ceil(most) + 8));
    return { width: 2 * this.column + LINES, height: HEAD + ROW * Math.max(queries, keys) };
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    const { head, query } = this;
    for (let row = 0; row < head.queries; row++) if (row !== query) this.lines(context, row, OTHERS);
    this.lines(context, query, 1);
    this.continuation(context);
    this.words(context);
  }

  protected override at(_x: number, y: number): Pointed | undefined {
    const row = Math.floor((y - HEAD) / ROW);
    return row >= 0 && row < this.head.queries ? { query: row } : undefined;
  }

  private lines(context: CanvasRenderingContext2D, row: number, strength: number): void {
    const { head, column } = this;
    const theme = currentTheme();
    let most = 0;
    for (let key = 0; key < head.keys; key++) most = Math.max(most, head.weight(row, key));
    context.strokeStyle = theme.series[0]?.colour ?? theme.foreground;
    for (let key = 0; key < head.keys; key++) {
      const share = most === 0 ? 0 : head.weight(row, key) / most;
      if (share < LEAST_SHARE) continue;
      context.globalAlpha = share * strength;
      context.lineWidth = strength === 1 ? 1 + 1.5 * share : 1;
      context.beginPath();
      context.moveTo(column, HEAD + (row + 0.5) * ROW);
      context.lineTo(column + LINES, HEAD + (key + 0.5) * ROW);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  private continuation(context: CanvasRenderingContext2D): void {
    const { continuesAt, queries, keys, sides } = this.head;
    const { column } = this;
    context.strokeStyle = currentTheme().muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    const y = HEAD + continuesAt * ROW;
    if (sides.queries === 'text' && continuesAt < queries) {
      context.moveTo(0, y);
      context.lineTo(column - 4, y);
    }
    if (sides.keys === 'text' && continuesAt < keys) {
      context.moveTo(column + LINES + 4, y);
      context.lineTo(2 * column + LINES, y);
    }
    context.stroke();
    context.setLineDash([]);
  }

  private words(context: CanvasRenderingContext2D): void {
    const { head, query, column } = this;
    const theme = currentTheme();
    context.font = `11px ${theme.fontFamily}`;
    context.textBaseline = 'middle';
    context.fillStyle = theme.muted;
    context.textAlign = 'left';
    context.fillText('looks', 0, 7);
    context.textAlign = 'right';
    context.fillText('looked at', 2 * column + LINES, 7);
    context.font = `12px ${theme.monospace}`;
    for (let row = 0; row < head.queries; row++) {
      context.fillStyle = row === query ? theme.foreground : theme.muted;
      context.fillText(glyphOf(head.queryName(row)), column - 6, HEAD + (row + 0.5) * ROW, column - 6);
    }
    context.textAlign = 'left';
    for (let key = 0; key < head.keys; key++) {
      context.fillStyle = key === this.pointedKey ? theme.foreground : theme.muted;
      context.fillText(glyphOf(head.keyName(key)), column + LINES + 6, HEAD + (key + 0.5) * ROW, column - 6);
    }
  }
}

customElements.define('head-lines', HeadLines);
