/**
 * The whole panel: which run, how it stands, and the pages.
 */
import { type TemplateResult, html } from 'lit';
import type { PanelPage } from '../../src/processes/panelSelection';
import '../answers/trustPage';
import '../heads/headsPage';
import '../theory/theoryPage';
import '../training/trainingPage';
import { PageElement } from './pageElement';
import { runHeader } from './runHeader';
import { type Tab, tabId, tabs } from './tabs';

const PAGES: readonly Tab<PanelPage>[] = [
  { name: 'training', title: 'Training' },
  { name: 'heads', title: 'Heads' },
  { name: 'theory', title: 'Theory' },
  { name: 'trust', title: 'Trust' },
];

/** The root element: header, tabs, and the selected page. */
export class AttentionPanel extends PageElement {
  protected override render(): TemplateResult {
    const { state } = this;
    const { page } = state.selection;
    const shown = state.shownModel ?? state.shownRuns[0];
    const title = PAGES.find(({ name }) => name === page)?.title ?? '';
    return html`<h1 class="unseen">${`${shown?.name ?? 'Attention Lab'}: ${title}`}</h1>
      ${runHeader(state)}
      ${tabs('Pages', PAGES, page, (chosen) => {
        state.select({ page: chosen });
      })}
      <div class="page" role="tabpanel" id=${`view-${page}`} aria-labelledby=${tabId(page)}>
        ${this.page(page)}
      </div>`;
  }

  private page(page: PanelPage): TemplateResult {
    const { state } = this;
    switch (page) {
      case 'training':
        return html`<training-page .state=${state}></training-page>`;
      case 'heads':
        return html`<heads-page .state=${state}></heads-page>`;
      case 'theory':
        return html`<theory-page .state=${state}></theory-page>`;
      case 'trust':
        return html`<trust-page .state=${state}></trust-page>`;
    }
  }
}

customElements.define('attention-panel', AttentionPanel);
