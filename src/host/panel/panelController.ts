/**
 * The attention panel's host side: one panel a window, fed with what its selection needs.
 *
 * The page owns the selection. What a command asks for is sent to it as a change, or kept until a page
 * listens; only what the page says is selected is fed to it.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type FromPanel, fromPanelSchema } from '../../processes/fromPanel';
import { goneRuns } from '../../processes/goneRuns';
import type { InspectorCalls } from '../../processes/inspectorCalls';
import type { ToPanel } from '../../processes/panelMessages';
import {
  FIRST_SELECTION,
  type PanelSelection,
  type SelectionChange,
  withChange,
} from '../../processes/panelSelection';
import type { RunStore } from '../../runs/runStore';
import { type RunSummary, runToShow } from '../../runs/runSummary';
import { type KnownModels, NO_MODELS, openOptionsOf } from '../models/openModels';
import type { Explained, Problems } from '../problems';
import { markDone } from '../views/contextKeys';
import { ActiveTextFollower } from './activeText';
import { AnalysisFeed } from './analysisFeed';
import { ControlFeed } from './controlFeed';
import type { FeedParts } from './feed';
import { HeadsFeed } from './headsFeed';
import { type CheckpointCode, InspectorClient } from './inspectorClient';
import { MetricsFeed } from './metricsFeed';
import type { ModelSelection } from './modelSelection';
import { COMMANDS } from './panelCommands';
import { showPage } from './pageHtml';
import { referencesOf } from './references';
import { revealLine } from './revealLine';
import { saveFromPanel } from './saveFromPanel';
import { type ShownText, typedQuestion, typedText } from './shownText';
import { TheoryFeed } from './theoryFeed';
import { TimelineFeed } from './timelineFeed';
import { trustMessage } from './trustMessage';

/** The panel's type, under which the editor restores it. */
export const PANEL_TYPE = 'attentionLab.panel';

/** What a page is to show, asked for while none listened. */
interface Requested {
  readonly change: SelectionChange;
  readonly theory?: string;
}

