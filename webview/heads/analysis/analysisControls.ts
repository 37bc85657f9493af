/**
 * The one row of controls above the grid: what it shows, over what, in which order, and what stands below.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { HEAD_SECTIONS, HEAD_SECTION_NAMES, type HeadRequest } from '../../../src/heads/kinds';
import { fileInWords } from '../../../src/heads/textSource';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { type Choice, dropdown } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import type { HeadColour, HeadOrder, HeadSection, Preferences } from '../../frame/preferences';
import type { HeadAnalysis } from './headAnalysis';
import { COLOUR_CHOICES } from './headColours';
import { progressOf } from './progress';

const SECTION_CHOICES: readonly Choice<HeadSection>[] = [
  { value: 'none', label: 'nothing more' },
  ...HEAD_SECTION_NAMES.map((value) => ({ value, label: HEAD_SECTIONS[value] })),
];

const ORDER_CHOICES: readonly Choice<HeadOrder>[] = [
  { value: 'place', label: 'in place' },
  { value: 'score', label: 'highest first' },
  { value: 'highest', label: 'highest eight' },
];

/** See the header. */
export function analysisControls(state: PanelState, view: HeadsView, analysis: HeadAnalysis): TemplateResult {
  const { headColour, headOrder, headSection } = state.preferences;
  const needed = questionFor(state.preferences);
  return html`<div class="controls analysis-controls">
    <label class="control"
      >colour by
      ${dropdown('Colour by', COLOUR_CHOICES, headColour, (chosen) => {
        state.prefer({ headColour: chosen });
        want(state, analysis);
      })}</label
    >
    ${isScore(headColour) && view.mask >= 0 ? overControl(state, view, analysis) : nothing}
    ${
      headColour === 'maps'
        ? nothing
        : dropdown('Order', ORDER_CHOICES, headOrder, (chosen) => {
            state.prefer({ headOrder: chosen });
          })
    }
    <label class="control"
      >below
      ${dropdown('Below', SECTION_CHOICES, headSection, (chosen) => {
        state.prefer({ headSection: chosen });
      })}</label
    >
    ${needed ? progressOf(analysis, needed.what) : nothing}
  </div>`;
}

function overControl(state: PanelState, view: HeadsView, analysis: HeadAnalysis): TemplateResult {
  const over = [
    { value: 'line', label: 'this line' },
    { value: 'file', label: `all of ${fileInWords(view.source)}` },
  ] as const;
  return dropdown('Over', over, state.preferences.headOver, (chosen) => {
    state.prefer({ headOver: chosen });
    want(state, analysis);
  });
}

function isScore(colour: HeadColour): boolean {
  return colour !== 'maps' && colour !== 'effect' && colour !== 'carries';
}

/** What must be asked before the grid can be coloured so. */
function questionFor({ headColour, headOver }: Preferences): HeadRequest | undefined {
  if (headColour === 'effect') return { what: 'silencingTable' };
  if (headColour === 'carries') return { what: 'patching', region: 'answer' };
  return isScore(headColour) && headOver === 'file' ? { what: 'scores' } : undefined;
}

function want({ preferences }: PanelState, analysis: HeadAnalysis): void {
  const question = questionFor(preferences);
  if (question && !analysis.found(question.what) && !analysis.waiting(question.what)) analysis.ask(question);
}
