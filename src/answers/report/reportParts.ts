/**
 * The parts that reports are made of, as HTML, and the page around them.
 */
import { createHash } from 'node:crypto';
import { type Content, element, html, type Markup } from '../../charts/markup';

/** A picture with its title and a sentence on how to read it. */
export function figure(title: string, words: string, picture: Markup): Markup {
  return html`<figure>
    <figcaption>${title}<span>${words}</span></figcaption>
    ${picture}
  </figure>`;
}

/** Two pictures side by side where there is room. */
export function pair(...figures: readonly Markup[]): Markup {
  return html`<div class="pair">${figures}</div>`;
}

/** A table; columns named in `numbers` are set right. */
export function table(
  head: readonly Content[],
  rows: readonly (readonly Content[])[],
  numbers: readonly number[] = [],
): Markup {
  const style = (column: number) => (numbers.includes(column) ? 'number' : 'words');
  const headings = head.map((text, column) => html`<th class="${style(column)}">${text}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${row.map((text, column) => html`<td class="${style(column)}">${text}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        ${headings}
      </tr>
      ${lines}
    </table>
  </div>`;
}

/** What a page is made of. */
export interface ReportDocument {
  readonly title: string;
  /** A style sheet. */
  readonly style: Markup;
  readonly body: readonly Content[];
}

/**
 * A whole page as a file’s content. It may do nothing but show itself: no script, nothing from elsewhere, no
 * style but its own, pictures only from within.
 */
export function reportDocument({ title, style, body }: ReportDocument): string {
  const hash = createHash('sha256').update(style.source).digest('base64');
  const policy = [
    `default-src 'none'`,
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="viewport" content="width=device-width" />
      <title>${title} – Attention Lab</title>
      ${element('style', {}, style)}
      <body>
        ${body}
      </body>
    </html> `.source;
}