/** Opens, restores and feeds the attention panel. */
export class PanelController implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  /** What the page said last. */
  private selection: PanelSelection = FIRST_SELECTION;
  private requested: Requested | undefined;
  /** Whether the page listens. */
  private ready = false;
  /** The runs that are shown, a line each. */
  private followed = '';
  /** The runs as the feeds know them. */
  private listed: readonly RunSummary[];
  private readonly text: ActiveTextFollower;
  private readonly inspector: InspectorClient;
  private readonly metrics: MetricsFeed;
  private readonly timeline: TimelineFeed;
  private readonly control: ControlFeed;
  private readonly heads: HeadsFeed;
  private readonly analyses: AnalysisFeed;
  private readonly theory: TheoryFeed;
  private readonly endLists: vscode.Disposable;

  constructor(
    private readonly context: Pick<vscode.ExtensionContext, 'extensionPath' | 'extensionUri'>,
    private readonly store: Pick<RunStore, 'runs' | 'find' | 'onChange'>,
    private readonly problems: Problems,
    code?: CheckpointCode,
    private readonly models: KnownModels = NO_MODELS,
  ) {
    // It looks at once for a text, and may ask for the runs.
    this.text = new ActiveTextFollower(() => this.shownModel() !== undefined);
    this.inspector = new InspectorClient(join(context.extensionPath, 'dist', 'inspector.js'), {
      trusted: () => vscode.workspace.isTrusted,
      ...(code ? { code } : {}),
      heard: (line) => {
        problems.heard('inspector', line);
      },
    });
    const parts: FeedParts = {
      inspector: this.inspector,
      text: () => this.shownText(),
      post: (message) => {
        this.post(message);
      },
      problems,
    };
    this.metrics = new MetricsFeed(parts);
    this.timeline = new TimelineFeed(parts);
    this.control = new ControlFeed(parts);
    this.heads = new HeadsFeed(parts);
    this.analyses = new AnalysisFeed(parts, () => this.selectedModel());
    this.theory = new TheoryFeed(parts);
    this.text.onDidChange((what) => {
      // A typed question is asked in the wording of the open file.
      if (what === 'file' || this.selection.question === undefined) this.textChanged();
    });
    this.listed = store.runs;
    const listsChanged = () => {
      const gone = goneRuns(this.listed, store.runs);
      this.listed = store.runs;
      for (const feed of [this.metrics, this.timeline]) for (const path of gone) feed.drop(path);
      // A run that was selected before its folder was there, or another that has begun, is to be followed.
      const isOther = gone.length > 0 || this.shownPaths().join('\n') !== this.followed;
      if (this.ready && isOther) this.feed(this.selection);
      else this.sendRuns();
    };
    this.endLists = vscode.Disposable.from(
      new vscode.Disposable(store.onChange(listsChanged)),
      // It may be asked in other words than before.
      models.onDidChange(() => {
        if (this.ready) this.feed(this.selection);
      }),
    );
  }

  /** Asks the inspector: there is one a window. Rejects with a `CallError`. */
  inspect<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
  ): Promise<InspectorCalls[Name]['response']> {
    return this.inspector.call(name, request);
  }

  /**
   * Opens the panel, or brings it to the front, and has it show what is asked for.
   *
   * @param theory A shared state of the theory's pages; see `theory/sharing.ts`.
   */
  show(change: SelectionChange = {}, theory?: string): void {
    const request = { change, ...(theory === undefined ? {} : { theory }) };
    if (this.panel && this.ready) {
      this.reveal(this.panel);
      this.post({ kind: 'show', ...request });
      return;
    }
    if (this.panel) {
      const before = this.requested;
      this.requested = { ...before, ...request, change: { ...before?.change, ...change } };
      this.reveal(this.panel);
      return;
    }
    // A panel that was closed is opened where it was left.
    this.requested = { ...request, change: withChange(this.selection, change) };
    // Beside whatever is open, be it in the foreground or not; an empty window has no beside.
    const isEmpty = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
    const column = isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const where = { viewColumn: column, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(PANEL_TYPE, 'Attention Lab', where));
  }

  /**
   * Brings it to the front where it is, or beside a text that it would cover. Without a column the editor
   * would move it on top of what one works at.
   */
  private reveal(panel: vscode.WebviewPanel): void {
    const text = vscode.window.activeTextEditor?.viewColumn;
    const isBehindText = !panel.visible && text !== undefined && text === panel.viewColumn;
    const column = isBehindText ? undefined : panel.viewColumn;
    panel.reveal(column ?? vscode.ViewColumn.Beside, true);
  }

  /** Whether people see the training of a run in it, be it among others, or because none was chosen. */
  shows(run: string): boolean {
    const isSeen = this.panel?.visible === true && this.selection.page === 'training';
    return isSeen && this.shownPaths().includes(run);
  }

  /**
   * Sends what is known about a run’s answers, and why no more could be found out; or only what is being done
   * right now to know more.
   */
  showTrust(run: string, checking?: string, problem?: Explained): void {
    if (checking !== undefined) {
      this.post({ kind: 'trust', run, checking });
      return;
    }
    const send = async () => {
      this.post(await trustMessage(run, this.problems, problem));
    };
    this.inBackground(send());
  }

  /** Takes up a panel that the editor has restored. Its page remembers its selection by itself. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.endLists.dispose();
    for (const part of [
      this.metrics,
      this.timeline,
      this.control,
      this.heads,
      this.theory,
      this.analyses,
      this.inspector,
      this.text,
    ])
      part.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.pause();
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.receive(message);
    });
    panel.onDidChangeViewState(() => {
      // Messages to a hidden panel are lost; when it is shown again, its page begins anew and says `ready`.
      if (!panel.visible) this.pause();
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.pause();
    });
    showPage(panel, this.context.extensionUri, { name: 'panel', label: 'Attention panel' });
  }

  private pause(): void {
    this.ready = false;
    this.metrics.pause();
    this.metrics.forget();
    this.timeline.follow([]);
    this.control.dispose();
    this.heads.show(undefined);
    this.theory.dispose();
    this.analyses.dispose();
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(fromPanelSchema, message);
    if (parsed.success) this.answer(parsed.output);
    else this.problems.note(`A message of the panel was refused: ${v.summarize(parsed.issues)}`);
  }

  private answer(message: FromPanel): void {
    switch (message.kind) {
      case 'ready':
        this.begin(message.selection);
        return;
      case 'select':
        this.feed(message.selection);
        return;
      case 'refresh':
        this.metrics.forget();
        this.feed(this.selection);
        return;
      case 'command':
        this.inBackground(
          vscode.commands.executeCommand(`attentionLab.${COMMANDS[message.command]}`, message.run),
        );
        return;
      case 'analyse':
        this.inBackground(this.analyses.ask(message.id, message.request));
        return;
      case 'cancelAnalysis':
        this.analyses.cancel(message.id);
        return;
      case 'measureCost':
        this.inBackground(this.theory.measure(message.sizes));
        return;
      case 'reveal':
        this.problems.inBackground(revealLine(message), 'Showing the line');
        return;
      case 'bug':
        this.problems.log(message.stack, 'The panel');
        return;
      case 'save':
        this.problems.inBackground(saveFromPanel(message.name, message.content), 'Saving the file');
        return;
      default:
        message satisfies never;
    }
  }

  private begin(selection: PanelSelection): void {
    this.pause();
    this.ready = true;
    const { requested } = this;
    this.requested = undefined;
    if (!requested) {
      this.feed(selection);
      return;
    }
    // The page answers with the changed selection, and that is fed.
    this.sendRuns();
    this.post({ kind: 'show', ...requested });
  }

  private feed(selection: PanelSelection): void {
    this.selection = selection;
    this.sendRuns();
    const shown = this.shownPaths();
    this.followed = shown.join('\n');
    const { page } = selection;
    const runs = shown.filter((path) => this.store.find(path) !== undefined);
    this.control.follow(runs);
    if (page === 'training' && !this.shownModel()) {
      this.metrics.follow(runs);
      for (const run of runs) this.problems.inBackground(this.sendReferences(run), 'Reading the baseline');
    } else this.metrics.pause();
    const [first] = shown;
    this.timeline.follow(page === 'training' || page === 'heads' ? runs : []);
    if (page === 'trust' && first !== undefined && !this.shownModel()) this.showTrust(first);
    this.text.look();
    const model = this.selectedModel();
    this.heads.show(page === 'heads' ? model : undefined);
    this.theory.show(page === 'theory' ? model : undefined);
  }

  /** What the feeds are told of the model that is shown. */
  private modelOf(run: string): ModelSelection {
    const { step, head, goOn } = this.selection;
    const opened = this.models.find(run);
    return {
      run,
      ...(step === undefined ? {} : { step }),
      ...(head ? { head } : {}),
      ...(opened ? { open: openOptionsOf(opened), ...(goOn ? { goOn } : {}) } : {}),
    };
  }

  /** The selected runs and models that still exist; else the run that people most likely want to see. */
  private shownPaths(): readonly string[] {
    const isKnown = (path: string) => (this.store.find(path) ?? this.models.find(path)) !== undefined;
    const selected = this.selection.runs.filter(isKnown);
    if (selected.length > 0) return selected;
    const shown = runToShow(this.store.runs)?.path ?? this.models.listed[0]?.path;
    return shown === undefined ? [] : [shown];
  }

  private selectedModel(): ModelSelection | undefined {
    const [first] = this.shownPaths();
    return first === undefined ? undefined : this.modelOf(first);
  }

  /** The path of the model that is shown, where it was opened by it. */
  private shownModel(): string | undefined {
    const [first] = this.shownPaths();
    return first !== undefined && this.models.find(first) ? first : undefined;
  }

  private shownText(): ShownText | undefined {
    const { question, asks } = this.selection;
    if (question === undefined) return this.text.text;
    if (this.shownModel() !== undefined && asks !== true) return typedText(question);
    return typedQuestion(question, this.text.text);
  }

  private textChanged(): void {
    this.problems.inBackground(this.heads.refresh(), 'Reading the heads');
    this.problems.inBackground(this.theory.refresh(), 'Measuring the heads');
  }

  private async sendReferences(run: string): Promise<void> {
    this.post({ kind: 'references', references: await referencesOf(run) });
  }

  private sendRuns(): void {
    this.post({ kind: 'models', models: this.models.listed });
    this.post({ kind: 'runs', runs: this.store.runs });
  }

  private inBackground(work: PromiseLike<unknown>): void {
    this.problems.inBackground(work, 'What the panel asked for');
  }

  private post(message: ToPanel): void {
    if (message.kind === 'heads') markDone('hasSeenHeads');
    if (this.ready && this.panel)
      this.problems.inBackground(this.panel.webview.postMessage(message), 'Drawing the panel');
  }
}
