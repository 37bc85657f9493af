/**
 * The one row of controls above the grid: what it shows, over what, in which order, and what stands below.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { HeadsView } from '../../../src/protocol/panel';
import { HEAD_SCORE_MEANINGS } from '../../../src/protocol/headScores';
import { type Choice, dropdown } from '../../controls/controls';
import type { PanelState } from '../../panelState';
import type { HeadSection } from '../../preferences';
import type { HeadAnalysis } from './headAnalysis';
import { COLOUR_CHOICES } from './headColours';
import { progressOf } from './progress';

const SECTION_CHOICES: readonly Choice<HeadSection>[] = [
  { value: 'none', label: 'nothing more' },
  { value: 'silencing', label: 'silencing' },
  { value: 'rollout', label: 'rollout and flow' },
  { value: 'logits', label: 'logit of the answer' },
  { value: 'overTime', label: 'score over training' },
  { value: 'facts', label: 'facts over training' },
];

/** See the header. */
export function analysisControls(state: PanelState, view: HeadsView, analysis: HeadAnalysis): TemplateResult {
  const { headColour, headOver, headOrder, headSection } = state.preferences;
  const isScore = headColour !== 'maps' && headColour !== 'effect';
  const over = [
    { value: 'line', label: 'this line' },
    { value: 'file', label: `all of ${view.source.file}` },
  ] as const;
  const order = [
    { value: 'place', label: 'in place' },
    { value: 'score', label: 'highest first' },
  ] as const;
  return html`<div class="controls analysis-controls">
    <label class="control"
      >colour by
      ${dropdown('Colour by', COLOUR_CHOICES, headColour, (chosen) => {
        state.prefer({ headColour: chosen });
        if (chosen === 'effect' && !analysis.found('silencingTable'))
          analysis.ask({ what: 'silencingTable' });
        else wantScores(state, analysis);
      })}</label
    >
    ${
      isScore && view.mask >= 0
        ? dropdown('Over', over, headOver, (chosen) => {
            state.prefer({ headOver: chosen });
            wantScores(state, analysis);
          })
        : nothing
    }
    ${
      headColour === 'maps'
        ? nothing
        : dropdown('Order', order, headOrder, (chosen) => {
            state.prefer({ headOrder: chosen });
          })
    }
    <label class="control"
      >below
      ${dropdown('Below', SECTION_CHOICES, headSection, (chosen) => {
        state.prefer({ headSection: chosen });
      })}</label
    >
    ${isScore ? html`<span class="muted">${HEAD_SCORE_MEANINGS[headColour].meaning}</span>` : nothing}
    ${isScore && headOver === 'file' ? progressOf(analysis, 'scores') : nothing}
    ${headColour === 'effect' ? progressOf(analysis, 'silencingTable') : nothing}
  </div>`;
}

function wantScores({ preferences }: PanelState, analysis: HeadAnalysis): void {
  const { headColour, headOver } = preferences;
  const isScore = headColour !== 'maps' && headColour !== 'effect';
  if (isScore && headOver === 'file' && !analysis.found('scores')) analysis.ask({ what: 'scores' });
}
