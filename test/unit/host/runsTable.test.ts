import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Problems } from '../../../src/host/problems';
import { RunsTable } from '../../../src/host/views/runsTable';
import { FakePanel, Uri, editor, resetEditor } from '../../support/vscode';
import { SomeRuns, aRun } from './someRuns';

beforeEach(() => {
  resetEditor();
});

describe('the table of runs in the editor', () => {
  const opened = () => {
    const runs = new SomeRuns([aRun({ name: 'a' }), aRun({ name: '=b' })]);
    const shown: unknown[] = [];
    const show = (change: unknown) => {
      shown.push(change);
    };
    // Sound: the stand-ins have all that the table uses.
    const [extension, store] = [Uri.file('/x') as unknown, runs as unknown] as [never, never];
    new RunsTable(extension, store, { show }, new Problems()).show();
    const [panel] = editor.panels;
    if (!panel) throw new Error('There is no page.');
    return { runs, shown, panel };
  };

  it('has the rows once it listens, and again when a run changes', () => {
    const { runs, panel } = opened();
    expect(panel.posted).toEqual([]);
    panel.say({ kind: 'ready' });
    runs.become(aRun({ name: 'c' }));
    expect(panel.posted).toMatchObject([
      { kind: 'rows', rows: [{ path: '/runs/a' }, { path: '/runs/=b' }] },
      { rows: [{ path: '/runs/c' }] },
    ]);
    expect(panel.webview.html).toMatch(/default-src 'none'; script-src 'nonce-[^']+'/);
  });

  it('shows curves of runs that are there, and refuses what it does not know', () => {
    const { shown, panel } = opened();
    panel.say({ kind: 'compare', paths: ['/runs/a', '/etc'] });
    panel.say({ kind: 'compare', paths: 'all' });
    panel.say({ kind: 'delete', paths: ['/runs/a'] });
    expect(shown).toEqual([{ page: 'training', runs: ['/runs/a'] }]);
  });

  it('is restored with its window, once', async () => {
    const runs = new SomeRuns([aRun({ name: 'a' })]);
    // Sound: the stand-ins have all that the table uses.
    const [extension, store] = [Uri.file('/x') as unknown, runs as unknown] as [never, never];
    const table = new RunsTable(extension, store, { show: () => undefined }, new Problems());
    const [restored, second] = [new FakePanel(), new FakePanel()];
    await table.deserializeWebviewPanel(restored as never);
    restored.say({ kind: 'ready' });
    expect(restored.posted).toMatchObject([{ kind: 'rows', rows: [{ path: '/runs/a' }] }]);
    let gone = 0;
    second.onDidDispose(() => gone++);
    await table.deserializeWebviewPanel(second as never);
    table.show();
    expect([gone, restored.revealed, editor.panels.length]).toEqual([1, 1, 0]);
  });

  it('is saved as CSV in which nothing is a formula', async () => {
    const { panel } = opened();
    editor.target = Uri.file('/x/runs.csv');
    panel.say({ kind: 'save', paths: ['/runs/=b', '/runs/a'], columns: ['name', 'seconds', 'nonsense'] });
    await vi.waitFor(() => {
      expect(editor.written.size).toBe(1);
    });
    const [bytes] = editor.written.values();
    expect(new TextDecoder().decode(bytes)).toBe("name,seconds\n'=b,540\na,540\n");
  });
});
