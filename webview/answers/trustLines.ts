/**
 * Every answer with its verdict; opened, why.
 */
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { TrustLine } from '../../src/answers/trust';
import type { Verdict } from '../../src/answers/verdicts';
import { button } from '../frame/controls';
import { percent } from '../../src/numbers/formats';
import { LightElement } from '../frame/pageElement';

/** More lines than these are drawn when they are asked for. */
const PAGE = 100;

/** See the header. */
export class TrustLines extends LightElement {
  declare lines: readonly TrustLine[];
  declare verdict: Verdict | undefined;
  static override properties = { lines: { attribute: false }, verdict: { attribute: false } };
  private shown = PAGE;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('verdict') || changed.has('lines')) this.shown = PAGE;
  }

  protected override render(): TemplateResult {
    const { verdict } = this;
    const chosen = verdict === undefined ? this.lines : this.lines.filter((line) => line.verdict === verdict);
    return html`<ol class="trust-lines" aria-label="Answers">
        ${chosen.slice(0, this.shown).map((line) => lineRow(line))}
      </ol>
      ${
        chosen.length > this.shown
          ? button(`Show ${Math.min(PAGE, chosen.length - this.shown)} more`, () => {
              this.shown += PAGE;
              this.requestUpdate();
            })
          : nothing
      }`;
  }
}

function lineRow({
  line,
  question,
  answer,
  truth,
  verdict,
  probability,
  margin,
  reasons,
  ...rest
}: TrustLine) {
  const { agreement, provenance } = rest;
  const sure = [
    `probability ${percent(probability)}`,
    ...(margin === undefined ? [] : [`margin ${percent(margin)}`]),
    ...(agreement === undefined ? [] : [`agreement ${percent(agreement)}`]),
  ];
  return html`<li>
    <details>
      <summary>
        <span class="numeric muted">${line}</span>
        <span class="verdict-mark" data-verdict=${verdict ?? ''}>${verdict ?? '–'}</span>
        <span>${question}</span>
        <b>${answer}</b>
        <span class="muted">${truth !== undefined && truth !== answer ? `right: ${truth}` : ''}</span>
        <span class="numeric muted">${percent(probability)}</span>
      </summary>
      <ul>
        ${reasons.map((reason) => html`<li>${reason}</li>`)}
        <li class="muted">${sure.join(', ')}</li>
      </ul>
      ${
        provenance.document
          ? html`<blockquote>
              ${provenance.document.excerpt} <span class="muted">line ${provenance.document.line}</span>
            </blockquote>`
          : nothing
      }
    </details>
  </li>`;
}

customElements.define('trust-lines', TrustLines);
