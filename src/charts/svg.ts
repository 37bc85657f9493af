/**
 * Pictures as SVG. Their elements are made in `markup.ts`.
 */
import { type Attributes, type Content, element, type Markup } from './markup';

/** A whole picture; its `source` is a file’s content. */
export function svgDocument(
  width: number,
  height: number,
  content: Content,
  attributes: Attributes = {},
): Markup {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const all = { xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': 'system-ui, sans-serif' };
  return element('svg', { ...attributes, ...all }, content);
}
