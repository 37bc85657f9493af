/**
 * The view of runs as people have arranged it, which the workspace remembers; its words are forgotten with the
 * window, so that nobody misses runs without a reason in sight.
 */
import * as vscode from 'vscode';
import type { RunStore } from '../../runs/runStore';
import { isRunSummary, type RunNode, type RunsTree } from './runsTree';
import { NEWEST_FIRST, runColumn } from '../../runs/runColumns';
import type { RunSummary } from '../../runs/runSummary';
import { type Arrangement, FIRST_ARRANGEMENT } from './arrangedRuns';

const KEY = 'runsView';

/** Shows the tree of runs. */
export class RunsView implements vscode.Disposable {
  private readonly view: vscode.TreeView<RunNode>;
  private readonly stop: () => void;

  constructor(
    private readonly tree: RunsTree,
    private readonly store: RunStore,
    private readonly memory: vscode.Memento,
  ) {
    this.view = vscode.window.createTreeView('attentionLab.runs', { treeDataProvider: tree });
    tree.arrange(this.remembered());
    this.stop = store.onChange(() => {
      this.say();
    });
    this.say();
  }

  /** How the runs are put now. */
  get arrangement(): Arrangement {
    return this.tree.arrangement;
  }

  /** The run that is selected in the view, if there is one. */
  get selected(): RunSummary | undefined {
    const [node] = this.view.selection;
    return node && isRunSummary(node) ? node : undefined;
  }

  /** Puts the runs another way. */
  arrange(change: Partial<Arrangement>): void {
    this.tree.arrange({ ...this.arrangement, ...change });
    const { words: _words, ...kept } = this.arrangement;
    void this.memory.update(KEY, kept);
    this.say();
  }

  dispose(): void {
    this.stop();
    this.view.dispose();
  }

  private remembered(): Arrangement {
    const { by, turned, grouped } = this.memory.get<Partial<Arrangement>>(KEY) ?? {};
    if (by === undefined || !runColumn(by)) return FIRST_ARRANGEMENT;
    return { ...FIRST_ARRANGEMENT, by, turned: turned === true, grouped: grouped !== false };
  }

  private say(): void {
    const t = vscode.l10n.t;
    const { words, by } = this.arrangement;
    const column = by === NEWEST_FIRST.by ? undefined : runColumn(by);
    this.view.description = column ? t('by {0}', column.title) : '';
    const { length } = this.store.runs;
    this.view.message = words === '' ? '' : t('{0} of {1} runs have “{2}”', this.tree.count, length, words);
    void vscode.commands.executeCommand('setContext', 'attentionLab.runsFiltered', words !== '');
  }
}
