/**
 * The table of all runs in an editor: it has the rows from here, and its order, words and columns by itself.
 */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { csvText } from '../../charts/csv';
import { type FromRunsTable, type ToRunsTable, fromRunsTableSchema } from '../../processes/runsTableMessages';
import { rowsOfRuns, runColumn } from '../../runs/runColumns';
import type { RunStore } from '../../runs/runStore';
import { showPage } from '../panel/pageHtml';
import type { PanelController } from '../panel/panelController';
import { saveFromPanel } from '../panel/saveFromPanel';
import type { Problems } from '../problems';

/** The type of the table's page. */
export const RUNS_TABLE_TYPE = 'attentionLab.runsTable';

/** Opens the table, one a window, and keeps it up to date. */
export class RunsTable implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private readonly stop: () => void;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly store: RunStore,
    private readonly lab: Pick<PanelController, 'show'>,
    private readonly problems: Problems,
  ) {
    this.stop = store.onChange(() => {
      this.send();
    });
  }

  /** Shows the table. */
  show(): void {
    if (this.panel) {
      this.panel.reveal(this.panel.viewColumn);
      return;
    }
    this.adopt(vscode.window.createWebviewPanel(RUNS_TABLE_TYPE, title(), vscode.ViewColumn.Active));
  }

  /** Takes up a table that the editor has restored. Its page remembers order, words and columns by itself. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // One that was opened while the window came back is the one to keep.
    if (this.panel) panel.dispose();
    else this.adopt(panel);
    return Promise.resolve();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.receive(message);
    });
    panel.onDidChangeViewState(() => {
      // Its page is made anew when it is seen again.
      if (!panel.visible) this.ready = false;
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.ready = false;
    });
    showPage(panel, this.extension, { name: 'runsTable', label: title() });
  }

  dispose(): void {
    this.stop();
    this.panel?.dispose();
  }

  private send(): void {
    if (!this.ready) return;
    const message: ToRunsTable = { kind: 'rows', rows: rowsOfRuns(this.store.runs) };
    void this.panel?.webview.postMessage(message);
  }

  private receive(message: unknown): void {
    const result = v.safeParse(fromRunsTableSchema, message);
    if (result.success) this.obey(result.output);
  }

  private obey(message: FromRunsTable): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.send();
        return;
      case 'compare':
        this.lab.show({
          page: 'training',
          runs: message.paths.filter((path) => this.store.find(path) !== undefined),
        });
        return;
      case 'save':
        this.problems.inBackground(this.save(message), 'Saving the table');
        return;
      case 'bug':
        this.problems.log(message.stack, 'The table of runs');
        return;
    }
  }

  private async save({ paths, columns }: Extract<FromRunsTable, { kind: 'save' }>): Promise<void> {
    const wanted = columns.flatMap((id) => runColumn(id) ?? []);
    const runs = paths.flatMap((path) => this.store.find(path) ?? []);
    const names = wanted.map(({ id }) => id);
    await saveFromPanel(
      'runs.csv',
      csvText(
        names,
        runs.map((run) => wanted.map(({ of }) => of(run))),
      ),
    );
  }
}

function title(): string {
  return vscode.l10n.t('Runs');
}
