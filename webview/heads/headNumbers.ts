/**
 * What one token looks at, as numbers: for eyes, for screen readers, and for copying.
 */
import { type TemplateResult, html } from 'lit';
import { csvText } from '../../src/charts/csv';
import { fixed } from '../../src/numbers/formats';
import { glyphOf } from '../../src/heads/glyphs';
import type { ShownHead } from './shownHead';

const MOST_ROWS = 16;

/** The strongest weights of a query, strongest first. */
export function headNumbers(head: ShownHead, query: number): TemplateResult {
  const keys = Array.from({ length: head.keys }, (_, key) => ({ key, weight: head.weight(query, key) }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  const rest = keys.slice(MOST_ROWS).reduce((sum, { weight }) => sum + weight, 0);
  return html`<table class="numbers">
    <caption>
      What ‘${glyphOf(head.queryName(query))}’ (${query + 1}) looks at
    </caption>
    <thead>
      <tr>
        <th scope="col">token</th>
        <th scope="col">place</th>
        <th scope="col">weight</th>
      </tr>
    </thead>
    <tbody>
      ${keys.slice(0, MOST_ROWS).map(
        ({ key, weight }) =>
          html`<tr>
            <td>‘${glyphOf(head.keyName(key))}’</td>
            <td class="numeric">${key + 1}</td>
            <td class="numeric">${fixed(weight, 3)}</td>
          </tr>`,
      )}
      <tr>
        <td>all others</td>
        <td></td>
        <td class="numeric">${fixed(rest, 3)}</td>
      </tr>
    </tbody>
  </table>`;
}

/** All weights of a head, a line for each query. */
export function headCsv(head: ShownHead): string {
  const keys = Array.from({ length: head.keys }, (_, key) => key);
  const rows = Array.from({ length: head.queries }, (_, query) => [
    head.queryName(query),
    ...keys.map((key) => Number(head.weight(query, key).toPrecision(6))),
  ]);
  return csvText(['query', ...keys.map((key) => head.keyName(key))], rows);
}
