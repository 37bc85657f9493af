import { beforeEach, describe, expect, it } from 'vitest';
import { ReportViewer, withPolicy } from '../../../src/host/views/reportViewer';
import { temporaryFile } from '../../support/files';
import { editor, resetEditor } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const PAGE =
  '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>x</title><style>p{}</style><p>';

describe('a report in the editor', () => {
  it('is a page without scripts and without anything from elsewhere', async () => {
    const viewer = new ReportViewer();
    await viewer.show(await temporaryFile('report.html', PAGE), 'wiki');
    const [panel] = editor.panels;
    expect(panel).toMatchObject({
      title: 'Report: wiki',
      options: { enableScripts: false, localResourceRoots: [] },
    });
    const html = panel?.webview.html ?? '';
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  it('is shown anew where it is open already, in its place', async () => {
    const viewer = new ReportViewer();
    const path = await temporaryFile('report.html', PAGE);
    await viewer.show(path, 'wiki');
    await viewer.show(path, 'wiki');
    expect(editor.panels.map(({ revealed }) => revealed)).toEqual([1]);
    editor.panels[0]?.dispose();
    await viewer.show(path, 'wiki');
    expect(editor.panels).toHaveLength(2);
  });

  it('has its policy first even where the page names no encoding', () => {
    expect(withPolicy('<p>hello')).toMatch(/^<meta http-equiv="Content-Security-Policy"/);
  });
});
