/**
 * Every answer with its verdict, to be sorted and searched; opened, why.
 */
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import type { TrustLine } from '../../src/answers/trust';
import type { Verdict } from '../../src/answers/verdicts';
import { percent, wholeNumber } from '../../src/numbers/formats';
import { button } from '../frame/controls';
import { LightElement } from '../frame/pageElement';
import { type TrustColumn, type TrustOrder, matchingLines, nextOrder, sortedLines } from './trustOrder';

/** More lines than these are drawn when they are asked for. */
const PAGE = 100;

const COLUMNS: readonly (readonly [column: TrustColumn, name: string])[] = [
  ['line', 'line'],
  ['verdict', 'verdict'],
  ['question', 'question'],
  ['answer', 'answer'],
  ['truth', 'right answer'],
  ['probability', 'probability'],
];

/** A line of a file that is to be shown. */
export interface RevealedLine {
  readonly text: 'questions' | 'corpus';
  readonly line: number;
}

/** The table of answers. Sends `reveal` with a {@link RevealedLine}. */
export class TrustLines extends LightElement {
  declare lines: readonly TrustLine[];
  declare verdict: Verdict | undefined;
  static override properties = { lines: { attribute: false }, verdict: { attribute: false } };
  private shown = PAGE;
  private search = '';
  private order: TrustOrder = { by: 'line', descending: false };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('verdict') || changed.has('lines')) this.shown = PAGE;
  }

  protected override render(): TemplateResult {
    const { verdict, search } = this;
    const chosen = sortedLines(matchingLines(this.lines, { verdict, search }), this.order);
    return html`<div class="controls trust-search">
        <input
          type="search"
          class="text-field"
          aria-label="Search the answers"
          placeholder="Search questions and answers"
          .value=${search}
          @input=${this.searched}
        />
        <span class="muted" role="status">${countOf(chosen.length, this.lines.length)}</span>
      </div>
      <div class="trust-row trust-columns" role="group" aria-label="Sort by">
        ${COLUMNS.map(([column, name]) => this.columnButton(column, name))}
      </div>
      <ol class="trust-lines" aria-label="Answers">
        ${chosen.slice(0, this.shown).map((line) => this.row(line))}
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

  private columnButton(column: TrustColumn, name: string): TemplateResult {
    const { by, descending } = this.order;
    const sign = by === column ? (descending ? '▾' : '▴') : '';
    const direction = by === column ? (descending ? ', falling' : ', rising') : '';
    return html`<button
      class="trust-column"
      data-column=${column}
      aria-label=${`Sort by ${name}${direction}`}
      aria-pressed=${by === column}
      @click=${() => {
        this.order = nextOrder(this.order, column);
        this.requestUpdate();
      }}
    >
      ${name} ${sign}
    </button>`;
  }

  private row(line: TrustLine): TemplateResult {
    const { question, answer, truth, correct, verdict, probability, reasons, provenance } = line;
    const { document } = provenance;
    return html`<li>
      <details>
        <summary class="trust-row">
          <span class="numeric muted">${wholeNumber(line.line)}</span>
          <span class="verdict-mark" data-verdict=${verdict ?? ''}>${verdict ?? '–'}</span>
          <span class="trust-question">${question}</span>
          <b>${answer === '' ? '–' : answer}</b>
          <span class="muted">${correct === true ? 'the same' : (truth ?? '')}</span>
          <span class="numeric muted trust-probability">${percent(probability)}</span>
        </summary>
        <div class="trust-reasons">
          <ul>
            ${reasons.map((reason) => html`<li>${reason}</li>`)}
            <li class="muted">${surenessOf(line)}</li>
          </ul>
          ${
            document
              ? html`<blockquote>
                  ${document.excerpt}
                  ${this.link('corpus', document.line, `line ${wholeNumber(document.line)}`)}
                </blockquote>`
              : nothing
          }
          <p>${this.link('questions', line.line, 'Show the question in its file')}</p>
        </div>
      </details>
    </li>`;
  }

  private link(text: RevealedLine['text'], line: number, words: string): TemplateResult {
    const reveal = () => {
      this.dispatchEvent(new CustomEvent<RevealedLine>('reveal', { detail: { text, line } }));
    };
    return html`<button class="link" @click=${reveal}>${words}</button>`;
  }

  private readonly searched = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.search = target.value;
    this.shown = PAGE;
    this.requestUpdate();
  };
}

function countOf(chosen: number, all: number): string {
  return chosen === all
    ? `${wholeNumber(all)} answers`
    : `${wholeNumber(chosen)} of ${wholeNumber(all)} answers`;
}

function surenessOf({ probability, margin, agreement }: TrustLine): string {
  return [
    `probability ${percent(probability)}`,
    ...(margin === undefined ? [] : [`margin ${percent(margin)}`]),
    ...(agreement === undefined ? [] : [`agreement ${percent(agreement)}`]),
  ].join(', ');
}

customElements.define('trust-lines', TrustLines);
