/**
 * The view of all runs: what each learns, how far it is, how well it answers.
 */
import { percent } from '../../numbers/formats';
import * as vscode from 'vscode';
import { type RunSummary, canResume, isRunning } from '../../runs/runSummary';
import type { RunStore } from '../../runs/runStore';
import { stateInWords, variantName } from './describeRun';

const ICONS: Readonly<Record<RunSummary['state'], readonly [icon: string, colour?: string]>> = {
  starting: ['loading~spin'],
  running: ['loading~spin'],
  stopped: ['debug-pause'],
  done: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  crashed: ['error', 'testing.iconFailed'],
};

/** See the header. */
export class RunsTree implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly stop: () => void;

  constructor(private readonly store: RunStore) {
    this.stop = store.onChange(() => {
      this.changed.fire();
    });
    void store.look();
  }

  getChildren(): RunSummary[] {
    return [...this.store.runs];
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    const [icon, colour] = ICONS[run.state];
    item.id = run.path;
    item.iconPath = new vscode.ThemeIcon(
      icon,
      colour === undefined ? undefined : new vscode.ThemeColor(colour),
    );
    item.description = descriptionOf(run);
    item.tooltip = tooltipOf(run);
    item.contextValue = contextOf(run);
    item.command = { title: 'Show in panel', command: 'attentionLab.showRun', arguments: [run.path] };
    item.accessibilityInformation = { label: `${run.name}, ${run.state}, ${descriptionOf(run)}` };
    return item;
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
  }
}

function descriptionOf(run: RunSummary): string {
  const { status, config } = run;
  const match = status?.exactMatch === undefined ? '' : `  ${percent(status.exactMatch)}`;
  return `${variantName(config.model.variant)}${match}  ${stateInWords(run)}`;
}

function tooltipOf({ path, config, status, state }: RunSummary): vscode.MarkdownString {
  const { model, training } = config;
  const lines = [
    `${config.task === 'pretrain' ? 'Pretraining' : 'Finetuning'}, ${state}, step ${status?.step ?? 0} of ${training.steps}`,
    `${model.layers} layers, ${model.heads} heads, width ${model.width}; seed ${config.seed}; ${status?.device ?? config.device}`,
    ...(status?.message === undefined ? [] : [status.message]),
    path,
  ];
  const text = new vscode.MarkdownString();
  lines.forEach((line, index) => {
    // Plain text: a run folder's content must not become links or commands.
    text.appendText(index === 0 ? line : `\n\n${line}`);
  });
  return text;
}

/** What the view's inline commands are offered on. */
function contextOf(run: RunSummary): string {
  if (isRunning(run)) return 'run running';
  return canResume(run) ? 'run resumable' : 'run done';
}
