/**
 * The parts that a report's sections are made of, as HTML.
 */
import { escapeText } from '../../charts/svg';

/** A picture with its title and a sentence on how to read it. */
export function figure(title: string, words: string, picture: string): string {
  const caption = `<figcaption>${escapeText(title)}<span>${escapeText(words)}</span></figcaption>`;
  return `<figure>${caption}${picture}</figure>`;
}

/** Two pictures side by side where there is room. */
export function pair(...figures: readonly string[]): string {
  return `<div class="pair">${figures.join('')}</div>`;
}

/** A table; columns named in `numbers` are set right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const cell = (tag: 'td' | 'th') => (text: string, column: number) =>
    `<${tag}${numbers.includes(column) ? ' class="number"' : ''}>${text}</${tag}>`;
  const line = (cells: readonly string[], tag: 'td' | 'th') => `<tr>${cells.map(cell(tag)).join('')}</tr>`;
  return `<div class="scroll"><table>${line(head, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table></div>`;
}
