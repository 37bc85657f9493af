/**
 * Says when a run that was at work has broken down, with its last words, and offers to go on.
 */
import * as vscode from 'vscode';
import { isRunning, type RunSummary } from '../../runs/runSummary';
import { lastWords } from '../../runs/launcher';
import { RunFolder } from '../../runs/runFolder';
import type { Problems } from '../problems';
import type { RunStore } from '../../runs/runStore';

/** See the header. */
export class CrashReports implements vscode.Disposable {
  private readonly atWork = new Set<string>();
  private readonly stop: () => void;

  constructor(
    private readonly store: RunStore,
    private readonly problems: Problems,
  ) {
    this.stop = store.onChange(() => {
      this.look();
    });
  }

  dispose(): void {
    this.stop();
  }

  private look(): void {
    for (const run of this.store.runs) {
      const wasAtWork = this.atWork.has(run.path);
      if (isRunning(run)) this.atWork.add(run.path);
      else this.atWork.delete(run.path);
      if (wasAtWork && (run.state === 'crashed' || run.state === 'failed'))
        this.problems.inBackground(report(run, this.problems), `Saying that ${run.name} has ended`);
    }
  }
}

async function report(run: RunSummary, problems: Problems): Promise<void> {
  const folder = new RunFolder(run.path);
  const reason = run.state === 'failed' ? run.status?.message : undefined;
  const said = problems.explainChild(await lastWords(folder), run.name);
  const words = reason ?? said.sentence;
  const message =
    run.state === 'failed' ? `${run.name}: ${words}` : `${run.name} has crashed. Its last words: ${words}`;
  const choice = await vscode.window.showErrorMessage(message, 'Resume', 'Show log');
  if (choice === 'Resume') await vscode.commands.executeCommand('attentionLab.resumeRun', run.path);
  if (choice === 'Show log') await vscode.window.showTextDocument(vscode.Uri.file(folder.log));
}
