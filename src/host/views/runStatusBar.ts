/**
 * One short item in the status bar while a run is at work: how far, and how long yet.
 */
import * as vscode from 'vscode';
import { isRunning } from '../../runs/runSummary';
import type { RunStore } from '../../runs/runStore';
import { stateInWords } from './describeRun';

/** See the header. */
export class RunStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'attentionLab.run',
    vscode.StatusBarAlignment.Left,
  );
  private readonly stop: () => void;

  constructor(private readonly store: RunStore) {
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
    const others = running.length > 1 ? ` +${running.length - 1}` : '';
    this.item.text = `$(sync~spin) ${stateInWords(first)}${others}`;
    this.item.tooltip = running.map((run) => `${run.name}: ${stateInWords(run)}`).join('\n');
    this.item.accessibilityInformation = { label: `Training ${first.name}, ${stateInWords(first)}` };
    this.item.show();
  }
}
