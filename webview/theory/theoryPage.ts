/**
 * Why does attention do that? The study’s first part as things to touch: five pages, each with its
 * formulas and with the same quantities in the open run.
 */
import { type TemplateResult, html } from 'lit';
import { THEORY_PAGES, type TheoryPage as PageName } from '../../src/theory/sharing';
import { PageElement } from '../frame/pageElement';
import './averagingPage';
import './copyingPage';
import './costPage';
import { formulaList } from './formulaList';
import './inYourModel';
import { TheoryLab } from './lab';
import './oneHeadPage';
import './sharing';
import './twoHeadsPage';

const TITLES: Readonly<Record<PageName, string>> = {
  copying: 'Copying',
  averaging: 'Averaging',
  oneHead: 'One head',
  twoHeads: 'Two heads',
  cost: 'Cost',
};

/** See the header. */
export class TheoryPage extends PageElement {
  private lab: TheoryLab | undefined;

  protected override render(): TemplateResult {
    this.lab ??= new TheoryLab(this.state);
    const { lab } = this;
    return html`${this.choice(lab)}
      <div role="tabpanel" id="theory-panel" aria-label=${TITLES[lab.page]}>
        ${this.page(lab)} ${formulaList(lab.page)}
        <in-your-model .state=${this.state} .page=${lab.page}></in-your-model>
        <theory-sharing .state=${this.state} .lab=${lab}></theory-sharing>
      </div>`;
  }

  protected override updated(): void {
    const theory = this.state.takeSharedTheory();
    if (theory !== undefined) this.lab?.load(theory);
  }

  private page(lab: TheoryLab): TemplateResult {
    const { state } = this;
    switch (lab.page) {
      case 'copying':
        return html`<copying-page .state=${state} .lab=${lab}></copying-page>`;
      case 'averaging':
        return html`<averaging-page .state=${state} .lab=${lab}></averaging-page>`;
      case 'oneHead':
        return html`<one-head-page .state=${state} .lab=${lab}></one-head-page>`;
      case 'twoHeads':
        return html`<two-heads-page .state=${state} .lab=${lab}></two-heads-page>`;
      case 'cost':
        return html`<cost-page .state=${state} .lab=${lab}></cost-page>`;
    }
  }

  private choice(lab: TheoryLab): TemplateResult {
    return html`<div
      class="theory-pages"
      role="tablist"
      aria-label="Pages of the theory"
      @keydown=${this.turn}
    >
      ${THEORY_PAGES.map(
        (page) =>
          html`<button
            role="tab"
            aria-selected=${page === lab.page}
            aria-controls="theory-panel"
            tabindex=${page === lab.page ? 0 : -1}
            @click=${() => {
              lab.show(page);
            }}
          >
            ${TITLES[page]}
          </button>`,
      )}
    </div>`;
  }

  private readonly turn = (event: KeyboardEvent): void => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { lab } = this;
    if (move === undefined || !lab) return;
    event.preventDefault();
    const count = THEORY_PAGES.length;
    const page = THEORY_PAGES[(THEORY_PAGES.indexOf(lab.page) + move + count) % count];
    if (page) lab.show(page);
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.theory-pages [aria-selected=true]')?.focus();
    });
  };
}

customElements.define('theory-page', TheoryPage);
