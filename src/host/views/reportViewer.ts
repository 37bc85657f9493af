/**
 * Shows a report in the editor, wherever the window runs: a page of its own that may show pictures and
 * styles that it holds, and nothing else. No script runs in it and nothing is loaded from anywhere. It is light
 * or dark as the editor is.
 */
import * as vscode from 'vscode';
import { withTheme } from '../../answers/report/reportStyle';
import { readSmallFile } from '../../files/regularFile';

/** The type of the reports’ pages. */
const TYPE = 'attentionLab.report';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Opens reports in the editor, one page for each file. */
export class ReportViewer implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly themes = vscode.window.onDidChangeActiveColorTheme(() => {
    for (const { webview } of this.panels.values()) webview.html = themed(webview.html);
  });

  /** Shows the report in a file, anew where it is open already. */
  async show(path: string, name: string): Promise<void> {
    const html = themed(withPolicy((await readSmallFile(path)).toString('utf8')));
    const open = this.panels.get(path);
    if (open) {
      open.webview.html = html;
      open.reveal(open.viewColumn);
      return;
    }
    const title = vscode.l10n.t('Report: {0}', name);
    const panel = vscode.window.createWebviewPanel(TYPE, title, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [],
      retainContextWhenHidden: false,
    });
    this.panels.set(path, panel);
    panel.onDidDispose(() => this.panels.delete(path));
    panel.webview.html = html;
  }

  dispose(): void {
    this.themes.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }
}

/** The page in the editor's theme. */
function themed(html: string): string {
  const { kind } = vscode.window.activeColorTheme;
  const isLight = kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight;
  return withTheme(html, isLight ? 'light' : 'dark');
}

/** What may stand before the policy: a byte order mark, which goes, and the type of the page, which stays. */
const BEGINNING = /^\uFEFF?([\t\n\f\r ]*<!doctype[^>]*>)?/i;

/**
 * The page with its policy before everything that could load something. Other policies in it stay: both hold.
 * A browser heeds a policy in a page's head only, and what comes first is in the head, whoever wrote the rest.
 */
export function withPolicy(html: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  return html.replace(BEGINNING, (_, type = '') => `${type}${meta}`);
}
