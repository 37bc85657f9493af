/**
 * The extension: builds its parts, wires them, registers them with the editor.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CodeConsent } from './host/codeConsent';
import { registerCommands } from './host/commands';
import type { Lab } from './host/commands/lab';
import { checkOnSave } from './host/commands/newVariant';
import { PANEL_TYPE, PanelController } from './host/panel/panelController';
import { registerTheoryLinks } from './host/panel/theoryLinks';
import { Launcher } from './runs/launcher';
import { RunStore } from './runs/runStore';
import { followRuns } from './host/views/contextKeys';
import { CrashReports } from './host/views/crashReports';
import { registerExperimentLens } from './host/views/experimentLens';
import { QuestionResults } from './host/views/questionResults';
import { RunStatusBar } from './host/views/runStatusBar';
import { RunsTree } from './host/views/runsTree';
import { runsFolders } from './host/views/settings';

/**
 * Called by the editor when one of the extension's commands or views is first used.
 *
 * @returns the extension's parts, for tests inside the editor
 */
export function activate(context: vscode.ExtensionContext): Lab {
  const store = new RunStore(runsFolders);
  const code = new CodeConsent(context.workspaceState);
  const launcher = new Launcher(join(context.extensionPath, 'dist', 'cli.js'), code.trusted, code);
  const panel = new PanelController(context, store, code);
  const results = new QuestionResults();
  const lab: Lab = { context, store, launcher, panel, results };
  context.subscriptions.push(
    store,
    panel,
    results,
    registerCommands(lab),
    checkOnSave(lab),
    followRuns(store),
    registerExperimentLens(),
    registerTheoryLinks(panel),
    new RunStatusBar(store),
    new CrashReports(store),
    vscode.window.registerTreeDataProvider('attentionLab.runs', new RunsTree(store)),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
  );
  return lab;
}
