/**
 * What the grid shows, over what and in which order; and which analysis stands below it.
 */
import { type TemplateResult, html, nothing } from 'lit';
import {
  HEAD_SECTIONS,
  HEAD_SECTION_NAMES,
  type HeadRequest,
  SCORE_SOURCES,
  type ScoreSource,
} from '../../../src/heads/kinds';
import { fileInWords } from '../../../src/heads/textSource';
import { type DropdownOption, labelledDropdown } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import type { HeadColour, HeadOrder, HeadSection, Preferences } from '../../frame/preferences';
import { COLOUR_CHOICES, type GridNumbers, chanceInWords, followedScores } from './headColours';
import { progressOf } from './progress';

const SECTION_CHOICES: readonly DropdownOption<HeadSection>[] = [
  { value: 'none', label: 'nothing' },
  ...HEAD_SECTION_NAMES.map((value) => ({ value, label: HEAD_SECTIONS[value] })),
];

const ORDER_CHOICES: readonly DropdownOption<HeadOrder>[] = [
  { value: 'place', label: 'in place' },
  { value: 'score', label: 'highest first' },
  { value: 'highest', label: 'highest eight' },
];

/** What the grid shows, over what, in which order; and how far the answer is that this needs. */
export function showControls(call: GridNumbers): TemplateResult {
  const { state, analysis } = call;
  const { headColour, headOrder } = state.preferences;
  const needed = followedScores(call) ? undefined : questionFor(state.preferences);
  return html`${labelledDropdown('Show', COLOUR_CHOICES, headColour, (chosen) => {
      state.prefer({ headColour: chosen });
      want(call);
    })}
    ${isScore(headColour) ? overControl(call) : nothing}
    ${
      headColour === 'maps'
        ? nothing
        : labelledDropdown('Order', ORDER_CHOICES, headOrder, (chosen) => {
            state.prefer({ headOrder: chosen });
          })
    }
    <span class="muted numeric">${chanceInWords(call) ?? nothing}</span>
    ${needed ? progressOf(analysis, needed.what) : nothing}`;
}

/** Which analysis stands below the grid. */
export function analyseControl(state: PanelState): TemplateResult {
  return html`<div class="controls analyse">
    ${labelledDropdown('Analyse', SECTION_CHOICES, state.preferences.headSection, (chosen) => {
      state.prefer({ headSection: chosen });
    })}
  </div>`;
}

function overControl(call: GridNumbers): TemplateResult {
  const { state, view } = call;
  const file = { value: 'file', label: `all of ${fileInWords(view.source)}` } as const;
  const over: readonly DropdownOption<ScoreSource>[] = [
    { value: 'line', label: 'this line' },
    ...(view.question ? [file] : []),
    { value: 'repeated', label: `repeated random ${view.model.unit}` },
  ];
  return labelledDropdown('Over', over, state.preferences.headOver, (chosen) => {
    state.prefer({ headOver: chosen });
    want(call);
  });
}

function isScore(colour: HeadColour): boolean {
  return colour !== 'maps' && colour !== 'effect' && colour !== 'carries';
}

/** What must be asked before the grid can be coloured so. */
function questionFor({ headColour, headOver }: Preferences): HeadRequest | undefined {
  if (headColour === 'effect') return { what: 'silencingTable' };
  if (headColour === 'carries') return { what: 'patching', region: 'answer' };
  const name = isScore(headColour) ? SCORE_SOURCES[headOver] : undefined;
  return name === undefined ? undefined : { what: name };
}

/** What the run has written down itself need not be asked. */
function want(call: GridNumbers): void {
  const { state, analysis } = call;
  const question = followedScores(call) ? undefined : questionFor(state.preferences);
  if (question && !analysis.found(question.what) && !analysis.waiting(question.what)) analysis.ask(question);
}
