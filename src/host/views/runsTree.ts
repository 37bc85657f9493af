/**
 * The view of all runs: how well each answers, what it learns, how far it is. Those of an experiment stand
 * together below it, and below a run those that left it to go another way; models that were opened stand below all runs.
 */
import * as vscode from 'vscode';
import { wholePercent } from '../../numbers/formats';
import { type RunSummary, canResume, isRunning, progressOf } from '../../runs/runSummary';
import type { ListedModel } from '../../processes/openedByPath';
import { type KnownModels, NO_MODELS } from '../models/openModels';
import type { Problems } from '../problems';
import { wasHandedIn } from '../../experiments/slurm/submissions';
import type { RunStore } from '../../runs/runStore';
import {
  type Arrangement,
  type ArrangedRuns,
  FIRST_ARRANGEMENT,
  type RunGroup,
  arrangedRuns,
} from './arrangedRuns';
import { placeInWords, scoreOf, stateInWords, variantName } from './describeRun';

const ICONS: Readonly<Record<RunSummary['state'], readonly [icon: string, colour?: string]>> = {
  starting: ['loading~spin'],
  running: ['loading~spin'],
  paused: ['debug-pause'],
  stopped: ['debug-stop'],
  done: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  crashed: ['error', 'testing.iconFailed'],
};

/** An entry of the view. */
export type RunNode = RunSummary | RunGroup | ListedModel;

/** The tree behind the runs view; drawn anew whenever a run changes. */
export class RunsTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly following: vscode.Disposable;
  private wanted = FIRST_ARRANGEMENT;
  private known: ArrangedRuns | undefined;

  constructor(
    private readonly store: RunStore,
    problems: Problems,
    private readonly models: KnownModels = NO_MODELS,
  ) {
    const update = () => {
      this.update();
    };
    const stop = new vscode.Disposable(store.onChange(update));
    this.following = vscode.Disposable.from(stop, models.onDidChange(update));
    problems.inBackground(store.refresh(), 'Looking for runs');
  }

  /** How the runs are put. */
  get arrangement(): Arrangement {
    return this.wanted;
  }

  /** How many runs are shown. */
  get count(): number {
    return this.arranged.count;
  }

  /** Puts the runs another way. */
  arrange(arrangement: Arrangement): void {
    this.wanted = arrangement;
    this.update();
  }

  getChildren(node?: RunNode): RunNode[] {
    const { top, branches } = this.arranged;
    if (node === undefined) return [...top, ...this.models.listed];
    if (isGroup(node)) return [...node.runs];
    return [...(branches.get(node.path) ?? [])];
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (isGroup(node)) return groupItem(node);
    return isRunSummary(node) ? runItem(node, this.arranged) : modelItem(node);
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
  }

  /** Made when it is first looked at: a list that nobody sees costs nothing. */
  private get arranged(): ArrangedRuns {
    return (this.known ??= arrangedRuns(this.store.runs, this.wanted));
  }

  private update(): void {
    this.known = undefined;
    this.changed.fire();
  }
}

/** Whether an entry is a run. */
export function isRunSummary(node: RunNode): node is RunSummary {
  return 'config' in node;
}

function isGroup(node: RunNode): node is RunGroup {
  return 'runs' in node;
}

function groupItem({ path, name, runs }: RunGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = path;
  item.description = groupInWords(runs);
  item.contextValue = wasHandedIn(path) ? 'group slurm' : 'group';
  item.iconPath = new vscode.ThemeIcon(runs.some(isRunning) ? 'loading~spin' : 'beaker');
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  return item;
}

function modelItem({ path, name }: ListedModel): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.id = path;
  item.description = vscode.l10n.t('opened');
  item.tooltip = path;
  item.contextValue = 'opened';
  item.iconPath = new vscode.ThemeIcon('package');
  item.command = {
    title: vscode.l10n.t('Show in panel'),
    command: 'attentionLab.showRun',
    arguments: [path],
  };
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, a model that was opened', name) };
  return item;
}

function groupInWords(runs: readonly RunSummary[]): string {
  const t = vscode.l10n.t;
  if (!runs.some(isRunning)) return t('{0} runs', runs.length);
  const progress = runs.reduce((sum, run) => sum + progressOf(run), 0) / runs.length;
  return t('{0} runs, {1}', runs.length, wholePercent(progress));
}

function runItem(run: RunSummary, { top, branches }: ArrangedRuns): vscode.TreeItem {
  // Without the experiment's name where it stands above.
  const alone = top.includes(run);
  const name = alone ? run.name : (run.name.split('/').at(-1) ?? run.name);
  const star = run.label?.starred === true ? '★ ' : '';
  const score = scoreOf(run);
  // What stands in the label comes first and whole; a description is cut off behind a long name.
  const item = new vscode.TreeItem(star + (score === undefined ? name : `${score}  ${name}`));
  const [icon, colour] = ICONS[run.state];
  item.id = run.path;
  item.iconPath = new vscode.ThemeIcon(
    icon,
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  const { branch, model } = run.config;
  const from = branch ? [vscode.l10n.t('from step {0}', branch.step)] : [];
  item.description = [...from, variantName(model.variant), stateInWords(run), placeInWords(run)]
    .filter((part) => part !== undefined)
    .join('  ');
  if (branches.has(run.path)) item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  item.tooltip = tooltipOf(run);
  item.contextValue = contextOf(run);
  item.command = {
    title: vscode.l10n.t('Show in panel'),
    command: 'attentionLab.showRun',
    arguments: [run.path],
  };
  const starred = star === '' ? undefined : vscode.l10n.t('starred');
  const words = [name, starred, run.state, score, item.description, run.label?.note].filter(
    (part) => part !== undefined,
  );
  item.accessibilityInformation = { label: words.join(', ') };
  return item;
}

function tooltipOf(run: RunSummary): vscode.MarkdownString {
  const { path, name, label, config, status, state } = run;
  const { model, training } = config;
  const t = vscode.l10n.t;
  const [task, score] = [config.task === 'pretrain' ? t('Pretraining') : t('Finetuning'), scoreOf(run)];
  const lines = [
    name,
    ...(label?.note === undefined ? [] : [label.note]),
    t('{0}, {1}, step {2} of {3}', task, state, status?.step ?? 0, status?.steps ?? training.steps),
    t('{0} layers, {1} heads, width {2}', model.layers, model.heads, model.width),
    t('seed {0}, {1}', config.seed, status?.device ?? config.device),
    ...(score === undefined ? [] : [t('{0} answered right', score)]),
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
  if (run.state === 'paused') return 'run paused';
  if (isRunning(run)) return 'run running';
  return canResume(run) ? 'run resumable' : 'run done';
}
