/**
 * A field for a question of one's own, asked in place of the line under the cursor; and the answer to it.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ModelAnswer } from '../../src/processes/panelMessages';
import { button } from '../frame/controls';
import { percent } from '../../src/numbers/formats';
import type { PanelState } from '../frame/panelState';

/** The field and its answer. Enter asks; Escape, or nothing in the field, goes back to the line under the cursor. */
export function questionField(state: PanelState): TemplateResult {
  const { question } = state.selection;
  const ask = (text: string) => {
    const trimmed = text.trim();
    if (trimmed !== (question ?? '')) state.select({ question: trimmed === '' ? undefined : trimmed });
  };
  const changed = (event: Event) => {
    // Sound: the event comes from the input below.
    ask((event.target as HTMLInputElement).value);
  };
  const letGo = (event: KeyboardEvent) => {
    if (event.key === 'Escape') ask('');
  };
  return html`<div class="question-field">
    <label
      >Ask
      <input
        type="text"
        class="text-field"
        placeholder="a question of your own"
        .value=${live(question ?? '')}
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
