/**
 * The line above all pages: which run, how it stands, and what can be done with it now.
 *
 * A run that is at work shows how far it is; one that is done shows what came of it and what comes next.
 */
import { type TemplateResult, html, nothing } from 'lit';
import {
  countedShare,
  durationInWords,
  fixed,
  percent,
  wholeNumber,
  wholePercent,
} from '../../src/numbers/formats';
import type { PanelCommand } from '../../src/processes/fromPanel';
import { entryInWords, requestInWords } from '../../src/runs/control/words';
import type { RunConfig, RunStatus } from '../../src/runs/runConfig';
import { type RunSummary, canResume, isRunning, progressOf } from '../../src/runs/runSummary';
import { matchWord } from '../../src/runs/runWords';
import { button, dropdown, menu } from './controls';
import { modelHeader } from './modelHeader';
import type { PanelState } from './panelState';

/** The header of the first shown run; without runs, how to begin. */
export function runHeader(state: PanelState): TemplateResult {
  const { runs, shownModel: model } = state;
  const [run] = state.shownRuns;
  if (!runs) return html`<header class="run-header"><span class="muted">Looking for runs…</span></header>`;
  const shown = model ?? run;
  if (!shown) return html`<header class="run-header">${firstRun(state)}</header>`;
  const choices = [...runs, ...state.models].map(({ path, name }) => ({ value: path, label: name }));
  return html`<header class="run-header">
    ${dropdown('Run or model', choices, shown.path, (path) => {
      state.select({ runs: [path] });
    })}
    ${model ? modelHeader(state, model) : nothing}
    ${run ? html`${stands(run)} ${actions(state, run)} ${message(run)} ${asked(state, run)}` : nothing}
  </header>`;
}

function firstRun(state: PanelState): TemplateResult {
  const command = (name: PanelCommand) => () => {
    state.command(name);
  };
  return html`<span class="muted">No runs yet.</span>
    ${button('Pretrain model', command('pretrain'), 'primary')}
    ${button('New dataset…', command('newDataset'))} ${button('Open model…', command('openModel'))}`;
}

const STATES: Readonly<Record<RunSummary['state'], string>> = {
  starting: 'starting',
  running: 'training',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
  crashed: 'crashed',
};

function stands(run: RunSummary): TemplateResult {
  const { state } = run;
  return html`<span class="run-state" data-state=${state}>${STATES[state]}</span>
    ${state === 'done' ? outcome(run) : progress(run)}`;
}

/** What came of it: the score with of how many, else the loss; how long it took, and on what. */
function outcome({ config, status }: RunSummary): TemplateResult | typeof nothing {
  if (!status) return nothing;
  const { device, secondsElapsed } = status;
  return html`<span class="outcome">${scoreOf(status, config)}</span>
    <span class="muted">${durationInWords(secondsElapsed)} on ${device}</span>`;
}

function scoreOf({ exactMatch, correct, asked, loss }: RunStatus, config: RunConfig) {
  if (exactMatch !== undefined) {
    // Runs of earlier versions do not say of how many.
    const counted = correct !== undefined && asked !== undefined;
    const share = counted ? countedShare(correct, asked) : percent(exactMatch);
    return html`<b class="numeric">${share}</b> <span class="muted">${matchWord(config)}</span>`;
  }
  return loss === undefined
    ? nothing
    : html`<b class="numeric">${fixed(loss, 3)}</b> <span class="muted">loss</span>`;
}

function progress(run: RunSummary): TemplateResult {
  const { status, config, state } = run;
  const share = progressOf(run);
  const left =
    state === 'running' && status?.secondsLeft !== undefined
      ? `${durationInWords(status.secondsLeft)} left`
      : '';
  const steps = wholeNumber(status?.steps ?? config.training.steps);
  return html`<progress
      max="1"
      value=${share}
      aria-label=${`Step ${wholeNumber(status?.step ?? 0)} of ${steps}`}
    ></progress>
    <span class="numeric">${wholePercent(Math.floor(100 * share) / 100)}</span>
    <span class="muted">${left}</span>`;
}

function message({ status }: RunSummary): TemplateResult | typeof nothing {
  return status?.message === undefined
    ? nothing
    : html`<p class="run-message" role="status">${status.message}</p>`;
}

/** What was asked last of a run that is at work, and what became of it. */
function asked(state: PanelState, run: RunSummary): TemplateResult | typeof nothing {
  const known = isRunning(run) ? state.control.get(run.path) : undefined;
  const [waits, answered] = [known?.waiting.at(-1), known?.record.at(-1)];
  if (waits) {
    const words = `${requestInWords(waits.request)}: asked at step ${wholeNumber(waits.asked)}`;
    return html`<p class="run-message" role="status">${words} …</p>`;
  }
  return answered ? html`<p class="run-message" role="status">${entryInWords(answered)}</p>` : nothing;
}

function actions(state: PanelState, run: RunSummary): TemplateResult {
  const command = (name: PanelCommand) => () => {
    state.command(name, run.path);
  };
  const isDone = run.state === 'done';
  return html`<span class="run-actions">
    ${run.state === 'running' ? button('Pause', command('pause')) : nothing}
    ${canResume(run) ? button('Resume', command('resume'), run.state === 'paused' ? 'primary' : 'secondary') : nothing}
    ${isRunning(run) ? button('Stop and save', command('stop')) : nothing}
    ${isRunning(run) ? button('Change…', command('change')) : nothing}
    ${isRunning(run) ? button('Alarm…', command('alarm')) : nothing}
    ${isDone && run.config.task === 'pretrain' ? button('Finetune…', command('finetune')) : nothing}
    ${isDone ? button('Evaluate…', command('evaluate')) : nothing}
    ${isDone ? button('Check trust', command('checkTrust')) : nothing}
    ${menu('More about this run', [
      ...(isRunning(run)
        ? [
            { label: 'Evaluate now', onChoose: command('evaluateNow') },
            { label: 'Keep checkpoint now', onChoose: command('checkpointNow') },
            { label: 'Discard…', onChoose: command('discard') },
          ]
        : [
            { label: 'Change…', onChoose: command('change') },
            { label: 'Alarm…', onChoose: command('alarm') },
          ]),
      { label: 'Branch from here…', onChoose: command('branch') },
      { label: 'Open folder', onChoose: command('openFolder') },
      { label: 'Export model…', onChoose: command('exportModel') },
    ])}
  </span>`;
}
