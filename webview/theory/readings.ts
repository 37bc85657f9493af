/**
 * A row of named numbers.
 */
import { type TemplateResult, html } from 'lit';
import { withIndices } from './formulaList';

/** A name and what stands below it. */
export type Readout = readonly [name: string, value: string];

/** A definition list of names and numbers; `_` in either becomes an index. */
export function readings(list: readonly Readout[]): TemplateResult {
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
