/**
 * The one place where markup that is already written gets into the page. All its text is escaped: see
 * `src/pictures/markup.ts`.
 */
import type { DirectiveResult } from 'lit/directive.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import type { Markup } from '../../src/charts/markup';

/** A whole picture or formula. */
export function drawn({ source }: Markup): DirectiveResult {
  return unsafeHTML(source);
}

/** Parts of a picture, inside an `<svg>` of the page. */
export function drawnParts({ source }: Markup): DirectiveResult {
  return unsafeSVG(source);
}
