/**
 * Says how a run ended that this window has seen at work: that it is done, and what comes next; or that it
 * broke down, with its last words, and offers to go on. Says too when an alarm rings that somebody has set on it.
 *
 * Runs of an experiment end without a word: the experiment says when it is done; and of one on Slurm they break down
 * without one, for Slurm begins them again. What the panel shows of that run while it is seen need not be said again.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { durationInWords } from '../../numbers/formats';
import { logTail } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import type { RunStore } from '../../runs/runStore';
import { isRunning, type RunSummary } from '../../runs/runSummary';
import { withoutLinks } from '../problemWords';
import type { Problems } from '../problems';
import { scoreOf } from './describeRun';

/** Notifies people when a run that was at work has ended. */
export class RunEnds implements vscode.Disposable {
  private readonly atWork = new Set<string>();
  /** The alarm that rang last of each run that was seen. */
  private readonly rung = new Map<string, string | undefined>();
  private readonly stop: () => void;

  /** @param panel Where the end of a run is seen as well, while it shows that run's training. */
  constructor(
    private readonly store: RunStore,
    private readonly panel: { readonly shows: (run: string) => boolean },
    private readonly problems: Problems,
    private readonly slurm: { readonly has: (folder: string) => boolean },
  ) {
    this.stop = store.onChange(() => {
      this.update();
    });
  }

  dispose(): void {
    this.stop();
  }

  private update(): void {
    for (const run of this.store.runs) {
      const wasAtWork = this.atWork.has(run.path);
      if (isRunning(run)) this.atWork.add(run.path);
      else this.atWork.delete(run.path);
      if (wasAtWork) {
        this.sayAlarm(run);
        this.say(run);
      }
      this.rung.set(run.path, run.status?.alarm?.id);
    }
  }

  /** Whoever has set an alarm is told, whatever the window shows; of a run that has failed it stands in its words. */
  private sayAlarm(run: RunSummary): void {
    const alarm = run.status?.alarm;
    if (!alarm || alarm.id === this.rung.get(run.path) || run.state === 'failed') return;
    this.problems.inBackground(sayRing(run, alarm.words), run.name);
  }

  private say(run: RunSummary): void {
    if (this.slurm.has(dirname(run.path))) return;
    if (run.state === 'crashed' || run.state === 'failed') {
      this.problems.inBackground(sayBreakdown(run, this.problems), run.name);
    } else if (run.state === 'done' && !this.panel.shows(run.path) && !run.name.includes('/'))
      this.problems.inBackground(sayDone(run), run.name);
  }
}

/** What rang, and what the run waits for where it is paused or stopped. */
async function sayRing({ name, path, state }: RunSummary, words: string): Promise<void> {
  const t = vscode.l10n.t;
  const commands: Readonly<Record<string, string>> = {
    [t('Show')]: 'showRun',
    ...(state === 'paused' || state === 'stopped' ? { [t('Resume')]: 'resumeRun' } : {}),
  };
  const choice = await vscode.window.showWarningMessage(
    withoutLinks(`${name}: ${words}`),
    ...Object.keys(commands),
  );
  const command = choice === undefined ? undefined : commands[choice];
  if (command !== undefined) await vscode.commands.executeCommand(`attentionLab.${command}`, path);
}

/** What to do with a model that is done: by task, in the order in which one goes on. */
async function sayDone(run: RunSummary): Promise<void> {
  const t = vscode.l10n.t;
  const next: Readonly<Record<string, string>> =
    run.config.task === 'pretrain'
      ? { [t('Finetune…')]: 'finetune', [t('Evaluate…')]: 'evaluate' }
      : { [t('Evaluate…')]: 'evaluate', [t('Check trust')]: 'checkTrust' };
  const choice = await vscode.window.showInformationMessage(
    withoutLinks(endInWords(run)),
    ...Object.keys(next),
  );
  const command = choice === undefined ? undefined : next[choice];
  if (command !== undefined) await vscode.commands.executeCommand(`attentionLab.${command}`, run.path);
}

function endInWords(run: RunSummary): string {
  const t = vscode.l10n.t;
  const [score, time] = [scoreOf(run), durationInWords(run.status?.secondsElapsed ?? 0)];
  if (score === undefined) return t('{0} is done after {1}.', run.name, time);
  return t('{0} is done after {1}: {2} right.', run.name, time, score);
}

async function sayBreakdown(run: RunSummary, problems: Problems): Promise<void> {
  const t = vscode.l10n.t;
  const folder = new RunFolder(run.path);
  const reason = run.state === 'failed' ? run.status?.message : undefined;
  const words = reason ?? problems.explainChild(await logTail(folder), run.name).sentence;
  const message =
    run.state === 'failed'
      ? t('{0} has failed: {1}', run.name, words)
      : t('{0} has crashed. Its last words: {1}', run.name, words);
  const resume = () => vscode.commands.executeCommand('attentionLab.resumeRun', run.path);
  problems.show({ sentence: message, logged: false }, { log: folder.log, others: { [t('Resume')]: resume } });
}
