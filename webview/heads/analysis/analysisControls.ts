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
import { wholeNumber } from '../../../src/numbers/formats';
import { type DropdownOption, button, labelledDropdown } from '../../frame/controls';
import type { PanelState } from '../../frame/panelState';
import type { HeadColour, HeadOrder, HeadSection } from '../../frame/preferences';
import { COLOUR_CHOICES, type GridNumbers, chanceInWords, followedScores } from './headColours';
import { HeadAnalysis } from './headAnalysis';
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
  const needed = questionFor(call);
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
    ${needed ? missingNumbers(call, needed) : nothing} ${needed ? progressOf(analysis, needed.what) : nothing}`;
}

/**
 * How to get numbers that are missing, as when another file was opened since they were asked for, or that are of other
 * weights than those that are shown. Where they were refused, the reason stands in this place.
 */
function missingNumbers({ analysis, view }: GridNumbers, question: GridQuestion) {
  const { what } = question;
  const found = analysis.found(what);
  if (found ? found.step === view.step : analysis.problem(what)) return nothing;
  const ask = button(found ? 'Ask again' : 'Compute', () => {
    analysis.ask(question);
  });
  return html`${
    found
      ? html`<span class="muted numeric older">numbers of step ${wholeNumber(found.step)}</span>`
      : nothing
  }
  ${analysis.waiting(what) ? nothing : ask}`;
}

/** Which analysis stands below the grid. */
export function analyseControl(state: PanelState): TemplateResult {
  return html`<div class="controls analyse">
    ${labelledDropdown('Analyse', SECTION_CHOICES, state.preferences.headSection, (chosen) => {
      HeadAnalysis.of(state).forgetCancelled();
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

/** What the grid's numbers may have to be asked for. */
type GridQuestion = Extract<
  HeadRequest,
  { readonly what: 'silencingTable' | 'patching' | 'scores' | 'repeatedScores' }
>;

/** What must be asked before the grid can be coloured so. What the run has written down itself need not be. */
function questionFor(call: GridNumbers): GridQuestion | undefined {
  const { headColour, headOver } = call.state.preferences;
  if (followedScores(call)) return undefined;
  if (headColour === 'effect') return { what: 'silencingTable' };
  if (headColour === 'carries')
    return { what: 'patching', region: call.analysis.found('patching')?.region ?? 'answer' };
  const name = isScore(headColour) ? SCORE_SOURCES[headOver] : undefined;
  return name === undefined ? undefined : { what: name };
}

function want(call: GridNumbers): void {
  const { analysis } = call;
  const question = questionFor(call);
  if (question && !analysis.found(question.what) && !analysis.waiting(question.what)) analysis.ask(question);
}
