/**
 * What commands work with: the parts of the extension, put together once in `extension.ts`.
 */
import type * as vscode from 'vscode';
import type { RunStore } from '../../runs/runStore';
import type { Launcher } from '../../runs/launcher';
import type { OpenModels } from '../models/openModels';
import type { Problems } from '../problems';
import type { PanelController } from '../panel/panelController';
import type { Plans } from '../views/plans';
import type { QuestionResults } from '../views/questionResults';
import type { ReportViewer } from '../views/reportViewer';
import type { SlurmSweeps } from '../views/slurmSweeps';
import type { RunsView } from '../views/runsView';
import type { VariantChecks } from '../views/variantChecks';

/** The parts of the extension that commands use. */
export interface Lab {
  readonly context: vscode.ExtensionContext;
  readonly store: RunStore;
  readonly models: OpenModels;
  readonly launcher: Launcher;
  readonly panel: PanelController;
  readonly results: QuestionResults;
  readonly reports: ReportViewer;
  readonly variants: VariantChecks;
  readonly plans: Plans;
  readonly slurm: SlurmSweeps;
  readonly runs: RunsView;
  readonly problems: Problems;
}

/** One command: what runs when it is chosen. Arguments come from menus and lenses. */
export type Command = (lab: Lab, ...args: readonly unknown[]) => Promise<void>;
