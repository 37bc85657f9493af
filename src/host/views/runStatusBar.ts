/**
 * One short item in the status bar while runs are at work: how far they are together, and how long yet; or how many
 * wait in Slurm's queue.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { countsInWords } from '../../experiments/taskStates';
import { wholePercent } from '../../numbers/formats';
import { type RunSummary, isRunning, progressOf } from '../../runs/runSummary';
import type { RunStore } from '../../runs/runStore';
import { scoreOf, stateInWords } from './describeRun';
import type { Plans } from './plans';
import type { SlurmSweep } from './slurmSweeps';

/** What Slurm has in its queue. */
interface SlurmQueue {
  readonly inQueue: readonly SlurmSweep[];
  readonly onDidChange: vscode.Event<void>;
}

/** The status bar’s item, shown while at least one run is at work or waits in Slurm's queue. */
export class RunStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'attentionLab.run',
    vscode.StatusBarAlignment.Left,
  );
  private readonly following: vscode.Disposable;

  constructor(
    private readonly store: RunStore,
    private readonly plans: Plans,
    private readonly slurm: SlurmQueue,
  ) {
    this.item.name = 'Attention Lab';
    this.item.command = 'attentionLab.viewPanel';
    const update = () => {
      this.update();
    };
    const stop = new vscode.Disposable(store.onChange(update));
    this.following = vscode.Disposable.from(stop, slurm.onDidChange(update));
  }

  dispose(): void {
    this.following.dispose();
    this.item.dispose();
  }

  private update(): void {
    const running = this.store.runs.filter(isRunning);
    const [first] = running;
    const queued = this.slurm.inQueue.flatMap(({ tasks }) =>
      tasks.filter((task) => task.queued === true),
    ).length;
    const queue = this.slurm.inQueue.map(sweepInWords);
    if (!first) {
      if (queued === 0) this.item.hide();
      else this.show(`$(clock) ${queueInWords(queued)}`, queue, queueInWords(queued));
      return;
    }
    const batch = this.batchOf(first);
    const words = batch.all > 1 ? batchInWords(batch) : aloneInWords(first, running.length);
    const lines = [...running.map((run) => `${run.name}: ${stateInWords(run)}`), ...queue];
    this.show(`$(sync~spin) ${words}`, lines, vscode.l10n.t('Training {0}, {1}', first.name, words));
  }

  private show(text: string, lines: readonly string[], label: string): void {
    this.item.text = text;
    // Plain text: names of folders are not to become links.
    this.item.tooltip = lines.join('\n');
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

function queueInWords(queued: number): string {
  const t = vscode.l10n.t;
  return queued === 1 ? t('1 task in Slurm’s queue') : t('{0} tasks in Slurm’s queue', queued);
}

function sweepInWords({ name, tasks, problem }: SlurmSweep): string {
  return vscode.l10n.t('{0} on Slurm: {1}', name, problem ?? countsInWords(tasks));
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
