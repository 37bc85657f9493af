/**
 * Experiments that Slurm runs: how their tasks stand, asked every few seconds while some are in the queue, and a word
 * when none is any more. Nothing of it is kept but the run folders, so any window on them says the same.
 */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type OpenExperiment, openExperiment } from '../../experiments/experiment';
import { hasSlurm } from '../../experiments/slurm/slurmPrograms';
import { type SlurmTaskState, slurmStates } from '../../experiments/slurm/slurmStates';
import { wasHandedIn } from '../../experiments/slurm/submissions';
import type { RunStore } from '../../runs/runStore';
import { TrainerWatch } from '../../runs/trainerWatch';
import { withoutLinks } from '../problemWords';
import type { Problems } from '../problems';
import type { Plans } from './plans';

/** An experiment that was handed to Slurm. */
export interface SlurmSweep {
  /** The folder of its runs. */
  readonly path: string;
  readonly name: string;
  readonly tasks: readonly SlurmTaskState[];
  /** Why the queue could not be asked, a sentence. */
  readonly problem?: string | undefined;
}

interface Followed {
  readonly experiment: OpenExperiment;
  readonly watch: TrainerWatch;
  /** Whether tasks were in the queue since this window looks: then their end is news. */
  atWork: boolean;
  shown: SlurmSweep;
}

/** Each question costs the cluster's controller some work, and a queue moves slowly. */
const INTERVAL_MS = 10_000;

/** The experiments under the folders of runs that Slurm has in its queue. */
export class SlurmSweeps implements vscode.Disposable {
  private readonly followed = new Map<string, Followed>();
  /** Folders that were looked at for what was handed in. */
  private readonly seen = new Set<string>();
  private readonly handedIn = new Set<string>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly stop: () => void;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Pick<RunStore, 'runs' | 'onChange'>,
    private readonly plans: Plans,
    private readonly problems: Problems,
  ) {
    this.stop = store.onChange(() => {
      this.find();
    });
    this.find();
  }

  /** What is in the queue. */
  get inQueue(): readonly SlurmSweep[] {
    return [...this.followed.values()].map(({ shown }) => shown);
  }

  /** The folders of all that was handed in. */
  get folders(): readonly string[] {
    return [...this.handedIn];
  }

  /** Whether Slurm looks after the runs in a folder. */
  has(path: string): boolean {
    return this.followed.has(path);
  }

  /** Follows an experiment that was handed in just now. */
  async handed(path: string): Promise<void> {
    await this.add(path, true);
    await this.look();
  }

  /** Asks now. */
  async look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookAtAll());
    await this.looking;
  }

  dispose(): void {
    this.stop();
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  /** Looks once for what was handed in, also by the command line or another window. */
  private find(): void {
    const groups = this.store.runs.filter(({ name }) => name.includes('/')).map(({ path }) => dirname(path));
    const found = [...new Set([...groups, ...this.plans.folders])].filter((path) => !this.seen.has(path));
    for (const path of found) this.seen.add(path);
    const handed = found.filter(wasHandedIn);
    if (handed.length === 0 || !hasSlurm()) return;
    const all = Promise.all(handed.map((path) => this.add(path, false))).then(() => this.look());
    this.problems.inBackground(all, vscode.l10n.t('Asking Slurm'));
  }

  private async add(path: string, atWork: boolean): Promise<void> {
    this.seen.add(path);
    this.handedIn.add(path);
    void vscode.commands.executeCommand('setContext', 'attentionLab.hasSlurmSweeps', true);
    try {
      const experiment = await openExperiment(undefined, path);
      const shown = { path, name: basename(path), tasks: [] };
      this.followed.set(path, { experiment, watch: new TrainerWatch(), atWork, shown });
    } catch (error) {
      // Its data may have moved since; its runs are shown all the same.
      this.problems.note(`${path}: ${String(error)}`);
    }
  }

  private async lookAtAll(): Promise<void> {
    clearTimeout(this.timer);
    for (const one of [...this.followed.values()]) await this.lookAt(one);
    this.changed.fire();
    if (this.followed.size === 0) return;
    const again = () => {
      this.problems.inBackground(this.look(), vscode.l10n.t('Asking Slurm'));
    };
    this.timer = setTimeout(again, INTERVAL_MS).unref();
  }

  private async lookAt(one: Followed): Promise<void> {
    const { experiment, watch, shown } = one;
    const { tasks, problem } = await slurmStates(experiment.out, experiment.stages, watch);
    one.shown = { ...shown, tasks, problem };
    if (problem !== undefined) return;
    if (tasks.some(({ queued }) => queued === true)) {
      one.atWork = true;
      return;
    }
    this.followed.delete(experiment.out);
    await this.plans.remove(experiment.out);
    if (one.atWork) this.problems.inBackground(sayEnd(one.shown), shown.name);
  }
}

/** Says that nothing is in the queue any more: all is done, or what is not, and why. */
async function sayEnd({ path, name, tasks }: SlurmSweep): Promise<void> {
  const t = vscode.l10n.t;
  const left = tasks.filter(({ state }) => state !== 'done');
  const [first] = left;
  if (!first) {
    const open = t('Open report');
    const choice = await vscode.window.showInformationMessage(withoutLinks(t('{0} is done.', name)), open);
    if (choice === open)
      await vscode.commands.executeCommand('attentionLab.openReport', { path, name, runs: [] });
    return;
  }
  const retry = t('Retry');
  const reason = first.message ?? first.queue ?? first.state;
  const words = t(
    '{0}: {1} of {2} tasks have not come to their end. {3}: {4}',
    ...[name, left.length, tasks.length, first.name, reason],
  );
  const choice = await vscode.window.showWarningMessage(withoutLinks(words), retry);
  if (choice === retry) await vscode.commands.executeCommand('attentionLab.retryOnSlurm', { path });
}
