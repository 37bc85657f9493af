/**
 * The formulas of a page, typeset by the browser, each with a sentence.
 */
import { type TemplateResult, html } from 'lit';
import { THEORY_FORMULAS } from '../../src/theory/formulas/formulas';
import type { TheoryPage } from '../../src/theory/sharing';
import { drawn } from '../pictures/drawn';

/** A page’s formulas in MathML, each with its explanation. */
export function formulaList(page: TheoryPage): TemplateResult {
  return html`<section class="formulas" aria-label="Formulas">
    ${THEORY_FORMULAS[page].map(
      ({ mathml, explanation }) =>
        html`<figure class="formula">
          ${drawn(mathml)}
          <figcaption class="muted">${withIndices(explanation)}</figcaption>
        </figure>`,
    )}
  </section>`;
}

/** Words in which `v_a` stands with a lowered a. */
export function withIndices(text: string): readonly (string | TemplateResult)[] {
  return text
    .split(/_(\d+|\p{Letter})/u)
    .map((piece, index) => (index % 2 === 0 ? piece : html`<sub>${piece}</sub>`));
}
