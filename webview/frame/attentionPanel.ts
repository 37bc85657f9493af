/**
 * The whole panel: which run, how far it is, and the pages.
 */
import { type TemplateResult, html, nothing } from 'lit';
import type { PanelPage } from '../../src/processes/panelSelection';
import { type RunSummary, canResume, isRunning, progressOf } from '../../src/runs/runSummary';
import { durationInWords } from '../../src/numbers/formats';
import { type Tab, button, dropdown, tabs } from './controls';
import '../heads/headsPage';
import { PageElement } from './pageElement';
import '../theory/theoryPage';
import '../training/trainingPage';
import '../answers/trustPage';

/** See the header. */
export class AttentionPanel extends PageElement {
  protected override render(): TemplateResult {
    const { state } = this;
    return html`${this.header()}${tabs(this.pages(), state.selection.page, (page) => {
      state.select({ page });
    })}`;
  }

  private pages(): readonly Tab<PanelPage>[] {
    const { state } = this;
    return [
      {
        name: 'training',
        title: 'Training',
        content: () => html`<training-page .state=${state}></training-page>`,
      },
      { name: 'heads', title: 'Heads', content: () => html`<heads-page .state=${state}></heads-page>` },
      { name: 'theory', title: 'Theory', content: () => html`<theory-page .state=${state}></theory-page>` },
      { name: 'trust', title: 'Trust', content: () => html`<trust-page .state=${state}></trust-page>` },
    ];
  }

  private header(): TemplateResult {
    const { runs } = this.state;
    const [run] = this.state.shownRuns;
    if (!runs) return html`<header class="run-header"><span class="muted">Looking for runs…</span></header>`;
    if (!run) return html`<header class="run-header">${this.firstRun()}</header>`;
    const choices = runs.map(({ path, name }) => ({ value: path, label: name }));
    return html`<header class="run-header">
      ${dropdown('Run', choices, run.path, (path) => {
        this.state.select({ runs: [path] });
      })}
      ${progress(run)} ${this.actions(run)}
    </header>`;
  }

  private firstRun(): TemplateResult {
    return html`<span class="muted">No runs yet.</span> ${button(
        'Pretrain model',
        () => {
          this.state.command('pretrain');
        },
        'primary',
      )}
      ${button('Make sample data', () => {
        this.state.command('makeSampleData');
      })}`;
  }

  private actions(run: RunSummary): TemplateResult {
    const command = (name: 'stop' | 'resume' | 'openFolder') => () => {
      this.state.command(name, run.path);
    };
    return html`<span class="run-actions">
      ${isRunning(run) ? button('Stop', command('stop')) : nothing}
      ${canResume(run) ? button('Resume', command('resume')) : nothing}
      ${button('Open folder', command('openFolder'))}
    </span>`;
  }
}

const STATES: Readonly<Record<RunSummary['state'], string>> = {
  starting: 'starting',
  running: 'training',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
  crashed: 'crashed',
};

function progress(run: RunSummary): TemplateResult {
  const { status, state } = run;
  const share = progressOf(run);
  const left =
    isRunning(run) && status?.secondsLeft !== undefined ? `${durationInWords(status.secondsLeft)} left` : '';
  const message = status?.message;
  return html`<span class="run-state" data-state=${state}>${STATES[state]}</span>
    <progress
      max="1"
      value=${share}
      aria-label=${`Step ${status?.step ?? 0} of ${run.config.training.steps}`}
    ></progress>
    <span class="numeric">${Math.floor(100 * share)} %</span>
    <span class="muted">${left}</span>
    ${message === undefined ? nothing : html`<p class="run-message" role="status">${message}</p>`}`;
}

customElements.define('attention-panel', AttentionPanel);
