/**
 * The attention panel's host side: one panel a window, fed with what it wishes to see.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  FIRST_WISHES,
  type FromPanel,
  type PanelWishes,
  type ToPanel,
  parseWishes,
} from '../../processes/panelMessages';
import { runToShow } from '../../runs/runSummary';
import { RunFolder } from '../../runs/runFolder';
import type { RunStore } from '../../runs/runStore';
import { newestTrust } from '../../answers/trustFile';
import { ActiveTextFollower } from './activeText';
import { AnalysisFeed } from './analysisFeed';
import { HeadsFeed } from './headsFeed';
import { InspectorClient } from './inspectorClient';
import { MetricsFeed } from './metricsFeed';
import { panelHtml } from './panelHtml';
import { referencesOf } from './references';
import { saveFromPanel } from './saveFromPanel';
import { TheoryFeed } from './theoryFeed';

/** The panel's type, under which the editor restores it. */
export const PANEL_TYPE = 'attentionLab.panel';

/** See the header. */
export class PanelController implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private wishes: PanelWishes = FIRST_WISHES;
  private ready = false;
  /** The runs that are shown, a line each. */
  private followed = '';
  private readonly inspector: InspectorClient;
  private readonly text = new ActiveTextFollower();
  private readonly metrics = new MetricsFeed((message) => {
    this.post(message);
  });
  private readonly heads: HeadsFeed;
  private readonly analyses: AnalysisFeed;
  private readonly theory: TheoryFeed;
  private readonly stop: () => void;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly store: RunStore,
  ) {
    const script = join(context.extensionPath, 'dist', 'inspector.js');
    this.inspector = new InspectorClient(script, () => vscode.workspace.isTrusted);
    const post = (message: ToPanel) => {
      this.post(message);
    };
    this.heads = new HeadsFeed(this.inspector, () => this.text.text, post);
    const subject = () => ({ wish: this.heads.wished, text: this.text.text });
    this.analyses = new AnalysisFeed(this.inspector, subject, post);
    this.theory = new TheoryFeed(this.inspector, () => this.text.text, post);
    this.text.onDidChange(() => {
      void this.heads.refresh();
      void this.theory.refresh();
    });
    this.stop = store.onChange(() => {
      // A run that was wished before its folder was there, or another that has begun, is to be followed.
      if (this.ready && this.shownRuns().join('\n') !== this.followed) this.fulfil(this.wishes);
      else this.sendRuns();
    });
  }

  /** Opens the panel, or brings it to the front, and shows in it what is asked for. */
  show(wishes: Partial<PanelWishes> = {}): void {
    this.wishes = { ...this.wishes, ...wishes };
    if (this.panel) {
      this.panel.reveal(undefined, true);
      this.post({ kind: 'show', wishes });
      return;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const where = { viewColumn: column, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, 'Attention Lab', where);
    this.adopt(panel);
  }

  /** Sends what is known about a run’s answers; or only what is being done right now to know more. */
  showTrust(run: string, checking?: string): void {
    if (checking !== undefined) {
      this.post({ kind: 'trust', run, checking });
      return;
    }
    void newestTrust(new RunFolder(run)).then(
      (report) => {
        this.post({ kind: 'trust', run, ...(report ? { report } : {}) });
      },
      (error: unknown) => {
        this.post({ kind: 'trust', run, problem: error instanceof Error ? error.message : String(error) });
      },
    );
  }

  /** Takes up a panel that the editor has restored. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.wishes = parseWishes(state);
    this.adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.stop();
    for (const part of [this.metrics, this.heads, this.theory, this.analyses, this.inspector, this.text])
      part.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    const { extensionUri } = this.context;
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `attention-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
    };
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
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
    panel.webview.html = panelHtml(panel.webview, extensionUri);
  }

  private pause(): void {
    this.ready = false;
    this.metrics.follow([]);
    this.heads.show(undefined);
    this.theory.dispose();
    this.analyses.dispose();
  }

  private receive(message: FromPanel): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        // What a command asked for while the page was loading counts more than what it remembers.
        this.post({ kind: 'show', wishes: { ...message.wishes, ...this.wishes } });
        this.fulfil({ ...message.wishes, ...this.wishes });
        return;
      case 'wishes':
        this.fulfil(message.wishes);
        return;
      case 'command':
        void vscode.commands.executeCommand(`attentionLab.${COMMANDS[message.command]}`, message.run);
        return;
      case 'analyse':
        void this.analyses.ask(message.id, message.question);
        return;
      case 'cancelAnalysis':
        this.analyses.cancel(message.id);
        return;
      case 'measureCost':
        void this.theory.measure(message.sizes);
        return;
      case 'save':
        void saveFromPanel(message.name, message.content);
        return;
      default:
        message satisfies never;
    }
  }

  private fulfil(wishes: PanelWishes): void {
    this.wishes = wishes;
    this.sendRuns();
    const runs = this.shownRuns();
    this.followed = runs.join('\n');
    this.metrics.follow(wishes.page === 'training' ? runs : []);
    if (wishes.page === 'training') for (const run of runs) void this.sendReferences(run);
    const [run] = runs;
    if (wishes.page === 'trust' && run !== undefined) this.showTrust(run);
    const { step, head } = wishes;
    const wish =
      run === undefined
        ? undefined
        : { run, ...(step === undefined ? {} : { step }), ...(head ? { head } : {}) };
    this.heads.show(wishes.page === 'heads' ? wish : undefined);
    this.theory.show(wishes.page === 'theory' ? wish : undefined);
  }

  /** The wished runs that still exist; else the one that people most likely want to see. */
  private shownRuns(): readonly string[] {
    const wished = this.wishes.runs.filter((path) => this.store.find(path) !== undefined);
    if (wished.length > 0) return wished;
    const shown = runToShow(this.store.runs);
    return shown ? [shown.path] : [];
  }

  private async sendReferences(run: string): Promise<void> {
    const references = await referencesOf(run).catch(() => undefined);
    if (references) this.post({ kind: 'references', references });
  }

  private sendRuns(): void {
    this.post({ kind: 'runs', runs: this.store.runs });
  }

  private post(message: ToPanel): void {
    if (this.ready) void this.panel?.webview.postMessage(message);
  }
}

/** What the panel may ask for, as commands. */
const COMMANDS = {
  pretrain: 'pretrain',
  stop: 'stopRun',
  resume: 'resumeRun',
  openFolder: 'openRunFolder',
  makeSampleData: 'makeSampleData',
  checkTrust: 'checkTrust',
};
