/**
 * How a report looks: one column of text, pictures in two where there is room, light or dark as the reader
 * chooses, at first as the system is. Nothing is loaded from anywhere. It sets the variables of the palette `PAGE`, in which pictures are drawn.
 */

import { type Markup, element, html } from '../../charts/markup';
import { PAGE } from '../../charts/palette';
import { verdictColour } from '../pictures/verdictSeries';
import { VERDICT_NAMES } from '../verdicts';

/** The class of what has a verdict. */
export function verdictClass(verdict: string): string {
  return verdict.replaceAll(' ', '-');
}

/** How many shades a text has. */
const SHADES = 20;

/** The class of a character that is looked at so much, 0 to 1; a page may have no styles of its own words. */
export function shadeClass(weight: number): string {
  return `shade-${Math.round(SHADES * Math.min(1, Math.max(0, weight)))}`;
}

const shades = Array.from(
  { length: SHADES },
  (_, index) => html`.shade-${index + 1} { --weight: ${(index + 1) / SHADES}; } `,
);

const verdicts = VERDICT_NAMES.map(
  (verdict) => html`.${verdictClass(verdict)} { --colour: ${verdictColour(verdict, PAGE)}; } `,
);

const DARK = html`color-scheme: dark; --ink: #d1d7e0; --muted: #9198a1; --paper: #16191d; --line: #33393f;
--seen: #58a6ff; --series-1: #58a6ff; --series-2: #f0883e; --series-3: #3fb68b; --series-4: #d2a8ff;
--series-5: #d9a62e; --on-light: none; --on-dark: block;`;

/** Themes by the word that stands for each in the page. */
const THEMES = ['system', 'light', 'dark'] as const;

/** A choice of theme that needs no script: the style sheet sees which button is pressed. */
export function themeChoice(): Markup {
  const buttons = THEMES.map((theme) => {
    const attributes = { type: 'radio', name: 'theme', id: `theme-${theme}` };
    const button = element('input', theme === 'system' ? { ...attributes, checked: '' } : attributes);
    return html`<label>${button} ${theme}</label> `;
  });
  return html`<fieldset class="theme">
    <legend>Theme</legend>
    ${buttons}
  </fieldset>`;
}

/** A report's page with this theme chosen: that of the editor which shows it. Other pages stay as they are. */
export function withTheme(page: string, theme: 'light' | 'dark'): string {
  return page
    .replace(/(id="theme-(?:system|light|dark)") checked=""/, '$1')
    .replace(`id="theme-${theme}"`, `id="theme-${theme}" checked=""`);
}

/** The report's style sheet. */
// prettier-ignore
export const REPORT_STYLE = html`
:root {
  color-scheme: light;
  --ink: #1f2328; --muted: #656d76; --paper: #ffffff; --line: #d8dee4; --seen: #0969da;
  --series-1: #0969da; --series-2: #cf5a1c; --series-3: #1a7f5a; --series-4: #a04fb0; --series-5: #9a6700;
  --on-light: block; --on-dark: none;
}
:root:has(#theme-dark:checked) { ${DARK} }
@media (prefers-color-scheme: dark) { :root:has(#theme-system:checked) { ${DARK} } }
.theme {
  display: flex; gap: 12px; justify-content: flex-end; margin: 0; padding: 0; border: 0;
  color: var(--muted); font-size: 13px;
}
.theme legend { float: left; }
.maps .on-light { display: var(--on-light); }
.maps .on-dark { display: var(--on-dark); }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 48px 24px 96px; max-width: 1008px;
  color: var(--ink); background: var(--paper);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
}
h1 { margin: 0; font-size: 24px; font-weight: 600; letter-spacing: -0.01em; }
h2 { margin: 64px 0 4px; font-size: 17px; font-weight: 600; }
h3 { margin: 24px 0 4px; font-size: 15px; font-weight: 600; }
p { margin: 4px 0 12px; max-width: 72ch; }
.muted { color: var(--muted); }
.lead { margin: 12px 0 24px; font-size: 17px; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
svg, img { display: block; max-width: 100%; height: auto; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 432px), 1fr)); gap: 8px 48px; }
figure { margin: 16px 0; min-width: 0; }
figcaption { margin-bottom: 8px; font-weight: 600; }
figcaption span { display: block; color: var(--muted); font-weight: 400; font-size: 13px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { color: var(--muted); font-weight: 400; text-align: left; }
th, td { padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; }
.scroll { overflow-x: auto; }
.verdict { white-space: nowrap; }
.verdict::before {
  content: ''; display: inline-block; width: 9px; height: 9px; margin-right: 6px; background: var(--colour);
}
.seen { margin: 8px 0; font: 15px/1.9 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.seen span {
  padding: 3px 0;
  background: color-mix(in srgb, var(--seen) calc(var(--weight) * 85%), transparent);
}
.maps img { image-rendering: pixelated; }
details { margin: 12px 0; }
summary { cursor: pointer; color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 8px 0; font-size: 13px; }
.settings { display: block; columns: 2 320px; column-gap: 48px; }
.settings div { display: grid; grid-template-columns: 144px 1fr; gap: 16px; padding: 2px 0; break-inside: avoid; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
${shades}${verdicts}@media print { .theme { display: none; } body { padding: 0; } h2 { break-after: avoid; } figure { break-inside: avoid; } }
`;
