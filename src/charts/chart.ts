/**
 * A chart over two axes: data in, a picture out.
 */
import type { Axis } from './axis';
import { AXIS_HEIGHT, axisAcross, axisUp, frameOf, tickRoom } from './frame';
import { LEGEND_ROW, legendRow, legendRows } from './legend';
import { type Mark, markSvg } from './marks';
import type { Palette } from './palette';
import { type Drawing, drawing } from './svg';
import { symbolsSvg, wordsSvg } from './words';

/** What to draw. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in this order. */
  readonly marks: readonly Mark[];
  /** Whether names and labels are symbols, in which `v_a` has an index; names that people gave are not. */
  readonly symbols?: boolean;
}

/** Half of the last tick’s words. */
const RIGHT = 22;

/** The chart: rows of the legend, the name of the axis upwards, the plot, the axis across. */
export function chartSvg(chart: Chart, palette: Palette): Drawing {
  const { width, height, x, y, marks, symbols = false } = chart;
  const words = symbols ? symbolsSvg : wordsSvg;
  const rows = legendRows(marks, width - RIGHT);
  const top = (rows.length + 1) * LEGEND_ROW + 2;
  const edges = { left: tickRoom(y), right: width - RIGHT, top, bottom: height - AXIS_HEIGHT };
  const frame = frameOf(edges, x, y);
  const content = [
    rows.map((row, index) => legendRow(row, index, palette, words)),
    words(y.label, { x: 0, y: rows.length * LEGEND_ROW + 11, fill: palette.muted }),
    axisUp(y, frame, palette),
    axisAcross(x, frame, palette, symbols),
    marks.map((mark) => markSvg(mark, frame, palette, words)),
  ];
  return drawing(width, height, content);
}
