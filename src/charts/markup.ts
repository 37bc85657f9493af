/**
 * The one place where HTML and SVG are made of text. Whatever is put into markup is escaped, unless it is
 * markup already; and nothing else makes markup, so what somebody wrote into a file is never more than text.
 */

class EscapedMarkup {
  /** @param source as it stands in a file */
  constructor(readonly source: string) {}
}

/** HTML or SVG in which all text is escaped. Only this file makes it: the class is not to be had elsewhere. */
export type Markup = EscapedMarkup;

/** What may stand in markup: markup as it is, text and numbers escaped, lists one after the other. */
export type Content = Markup | string | number | readonly Content[];

/** Attributes of an element. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Markup as it is written, with values in it. Values may stand between elements and in attributes between
 * quotes; not in names, and not in `<style>` or `<script>`, where nothing can be escaped.
 */
export function html(written: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const [first = '', ...others] = written;
  return new EscapedMarkup(
    first + others.map((text, index) => sourceOf(values[index] ?? '') + text).join(''),
  );
}

/** One element with its content. */
export function element(name: string, attributes: Attributes, ...content: readonly Content[]): Markup {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${sourceOf(short(value))}"`);
  const inner = sourceOf(content);
  return new EscapedMarkup(
    inner === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${inner}</${name}>`,
  );
}

function sourceOf(content: Content): string {
  if (content instanceof EscapedMarkup) return content.source;
  if (typeof content === 'string' || typeof content === 'number') {
    return String(content).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
  }
  return content.map(sourceOf).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Hundredths of a pixel are plenty, and keep files small. */
function short(value: string | number): string | number {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value;
}
