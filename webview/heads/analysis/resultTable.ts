/**
 * A table of results on the page.
 */
import { type TemplateResult, html } from 'lit';
import { type Table, cellText, heading } from '../../../src/charts/table';

/** A table that can be scrolled by keyboard; `label` is its name for screen readers. */
export function resultTable({ columns, rows }: Table, label: string): TemplateResult {
  return html`<div class="result-table" role="region" aria-label=${label} tabindex="0">
    <table class="numbers">
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${heading(column)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(
                (column, index) =>
                  html`<td class=${typeof row[index] === 'string' ? '' : 'numeric'}>
                    ${cellText(row[index] ?? null, column)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
