/**
 * The frame that all sections below the grid share: a title, what it says, what can be taken away.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { figure } from '../../../src/charts/figure';
import { PAPER, type Palette } from '../../../src/charts/palette';
import type { Drawing } from '../../../src/charts/svg';
import { countedFromOne } from '../../../src/heads/headNumbers';
import { ANALYSES, type HeadRequest } from '../../../src/heads/kinds';
import { fileInWords } from '../../../src/heads/textSource';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { button } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import { pictureActions } from '../../frame/pictureActions';
import { currentTheme } from '../../frame/theme';
import type { HeadAnalysis } from './headAnalysis';
import { progressOf } from './progress';
import { sourceOf } from '../pictureSource';
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
  /** At most `room` pixels wide. */
  readonly draw?: (palette: Palette, room?: number) => Drawing;
  readonly csv: () => string;
  readonly json: unknown;
}

/** The frame that all sections share. */
export function section(
  { state, view }: SectionCall,
  { title, says, name, draw, csv, json }: SectionContent,
  content: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const picture = {
    name,
    csv,
    json: () => JSON.stringify(countedFromOne(json)),
    ...(draw ? { svg: () => figure(draw(PAPER), { title, caption: `${says}. ${sourceOf(view)}` }) } : {}),
  };
  return html`<section class="analysis" aria-label=${title}>
    <div class="picture-head">
      <h2>${title}</h2>
      <span class="readout">${says}</span>
      ${pictureActions(state, picture)}
    </div>
    ${draw ? html`<div class="analysis-picture">${drawn(draw(currentTheme(), pageRoom()).markup)}</div>` : nothing}
    ${content}
  </section>`;
}

/** A section that has nothing to show yet. */
export function emptySection(title: string, content: unknown): TemplateResult {
  return html`<section class="analysis" aria-label=${title}>
    <div class="picture-head"><h2>${title}</h2></div>
    ${content}
  </section>`;
}

/** The page's width without its padding. */
function pageRoom(): number {
  return document.body.clientWidth - 36;
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
  if (view.model.opened && ANALYSES[what].scope === 'run')
    return html`<p class="muted">Only a run has checkpoints to look back at; this model has one state.</p>`;
  if (!view.question) return needsFile();
  const begin = button(`${label}: ${fileInWords(view.source)}`, () => {
    analysis.ask({ what } satisfies HeadRequest);
  });
  return html`<p class="controls">
    ${analysis.waiting(what) ? nothing : begin} ${progressOf(analysis, what)}
  </p>`;
}
