/**
 * The frame that all sections below the grid share: a title, what it says, what can be taken away.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { PictureStyle } from '../../../src/heads/pictures/pictureStyle';
import type { HeadQuestion } from '../../../src/heads/headAnalysis';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { button } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import { pictureActions } from '../../frame/pictureActions';
import { currentTheme } from '../../frame/theme';
import type { HeadAnalysis } from './headAnalysis';
import { progressOf } from './progress';
import type { Markup } from '../../../src/charts/markup';
import { drawn } from '../../pictures/drawn';

/** What a section is drawn from. */
export interface SectionCall {
  readonly state: PanelState;
  readonly view: HeadsView;
  readonly analysis: HeadAnalysis;
}

/** What a section shows. */
export interface SectionContent {
  readonly title: string;
  /** One sentence: what it says. */
  readonly says: string;
  /** File name without ending. */
  readonly name: string;
  readonly svg?: (style?: PictureStyle) => Markup;
  readonly csv: () => string;
  readonly json: unknown;
}

/** The frame that all sections share. */
export function section(
  { state }: SectionCall,
  { title, says, name, svg, csv, json }: SectionContent,
  content: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const picture = {
    name,
    csv,
    json: () => JSON.stringify(json),
    ...(svg ? { svg: () => svg().source } : {}),
  };
  return html`<section class="analysis" aria-label=${title}>
    <div class="picture-head">
      <h2>${title}</h2>
      <span class="readout">${says}</span>
      ${pictureActions(state, picture)}
    </div>
    ${svg ? html`<div class="analysis-picture">${drawn(svg(pageStyle()))}</div>` : nothing} ${content}
  </section>`;
}

/** A section that has nothing to show yet. */
export function emptySection(title: string, content: unknown): TemplateResult {
  return html`<section class="analysis" aria-label=${title}>
    <div class="picture-head"><h2>${title}</h2></div>
    ${content}
  </section>`;
}

/** The page's colours, and its width without its padding. */
function pageStyle(): PictureStyle {
  const { background, series } = currentTheme();
  const [up, down] = series;
  const room = document.body.clientWidth - 36;
  return { background, room, series: [up?.colour ?? 'currentColor', down?.colour ?? 'currentColor'] };
}

/** What to do where no file of questions is open. */
export function needsFile(): TemplateResult {
  return html`<p class="muted">Open a .tsv file of questions with answers: this takes a whole file.</p>`;
}

/** The button that asks about the whole file, or how far that is. */
export function askForFile(
  { analysis, view }: SectionCall,
  what: 'overTime' | 'timeline' | 'silencingTable',
  label: string,
): TemplateResult {
  if (view.mask < 0) return needsFile();
  const begin = button(`${label}: ${view.source.file}`, () => {
    analysis.ask({ what } satisfies HeadQuestion);
  });
  return html`<p class="controls">
    ${analysis.waiting(what) ? nothing : begin} ${progressOf(analysis, what)}
  </p>`;
}
