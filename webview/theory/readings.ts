/**
 * A row of named numbers.
 */
import { type TemplateResult, html } from 'lit';
import { withIndices } from './formulaList';

/** A name and what stands below it. */
export type Reading = readonly [name: string, value: string];

/** See the header. */
export function readings(list: readonly Reading[]): TemplateResult {
  return html`<dl class="readouts theory-readings">
    ${list.map(
      ([name, value]) =>
        html`<div>
          <dt>${withIndices(name)}</dt>
          <dd class="numeric">${withIndices(value)}</dd>
        </div>`,
    )}
  </dl>`;
}
