/**
 * A field for a question of one's own, or a text to go on with, in place of the line under the cursor; and the
 * answer to it.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { ModelAnswer } from '../../src/processes/panelMessages';
import { type DropdownOption, button, dropdown } from '../frame/controls';
import { LONGEST_QUESTION } from '../../src/processes/panelSelection';
import { percent } from '../../src/numbers/formats';
import type { PanelState } from '../frame/panelState';

const WAYS: readonly DropdownOption<'text' | 'question'>[] = [
  { value: 'text', label: 'Go on with' },
  { value: 'question', label: 'Ask' },
];

/** What is done with what is typed: a model that was opened may go on with it. */
function way(state: PanelState): TemplateResult {
  const asks = state.selection.asks === true;
  return dropdown('What to do with the text', WAYS, asks ? 'question' : 'text', (chosen) => {
    state.select({ asks: chosen === 'question' });
  });
}

/** The field and its answer. Enter asks; Escape, or nothing in the field, goes back to the line under the cursor. */
export function questionField(state: PanelState): TemplateResult {
  const { question, asks } = state.selection;
  const isText = state.shownModel !== undefined && asks !== true;
  const ask = (text: string) => {
    const trimmed = text.trim();
    if (trimmed !== (question ?? '')) state.select({ question: trimmed === '' ? undefined : trimmed });
  };
  const take = (input: HTMLInputElement, text: string) => {
    ask(text);
    // Where nothing changes by it, nobody else writes into the field.
    input.value = state.selection.question ?? '';
  };
  const changed = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) take(target, target.value);
  };
  const letGo = ({ key, target }: KeyboardEvent) => {
    if (key === 'Escape' && target instanceof HTMLInputElement) take(target, '');
  };
  return html`<div class="question-field">
    ${state.shownModel ? way(state) : nothing}
    <label
      >${state.shownModel ? nothing : 'Ask'}
      <input
        type="text"
        class="text-field"
        maxlength=${LONGEST_QUESTION}
        aria-label=${state.shownModel ? (isText ? 'Text to go on with' : 'Question') : nothing}
        placeholder=${isText ? 'a text of your own' : 'a question of your own'}
        .value=${question ?? ''}
        @change=${changed}
        @keydown=${letGo}
    /></label>
    ${
      question === undefined
        ? nothing
        : button('Back to the file', () => {
            ask('');
          })
    }
  </div>`;
}

/** `“Lebanon”, 62.0 %`: the answer first. */
export function answerInWords({ text, probability }: ModelAnswer): TemplateResult {
  return html`<output class="model-answer">“${text}”</output>, with probability ${percent(probability)} ·`;
}
