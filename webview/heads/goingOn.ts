/**
 * How a model that was opened goes on with the line or with what is typed, and what it says.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { percent, threeDigits } from '../../src/numbers/formats';
import { FIRST_GOING_ON, type GoingOn } from '../../src/processes/openedByPath';
import type { HeadsView } from '../../src/processes/panelMessages';
import { type DropdownOption, labelledDropdown, numberField } from '../frame/controls';
import type { PanelState } from '../frame/panelState';

const WAYS: readonly DropdownOption<'greedy' | 'sampled'>[] = [
  { value: 'greedy', label: 'the most probable' },
  { value: 'sampled', label: 'at random' },
];

/** The settings; those of chance only where chance has a say. */
export function goingOnControls(state: PanelState): TemplateResult {
  const { goOn = FIRST_GOING_ON } = state.selection;
  const change = (changed: Partial<GoingOn>) => {
    state.select({ goOn: { ...goOn, ...changed } });
  };
  const isSampled = goOn.temperature > 0;
  return html`<div class="going-on">
    ${numberField(
      'Tokens',
      { least: 0, most: 500, step: 1 },
      goOn.tokens,
      (tokens = FIRST_GOING_ON.tokens) => {
        change({ tokens });
      },
    )}
    ${labelledDropdown('Next token', WAYS, isSampled ? 'sampled' : 'greedy', (way) => {
      change({ temperature: way === 'sampled' ? 1 : 0 });
    })}
    ${isSampled ? chanceControls(state, goOn, change) : nothing}
  </div>`;
}

function chanceControls(
  state: PanelState,
  goOn: GoingOn,
  change: (changed: Partial<GoingOn>) => void,
): TemplateResult {
  const { topK, topP, ...others } = goOn;
  const all = 'all';
  return html`${numberField(
    'Temperature',
    { least: 0.01, most: 10, step: 0.01 },
    goOn.temperature,
    (temperature = 1) => {
      change({ temperature });
    },
  )}
  ${numberField('Top-k', { least: 1, most: 1_000_000, step: 1, placeholder: all }, topK, (chosen) => {
    state.select({ goOn: { ...others, ...bounds(chosen, topP) } });
  })}
  ${numberField('Top-p', { least: 0.001, most: 1, step: 0.001, placeholder: all }, topP, (chosen) => {
    state.select({ goOn: { ...others, ...bounds(topK, chosen) } });
  })}
  ${numberField('Seed', { least: 0, most: 1_000_000_000, step: 1 }, goOn.seed, (seed = 0) => {
    change({ seed });
  })}`;
}

function bounds(topK: number | undefined, topP: number | undefined): Partial<GoingOn> {
  return { ...(topK === undefined ? {} : { topK }), ...(topP === undefined ? {} : { topP }) };
}

/** What the model says: an answer with its probability, or how the text goes on, with its perplexity. */
export function saidInWords({ answer, question, mask }: HeadsView): TemplateResult | typeof nothing {
  if (mask < 0) return nothing;
  if (!answer) return html`<p class="said muted">…</p>`;
  const { text, probability, perplexity } = answer;
  if (text === '') return html`<p class="said muted">The model says nothing more.</p>`;
  const sure = question
    ? `with probability ${percent(probability)}`
    : `perplexity ${threeDigits(perplexity)}`;
  return html`<p class="said">
    <span class="muted">${question ? 'answers' : 'goes on'}</span>
    <output class="model-answer">“${text}”</output> <span class="muted numeric">${sure}</span>
  </p>`;
}
