/**
 * The line above all pages where a model is shown that was opened by its path: what it is, and what can be done
 * with it.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { shortNumber, wholeNumber } from '../../src/numbers/formats';
import type { PanelCommand } from '../../src/processes/fromPanel';
import type { ListedModel } from '../../src/processes/openedByPath';
import type { ModelFacts } from '../../src/processes/panelMessages';
import { button, menu } from './controls';
import type { PanelState } from './panelState';

/** Name, sizes and actions of a model that was opened by its path. */
export function modelHeader(state: PanelState, { path }: ListedModel): TemplateResult {
  const facts = state.heads?.run === path ? state.heads.model : undefined;
  const command = (name: PanelCommand) => () => {
    state.command(name, path);
  };
  return html`${facts ? factsInWords(facts) : nothing}
    <span class="run-actions">
      ${button('Evaluate…', command('evaluate'))} ${button('Close model', command('closeModel'))}
      ${menu('More about this model', [
        { label: 'Open folder', onChoose: command('openFolder') },
        { label: 'Open another model…', onChoose: command('openModel') },
      ])}
    </span>`;
}

/** `124M parameters  gpt2, 12 layers of 12 heads, width 768`. */
function factsInWords({
  parameters,
  variant,
  layers,
  heads,
  keyValueHeads,
  width,
  contextLength,
}: ModelFacts) {
  const grouped = keyValueHeads === heads ? '' : ` on ${keyValueHeads} key-value heads`;
  return html`<b class="numeric">${shortNumber(parameters)}</b>
    <span class="muted"
      >parameters · ${variant}, ${layers} layers of ${heads} heads${grouped}, width ${wholeNumber(width)},
      reads ${wholeNumber(contextLength - 1)} tokens</span
    >`;
}
