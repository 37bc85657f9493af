/**
 * A page in the editor: nothing but its own script and style, by a nonce.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The toolkit makes an empty style element, which it then fills by script: the hash of nothing. */
const EMPTY_STYLE = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** Which page. */
export interface Page {
  /** Of its bundle in `dist`, and of the element that it is drawn into. */
  readonly name: 'panel' | 'runsTable';
  /** As people hear it; a text of ours. */
  readonly label: string;
}

/** Makes an editor show a page of ours, with our icon; what it may load lies in `dist`. */
export function showPage(panel: vscode.WebviewPanel, extension: vscode.Uri, page: Page): void {
  const icon = (theme: string) => vscode.Uri.joinPath(extension, 'media', `attention-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')],
  };
  panel.webview.html = pageHtml(panel.webview, extension, page);
}

function pageHtml(webview: vscode.Webview, extension: vscode.Uri, { name, label }: Page): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', file)).toString();
  const styles = `'nonce-${nonce}' '${EMPTY_STYLE}'`;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${styles}; img-src blob:; font-src 'none'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attention Lab</title>
<link rel="stylesheet" nonce="${nonce}" href="${uri(`${name}.css`)}">
</head>
<body>
<main id="${name}" aria-label="${label}"></main>
<script nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
</body>
</html>`;
}
