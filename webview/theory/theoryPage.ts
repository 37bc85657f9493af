/**
 * Why does attention do that? The study’s first part as things to touch: five pages, each with its
 * formulas and with the same quantities in the open run.
 */
import { type TemplateResult, html } from 'lit';
import { THEORY_PAGES, type TheoryPage as PageName } from '../../src/theory/sharing';
import { PageElement } from '../frame/pageElement';
import { tabId, tabs } from '../frame/tabs';
import './averagingPage';
import './copyingPage';
import './costPage';
import { formulaList, withIndices } from './formulaList';
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

const PAGES = THEORY_PAGES.map((name) => ({ name, title: TITLES[name] }));

/** What a page answers, and a first thing to do that shows it. */
const INTRODUCTIONS: Readonly<Record<PageName, { readonly question: string; readonly tryThis: string }>> = {
  copying: {
    question: 'When does a head copy one value?',
    tryThis:
      'lengthen the query with β until k_1 has 99 % of the weight. Then drag k_4 towards k_1: it takes longer.',
  },
  averaging: {
    question: 'How does a head average two values, and how is one of them got out again?',
    tryThis: 'turn up the tilt. The spans of the values come closer, and M no longer pulls out v_a alone.',
  },
  oneHead: {
    question: 'Why is one head that averages fragile?',
    tryThis: 'set s² to 0, and c rests in the middle. Turn it up again, and c jumps between v_a and v_b.',
  },
  twoHeads: {
    question: 'How do two heads mend it?',
    tryThis: 'compare the clouds. With the same noise, heads that share the work keep c near the middle.',
  },
  cost: {
    question: 'What does a layer cost as the text grows?',
    tryThis: 'lower m, the number of latents. The Perceiver becomes the cheaper one at shorter texts.',
  },
};

/** The *Theory* page: tabs, an introduction, and the selected experiment. */
export class TheoryPage extends PageElement {
  private lab: TheoryLab | undefined;

  protected override render(): TemplateResult {
    this.lab ??= new TheoryLab(this.state);
    const { lab } = this;
    const { question, tryThis } = INTRODUCTIONS[lab.page];
    return html`<div class="theory-pages">
        ${tabs('Pages of the theory', PAGES, lab.page, (page) => {
          lab.show(page);
        })}
      </div>
      <div role="tabpanel" id=${`view-${lab.page}`} aria-labelledby=${tabId(lab.page)}>
        <h2 class="theory-question">${question}</h2>
        <p class="theory-try"><b>Try this:</b> ${withIndices(tryThis)}</p>
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
}

customElements.define('theory-page', TheoryPage);
