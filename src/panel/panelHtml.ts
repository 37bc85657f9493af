/**
 * The panel's page: nothing but its own script and style, by a nonce.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The HTML of the panel. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attention Lab</title>
<link rel="stylesheet" nonce="${nonce}" href="${uri('panel.css')}">
</head>
<body>
<main id="panel" aria-label="Attention panel"></main>
<script nonce="${nonce}" src="${uri('panel.js')}"></script>
</body>
</html>`;
}
