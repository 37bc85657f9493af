/**
 * Writing SVG as text.
 */

/** Attributes of an element. */
export type SvgAttributes = Readonly<Record<string, string | number>>;

/** One element with its content. Attribute values are escaped; `content` is taken as it is. */
export function element(name: string, attributes: SvgAttributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(short(value))}"`);
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

/** Text that stands in the picture as it is written. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A whole picture. */
export function svgDocument(width: number, height: number, content: string): string {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': 'system-ui, sans-serif' },
    content,
  );
}

/** Hundredths of a pixel are plenty, and keep files small. */
function short(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}
