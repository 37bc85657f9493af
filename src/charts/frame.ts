/**
 * The frame of a chart: where its plot lies, and both axes with their ticks and names.
 */
import { type Axis, shareOf, tickText, ticksOf } from './axis';
import { type Content, element } from './markup';
import type { Palette } from './palette';
import { LETTER, symbolsSvg, wordsSvg } from './words';

/** Where things stand on a picture, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The frame between these edges. */
export function frameOf(
  { left, right, top, bottom }: Pick<Frame, 'left' | 'right' | 'top' | 'bottom'>,
  x: Axis,
  y: Axis,
): Frame {
  return {
    ...{ left, right, top, bottom },
    x: (value) => left + (right - left) * shareOf(x, value),
    y: (value) => bottom - (bottom - top) * shareOf(y, value),
  };
}

/** Pixels that an axis across needs below its plot: a row of ticks, and its name. */
export const AXIS_HEIGHT = 38;

/** Ticks nearer to each other than this many pixels would run together. */
const TICK_WIDTH = 48;

/** An axis across: its ticks below the line at `bottom`, and its name at the right. */
export function axisAcross(
  axis: Axis,
  { left, right, bottom }: Pick<Frame, 'left' | 'right' | 'bottom'>,
  palette: Palette,
  symbols = false,
): Content {
  const text = { fill: palette.muted };
  const most = Math.max(1, Math.floor((right - left) / TICK_WIDTH));
  const ticks = ticksOf(axis, Math.min(5, most)).map((value) => {
    const x = left + (right - left) * shareOf(axis, value);
    const words = axis.names?.[value] ?? tickText(value, axis.form);
    return wordsSvg(words, { ...text, x, y: bottom + 14, 'text-anchor': 'middle' });
  });
  const name = symbols ? symbolsSvg : wordsSvg;
  return [ticks, name(axis.label, { ...text, x: right, y: bottom + 30, 'text-anchor': 'end' })];
}

/** A thin line for each tick of an axis upwards, stronger at zero, its words at the left. */
export function axisUp(axis: Axis, { left, right, y }: Frame, palette: Palette): Content {
  return ticksOf(axis).map((value) => {
    const at = y(value);
    const line = { x1: left, x2: right, y1: at, y2: at };
    const stroke = value === 0 ? palette.muted : palette.line;
    const words = { x: left - 5, y: at + 4, fill: palette.muted, 'text-anchor': 'end' };
    return [element('line', { ...line, stroke }), wordsSvg(tickText(value, axis.form), words)];
  });
}

/** Pixels that the ticks of an axis upwards need at its left. */
export function tickRoom(axis: Axis): number {
  const longest = Math.max(0, ...ticksOf(axis).map((value) => tickText(value, axis.form).length));
  return Math.max(34, LETTER * longest + 10);
}
