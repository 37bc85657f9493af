/**
 * One short item in the status bar while runs are at work: how far they are together, and how long yet.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { wholePercent } from '../../numbers/formats';
import { type RunSummary, isRunning, progressOf } from '../../runs/runSummary';
import type { RunStore } from '../../runs/runStore';
import { scoreOf, stateInWords } from './describeRun';
import type { Plans } from './plans';

/** The status bar’s item, shown while at least one run is at work. */
export class RunStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'attentionLab.run',
    vscode.StatusBarAlignment.Left,
  );
  private readonly stop: () => void;

  constructor(
    private readonly store: RunStore,
    private readonly plans: Plans,
  ) {
    this.item.name = 'Attention Lab';
    this.item.command = 'attentionLab.viewPanel';
    this.stop = store.onChange(() => {
      this.update();
    });
  }

  dispose(): void {
    this.stop();
    this.item.dispose();
  }

  private update(): void {
    const running = this.store.runs.filter(isRunning);
    const [first] = running;
    if (!first) {
      this.item.hide();
      return;
    }
    const batch = this.batchOf(first);
    const words = batch.all > 1 ? batchInWords(batch) : aloneInWords(first, running.length);
    this.item.text = `$(sync~spin) ${words}`;
    // Plain text: names of folders are not to become links.
    this.item.tooltip = running.map((run) => `${run.name}: ${stateInWords(run)}`).join('\n');
    const label = vscode.l10n.t('Training {0}, {1}', first.name, words);
    this.item.accessibilityInformation = { label };
    this.item.show();
  }

  /** The runs of the same experiment, those that are yet to come included. */
  private batchOf(run: RunSummary): Batch {
    if (!run.name.includes('/')) return { runs: [run], all: 1 };
    const folder = dirname(run.path);
    const runs = this.store.runs.filter(({ path }) => dirname(path) === folder);
    return { runs, all: Math.max(runs.length, this.plans.in(folder) ?? 0) };
  }
}

interface Batch {
  readonly runs: readonly RunSummary[];
  readonly all: number;
}

function batchInWords({ runs, all }: Batch): string {
  const done = runs.reduce((sum, run) => sum + progressOf(run), 0);
  const finished = runs.filter((run) => run.state === 'done').length;
  return vscode.l10n.t('{0}, run {1} of {2}', wholePercent(done / all), Math.min(finished + 1, all), all);
}

function aloneInWords(run: RunSummary, running: number): string {
  const score = scoreOf(run);
  const others = running > 1 ? ` +${running - 1}` : '';
  return `${stateInWords(run)}${others}${score === undefined ? '' : ` · ${score}`}`;
}
