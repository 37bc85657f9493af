/**
 * Why there is nothing to show, at the place where it would stand; with a way to the log where that says more.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { Refusal } from '../../src/processes/panelMessages';
import { button } from './controls';
import type { PanelState } from './panelState';

/** The reason, as a page of its own (`empty`) or as a line among others (`muted`). */
export function refused(
  state: PanelState,
  { reason, logged }: Refusal,
  style: 'empty' | 'muted',
): TemplateResult {
  const showLog = () => {
    state.command('showLog');
  };
  return html`<div class=${style} role="status">
    <p>${reason}</p>
    ${logged ? button('Show log', showLog) : nothing}
  </div>`;
}
