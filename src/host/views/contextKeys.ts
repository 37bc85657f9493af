/**
 * Tells the editor which commands can run now, so that the palette offers no others.
 */
import * as vscode from 'vscode';
import { canResume, isRunning } from '../../runs/runSummary';
import type { Problems } from '../problems';
import type { RunStore } from '../../runs/runStore';

/** Keeps the context keys up to date. */
export function followRuns(store: RunStore, problems: Problems): vscode.Disposable {
  const set = (key: string, value: boolean) => {
    const told = vscode.commands.executeCommand('setContext', `attentionLab.${key}`, value);
    problems.inBackground(told, 'Offering the commands that can run');
  };
  const update = () => {
    set('hasRuns', store.runs.length > 0);
    set('hasRunningRun', store.runs.some(isRunning));
    set('hasResumableRun', store.runs.some(canResume));
    set(
      'hasModel',
      store.runs.some(({ status }) => (status?.step ?? 0) > 0),
    );
  };
  update();
  return new vscode.Disposable(store.onChange(update));
}
