/**
 * May I believe this answer? What the model knows and what it makes up, in pictures and line by line.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { verdictBarSvg } from '../../src/answers/pictures/verdictBar';
import { swapInWords } from '../../src/answers/swappedNamesInWords';
import type { TrustReport } from '../../src/answers/trust';
import { type Verdict, definitionOf } from '../../src/answers/verdicts';
import { button } from '../frame/controls';
import { countedShare, wholeNumber } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { refused } from '../frame/refused';
import type { RevealedLine } from './trustLines';
import './trustLines';
import { trustPictures } from './trustPictures';
import './trustPicture';
import { currentTheme } from '../frame/theme';
import { drawn } from '../pictures/drawn';

/** The *Trust* page of the first shown run. */
export class TrustPage extends PageElement {
  /** The verdict whose lines and definition are shown; all lines when undefined. */
  private chosen: Verdict | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // The host reads the report of the page that is shown.
    this.state.refresh();
  }

  protected override render(): TemplateResult {
    const [run] = this.state.shownRuns;
    const { report, checking, problem } = (run && this.state.trust.get(run.path)) ?? {};
    const isChecked = report && checking === undefined && !problem;
    // Only the end is read out: every answer on the way would drown all else. A problem is read in its own place.
    return html`<p class="unseen" role="status">${isChecked ? 'The answers are checked.' : nothing}</p>
      ${this.content()}`;
  }

  private content(): TemplateResult {
    const [run] = this.state.shownRuns;
    if (this.state.shownModel)
      return html`<p class="empty">
        Answers are checked against the text that a model was trained on, and nobody knows that text of a
        model that was opened.
      </p>`;
    if (!run) return html`<p class="empty">There is no run yet whose answers could be believed.</p>`;
    const known = this.state.trust.get(run.path);
    const checking = known?.checking;
    const check = () => {
      this.state.command('checkTrust', run.path);
    };
    const words = known?.problem
      ? html`<div class="problem">${refused(this.state, known.problem, 'muted')}</div>`
      : nothing;
    if (known?.report) return html`${words}${this.report(known.report, checking, check)}`;
    if (checking !== undefined) return html`<p class="empty">${checking}</p>`;
    if (!known) return html`<p class="empty">Looking for answers…</p>`;
    return html`<div class="empty">
      ${words}
      <p>
        Nobody can tell by its looks whether an answer is known or made up. Check trust asks the model every
        question of a file and looks each answer up in the text that it was trained on.
      </p>
      ${button('Check trust', check, 'primary')}
    </div>`;
  }

  private report(report: TrustReport, checking: string | undefined, check: () => void): TemplateResult {
    return html`<section class="trust">
      <div class="picture-head">
        <h2>${headline(report)}</h2>
        <span class="readout">${checking ?? `${madeUpInWords(report)}${fileName(report.questions)}`}</span>
        ${checking === undefined ? button('Check again', check) : nothing}
      </div>
      <div class="verdict-bar" role="img" aria-label=${verdictsInWords(report)}>
        ${drawn(verdictBarSvg(report.verdicts, { width: 960, legend: false }, currentTheme()).markup)}
      </div>
      ${this.verdicts(report)}
      <div class="trust-pictures">
        ${trustPictures(report).map(
          (picture) => html`<trust-picture .state=${this.state} .picture=${picture}></trust-picture>`,
        )}
      </div>
      ${this.swapped(report)}
      <trust-lines .lines=${report.lines} .verdict=${this.chosen} @reveal=${this.reveal}></trust-lines>
      ${report.warnings.map((warning) => html`<p class="muted">${warning}</p>`)}
    </section>`;
  }

  private swapped({ bias }: TrustReport): TemplateResult | typeof nothing {
    const found = bias?.swappedNames;
    if (!found) return nothing;
    return html`<section class="swapped-names">
      <h2>Does it read, or recall by name?</h2>
      <p>${swapInWords(found)}</p>
    </section>`;
  }

  private readonly reveal = ({ detail }: CustomEvent<RevealedLine>): void => {
    const [run] = this.state.shownRuns;
    if (run) this.state.send({ kind: 'reveal', run: run.path, ...detail });
  };

  private verdicts({ verdicts }: TrustReport): TemplateResult {
    // One that was chosen in another report stays, to be released.
    const present = verdicts.filter(({ verdict, count }) => count > 0 || verdict === this.chosen);
    return html`<div class="verdicts" role="group" aria-label="Verdicts">
        ${present.map(({ verdict, count }) => this.verdictButton(verdict, count))}
      </div>
      ${
        this.chosen
          ? html`<p class="definition" role="status">
              <b>${this.chosen}</b>, ${definitionOf(this.chosen).short}:
              ${definitionOf(this.chosen).definition}
            </p>`
          : nothing
      }`;
  }

  private verdictButton(verdict: Verdict, count: number): TemplateResult {
    const choose = () => {
      this.chosen = this.chosen === verdict ? undefined : verdict;
      this.requestUpdate();
    };
    return html`<button
      class="verdict"
      data-verdict=${verdict}
      aria-pressed=${this.chosen === verdict}
      title=${definitionOf(verdict).short}
      @click=${choose}
    >
      ${verdict} <span class="numeric">${count}</span>
    </button>`;
  }
}

/** The share that is right comes first, with of how many. */
function headline({ runs, score, lines }: TrustReport): TemplateResult {
  if (!score)
    return html`<span class="value numeric">${lines.length}</span> <span class="value-name">answers</span>`;
  const who = runs.length > 1 ? `, a committee of ${runs.length}` : '';
  return html`<span class="value numeric">${countedShare(score.correct, score.scored)}</span>
    <span class="value-name">right${who}</span>`;
}

function madeUpInWords({ madeUp }: TrustReport): string {
  return madeUp
    ? `${wholeNumber(madeUp.count)} of ${wholeNumber(madeUp.of)} wrong answers are made up · `
    : '';
}

function verdictsInWords({ verdicts }: TrustReport): string {
  return verdicts
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

customElements.define('trust-page', TrustPage);
