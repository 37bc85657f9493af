/**
 * Pictures as SVG. Their elements are made in `markup.ts`.
 */
import { type Attributes, type Content, type Markup, element } from './markup';

/** A whole picture. */
export interface Drawing {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** An `<svg>`; its `source` is a file’s content. */
  readonly markup: Markup;
}

/** A whole picture of a size in pixels. */
export function drawing(
  width: number,
  height: number,
  content: Content,
  attributes: Attributes = {},
): Drawing {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const all = { xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': 'system-ui, sans-serif' };
  return { width, height, markup: element('svg', { ...attributes, ...all }, content) };
}

/** Corners as an SVG attribute. Tenths of a pixel are plenty, and the same on every machine. */
export function cornerList(corners: readonly (readonly [x: number, y: number])[]): string {
  return corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}
