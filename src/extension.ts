/**
 * The extension: builds its parts, wires them, registers them with the editor.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CodeConsent } from './host/codeConsent';
import { registerCommands } from './host/commands';
import type { Lab } from './host/commands/lab';
import { followModelFolders } from './host/models/modelFolders';
import { OpenModels } from './host/models/openModels';
import { PANEL_TYPE, PanelController } from './host/panel/panelController';
import { registerTheoryLinks } from './host/panel/theoryLinks';
import { Problems } from './host/problems';
import { Launcher } from './runs/launcher';
import { RunStore } from './runs/runStore';
import { followRuns } from './host/views/contextKeys';
import { ExperimentDiagnostics } from './host/views/experimentDiagnostics';
import { registerExperimentLens } from './host/views/experimentLens';
import { tensorFlowToldOf } from './host/tensorFlowToldOf';
import { Plans } from './host/views/plans';
import { QuestionResults } from './host/views/questionResults';
import { ReportViewer } from './host/views/reportViewer';
import { RunEnds } from './host/views/runEnds';
import { RunStatusBar } from './host/views/runStatusBar';
import { RunsTree } from './host/views/runsTree';
import { RUNS_TABLE_TYPE, RunsTable } from './host/views/runsTable';
import { RunsView } from './host/views/runsView';
import { runsFolders } from './host/views/settings';
import { SlurmSweeps } from './host/views/slurmSweeps';
import { slurmCompletion } from './host/views/slurmCompletion';
import { VariantChecks } from './host/views/variantChecks';

/**
 * Called by the editor once it has started, or earlier when one of the extension's parts is used: a search of the
 * workspace for what the extension may be good for would cost more than its start, and be given up when it is slow.
 *
 * @returns the extension's parts, for tests inside the editor
 */
export function activate(context: vscode.ExtensionContext): Lab {
  const store = new RunStore(runsFolders);
  const code = new CodeConsent(context.workspaceState);
  const launcher = new Launcher(
    join(context.extensionPath, 'dist', 'cli.js'),
    code.trusted,
    code,
    tensorFlowToldOf,
  );
  const problems = new Problems();
  const models = new OpenModels(context.workspaceState);
  const panel = new PanelController(context, store, problems, code, models);
  const results = new QuestionResults(problems);
  const reports = new ReportViewer();
  const variants = new VariantChecks(launcher, context.extensionPath, problems);
  const plans = new Plans(context.workspaceState);
  const slurm = new SlurmSweeps(store, plans, problems);
  const tree = new RunsTree(store, problems, models);
  const runs = new RunsView(tree, store, context.workspaceState);
  const table = new RunsTable(context.extensionUri, store, panel, problems);
  const shown = { panel, results, reports, runs, table };
  const lab: Lab = { context, store, models, launcher, ...shown, variants, plans, slurm, problems };
  context.subscriptions.push(
    problems,
    store,
    panel,
    results,
    registerCommands(lab),
    reports,
    variants,
    new ExperimentDiagnostics(),
    followRuns(store, problems, models),
    followModelFolders(problems),
    models,
    registerExperimentLens(),
    registerTheoryLinks(panel),
    slurm,
    slurmCompletion(),
    new RunStatusBar(store, plans, slurm),
    new RunEnds(store, panel, problems, slurm),
    tree,
    runs,
    table,
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
    vscode.window.registerWebviewPanelSerializer(RUNS_TABLE_TYPE, table),
  );
  return lab;
}
