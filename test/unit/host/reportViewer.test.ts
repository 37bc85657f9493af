import { beforeEach, describe, expect, it } from 'vitest';
import { reportDocument } from '../../../src/answers/report/reportParts';
import { REPORT_STYLE, themeChoice } from '../../../src/answers/report/reportStyle';
import { ReportViewer, withPolicy } from '../../../src/host/views/reportViewer';
import { temporaryFile } from '../../support/files';
import { ColorThemeKind, editor, resetEditor, window } from '../../support/vscode';

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

  it('is light or dark as the editor is, and stays so when that changes', async () => {
    const viewer = new ReportViewer();
    const page = reportDocument({ title: 'x', style: REPORT_STYLE, body: [themeChoice()] });
    await viewer.show(await temporaryFile('report.html', page), 'wiki');
    const chosen = () => /id="theme-(\w+)" checked/.exec(editor.panels[0]?.webview.html ?? '')?.[1];
    expect(chosen()).toBe('dark');
    for (const [kind, theme] of [
      [ColorThemeKind.HighContrastLight, 'light'],
      [ColorThemeKind.HighContrast, 'dark'],
      [ColorThemeKind.Light, 'light'],
    ] as const) {
      window.activeColorTheme = { kind };
      editor.themes.fire(undefined);
      expect(chosen()).toBe(theme);
    }
    viewer.dispose();
    expect(editor.themes.count).toBe(0);
  });

  it.each([
    ['is not what a report should be', '<p>hello'],
    ['names its encoding in a comment', '<!-- <meta charset="utf-8"> --><img src="https://a.org/b.png">'],
    ['names its encoding too late', '<img src="https://a.org/b.png"><meta charset="utf-8">'],
    ['has its type too late', '<img src="https://a.org/b.png"><!doctype html><meta charset="utf-8">'],
    ['begins with what would open its body', '\u00a0<!doctype html><img src="https://a.org/b.png">'],
  ])('has its policy first where the page %s', (_, page) => {
    expect(withPolicy(page)).toMatch(/^<meta http-equiv="Content-Security-Policy"/);
    expect(withPolicy(page).endsWith(page)).toBe(true);
  });

  it.each(['', '\ufeff', '\n '])('keeps its type before the policy after %j', (start) => {
    expect(withPolicy(start + PAGE)).toMatch(/^\s*<!doctype html><meta http-equiv="Content-Security-Policy"/);
    expect(withPolicy(start + PAGE)).not.toContain('\ufeff');
  });
});
