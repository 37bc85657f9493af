/**
 * Tells the editor which commands can run now, so that the palette offers no others; and what has been done,
 * so that the steps of the walkthrough are ticked when they are.
 */
import { existsSync, readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { RunFolder } from '../../runs/runFolder';
import { canResume, hasModel, isRunning } from '../../runs/runSummary';
import type { KnownModels } from '../models/openModels';
import type { Problems } from '../problems';
import type { RunStore } from '../../runs/runStore';
import { sampleFolders } from './sampleFolder';

/** What a person has done, as steps of the walkthrough take it. */
type Done = 'hasSampleData' | 'hasPretrained' | 'hasEvaluation' | 'hasSeenHeads';

/** Keeps the context keys up to date. */
export function followRuns(store: RunStore, problems: Problems, models: KnownModels): vscode.Disposable {
  const update = () => {
    const { runs } = store;
    set('hasRuns', runs.length > 0);
    set('hasRunningRun', runs.some(isRunning));
    set(
      'hasPausableRun',
      runs.some(({ state }) => state === 'running'),
    );
    set('hasResumableRun', runs.some(canResume));
    set('hasModel', runs.some(hasModel) || models.all.length > 0);
    set('hasOpenModel', models.all.length > 0);
    if (runs.some((run) => run.config.task === 'pretrain' && run.state === 'done')) markDone('hasPretrained');
  };
  update();
  problems.inBackground(markWhatIsThere(store), 'Looking for what has been done');
  return vscode.Disposable.from(new vscode.Disposable(store.onChange(update)), models.onDidChange(update));
}

/** Says that a step of the walkthrough has been done. The editor remembers it. */
export function markDone(what: Done): void {
  set(what, true);
}

/** What was done before this window was opened. */
async function markWhatIsThere(store: RunStore): Promise<void> {
  if (sampleFolders().some((folder) => existsSync(folder))) markDone('hasSampleData');
  await store.refresh();
  if (store.runs.some(({ path }) => hasPredictions(new RunFolder(path)))) markDone('hasEvaluation');
}

function hasPredictions({ predictions }: RunFolder): boolean {
  return existsSync(predictions) && readdirSync(predictions).length > 0;
}

function set(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', `attentionLab.${key}`, value);
}
