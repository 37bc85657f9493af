import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeadsFeed } from '../../../../src/host/panel/headsFeed';
import { PanelController } from '../../../../src/host/panel/panelController';
import { registerTheoryLinks } from '../../../../src/host/panel/theoryLinks';
import { Problems } from '../../../../src/host/problems';
import type { ToPanel } from '../../../../src/processes/panelMessages';
import type { PanelSelection } from '../../../../src/processes/panelSelection';
import type { RunSummary } from '../../../../src/runs/runSummary';
import { FakePanel, Uri, ViewColumn, editor, openFile, resetEditor, window } from '../../../support/vscode';
import { PRETRAINED } from '../../../support/summaries';
import { runWith } from './inspecting';
import { FakeStore, load } from './pages';

let store: FakeStore;
let controller: PanelController;

beforeEach(() => {
  resetEditor();
  store = new FakeStore();
  const extensionPath = '/extension';
  // Sound: the stand-in has what is used of an address.
  const extensionUri = Uri.file(extensionPath) as never;
  controller = new PanelController({ extensionPath, extensionUri }, store, new Problems());
});
afterEach(() => {
  controller.dispose();
});

function panel(index = 0): FakePanel {
  const found = editor.panels[index];
  if (!found) throw new Error('No panel has been opened.');
  return found;
}

/** What was posted, of one kind. */
function posted<Kind extends ToPanel['kind']>(kind: Kind, of = panel()) {
  // Sound: the host posts nothing else, and they are looked for by kind.
  return (of.posted as ToPanel[]).filter(
    (message): message is Extract<ToPanel, { readonly kind: Kind }> => message.kind === kind,
  );
}

const run = (path: string, state: RunSummary['state'] = 'done'): RunSummary => ({
  ...PRETRAINED,
  path,
  name: path,
  state,
});
const row = (step: number, loss: number) =>
  `${JSON.stringify({
    ...{ step, loss, epoch: 0, tokens: 1, seconds: 1, accuracy: 0.5, learningRate: 1e-3 },
    ...{ gradientNorm: 1, tokensPerSecond: 1, memoryBytes: 1, secondsLeft: 1 },
  })}\n`;
const selection = (change: Partial<PanelSelection> = {}): PanelSelection => ({
  page: 'training',
  runs: [],
  ...change,
});

describe('the panel', () => {
  it('starts beside a text that was open before, whatever it is', () => {
    window.activeTextEditor = openFile('/notes.md', 'The cat sat.');
    const started = () => {
      // Sound: as above.
      const extensionUri = Uri.file('/extension') as never;
      new PanelController({ extensionPath: '/extension', extensionUri }, store, new Problems()).dispose();
    };
    expect(started).not.toThrow();
  });

  it('is told of the runs once its page listens, and of nothing before', () => {
    store.set(run('/a'));
    controller.show();
    expect(panel().posted).toEqual([]);
    panel().say({ kind: 'ready', selection: selection() });
    expect(posted('runs')).toHaveLength(1);
    store.set(run('/b'), run('/a'));
    expect(
      posted('runs')
        .at(-1)
        ?.runs.map(({ path }) => path),
    ).toEqual(['/b', '/a']);
  });

  it('shows the run that a command asks for, fed once', () => {
    store.set(run('/b'), run('/a'));
    controller.show({ page: 'trust', runs: ['/a'] });
    const { state, said } = load(panel());
    expect(said.map(({ kind }) => kind)).toEqual(['ready', 'select']);
    expect(state.selection).toMatchObject({ page: 'trust', runs: ['/a'] });
    expect(state.shownRuns.map(({ path }) => path)).toEqual(['/a']);
  });

  it('hydrates once, and answers with no change of its own', () => {
    store.set(run('/a'));
    controller.show();
    const memory = {};
    load(panel(), memory).state.select({ page: 'trust' });
    panel().setVisible(false);
    panel().posted.length = 0;
    const { said } = load(panel(), memory);
    expect(said).toEqual([{ kind: 'ready', selection: selection({ page: 'trust' }) }]);
    expect(posted('show')).toEqual([]);
    expect(posted('runs')).toHaveLength(1);
  });

  it('keeps what is asked for while it is hidden, for when its page comes back', () => {
    store.set(run('/a'));
    controller.show();
    const memory = {};
    load(panel(), memory).state.select({ page: 'trust' });
    panel().setVisible(false);
    panel().posted.length = 0;
    controller.show({ page: 'theory' });
    expect([panel().revealed, posted('show')]).toEqual([1, []]);
    panel().setVisible(true);
    expect(load(panel(), memory).state.selection.page).toBe('theory');
  });

  it('knows whose training people see in it, be it chosen or not', () => {
    store.set(run('/b'), run('/a'));
    const seen = () => ['/b', '/a'].filter((path) => controller.shows(path));
    expect(seen()).toEqual([]);
    controller.show();
    const { state } = load(panel());
    expect(seen()).toEqual(['/b']);
    state.select({ runs: ['/a'] });
    expect(seen()).toEqual(['/a']);
    state.select({ page: 'theory' });
    expect(seen()).toEqual([]);
    state.select({ page: 'training' });
    panel().setVisible(false);
    expect(seen()).toEqual([]);
  });

  it('is opened again where it was closed', () => {
    store.set(run('/a'));
    controller.show();
    load(panel()).state.select({ page: 'trust', runs: ['/a'] });
    panel().dispose();
    controller.show({ runs: [] });
    expect(load(panel(1)).state.selection).toEqual(selection({ page: 'trust' }));
  });

  it('is restored with what its page remembers', async () => {
    store.set(run('/a'));
    const restored = new FakePanel();
    await controller.deserializeWebviewPanel(restored as never);
    const memory = { kept: selection({ page: 'trust' }) };
    expect(load(restored, memory).said).toEqual([{ kind: 'ready', selection: memory.kept }]);
  });

  it('sends again what it is asked to', async () => {
    const folder = await runWith();
    store.set(run(folder.path));
    controller.show({ page: 'trust' });
    load(panel());
    await vi.waitFor(() => {
      expect(posted('trust')).toHaveLength(1);
    });
    panel().say({ kind: 'refresh' });
    await vi.waitFor(() => {
      expect(posted('trust')).toEqual([1, 2].map(() => ({ kind: 'trust', run: folder.path })));
    });
  });

  it('tells what is being checked', () => {
    controller.show();
    load(panel());
    controller.showTrust('/a', 'Checking: 3 of 9');
    expect(posted('trust')).toEqual([{ kind: 'trust', run: '/a', checking: 'Checking: 3 of 9' }]);
  });

  it('takes up a shared state of the theory from a link, once', () => {
    const links = registerTheoryLinks(controller);
    void editor.uriHandler?.handleUri({ path: '/theory', query: 'state=abc' } as never);
    void editor.uriHandler?.handleUri({ path: '/elsewhere', query: '' } as never);
    const { state } = load(panel());
    expect(state.selection.page).toBe('theory');
    expect([state.takeSharedTheory(), state.takeSharedTheory()]).toEqual(['abc', undefined]);
    links.dispose();
    expect(editor.uriHandler).toBeUndefined();
  });

  it('refuses what does not fit, with a line in the log', () => {
    controller.show();
    panel().say({ kind: 'command', command: 'workbench.action.quit' });
    panel().say(null);
    expect(editor.commands).toEqual([]);
    expect(editor.log).toHaveLength(2);
    expect(editor.log[0]).toMatch(/^warn: A message of the panel was refused: /);
  });

  it('passes its commands on, and says when one fails', async () => {
    controller.show();
    const { state } = load(panel());
    state.command('stop', '/a');
    editor.refused = new Error('no such command');
    state.command('pretrain');
    expect(editor.commands).toEqual([
      ['attentionLab.stopRun', '/a'],
      ['attentionLab.pretrain', undefined],
    ]);
    await vi.waitFor(() => {
      expect(editor.errors).toMatchObject([
        { message: 'What the panel asked for failed; the log says why.' },
      ]);
    });
  });

  it('saves what is exported where people say, under a name without folders', async () => {
    controller.show();
    panel().say({ kind: 'save', name: '../loss curve.csv', content: 'a' });
    editor.target = Uri.file('/home/loss.csv');
    panel().say({ kind: 'save', name: 'loss.csv', content: 'a,b' });
    await vi.waitFor(() => {
      expect([...editor.written.keys()]).toEqual(['/home/loss.csv']);
    });
  });

  it('lets its page load nothing but its own script and style, and send nothing anywhere', () => {
    controller.show();
    const { html } = panel().webview;
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "base-uri 'none'", "form-action 'none'"]),
    );
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeDefined();
    expect(html).toContain(`<script nonce="${nonce ?? ''}" src="file:///extension/dist/panel.js">`);
  });

  it.each([
    ['beside whatever is open, be it a text or not', [{}], -2],
    ['in an empty window in its only place', [], -1],
  ])('opens %s', (_, tabs, column) => {
    window.tabGroups.all = [{ tabs }];
    controller.show();
    expect(panel().shownAt).toEqual({ viewColumn: column, preserveFocus: true });
  });

  it('is brought to the front where it is, and never moved onto what one works at', () => {
    controller.show();
    panel().viewColumn = 2;
    controller.show({ page: 'theory' });
    expect(panel().columns).toEqual([2]);
    // Behind a text in the same place it would come on top of it: it goes beside.
    panel().visible = false;
    window.activeTextEditor = { ...openFile('/a.tsv', 'a'), viewColumn: ViewColumn.Two as never };
    controller.show({ page: 'training' });
    expect(panel().columns).toEqual([2, -2]);
  });

  it('ends with the extension, and listens to nothing any more', () => {
    controller.show();
    controller.dispose();
    expect(store.listeners.size).toBe(0);
    expect([editor.cursor, editor.activeEditor, editor.edited].map(({ count }) => count)).toEqual([0, 0, 0]);
  });
});

describe('the training page', () => {
  it('follows the runs that it shows, and another that has begun', async () => {
    const [first, second] = [await runWith(), await runWith()];
    for (const { metrics } of [first, second]) await writeFile(metrics, row(1, 2));
    store.set(run(first.path));
    controller.show();
    const page = load(panel());
    await vi.waitFor(() => {
      page.deliver();
      expect([...page.state.metrics.keys()]).toEqual([first.path]);
    });
    store.set(run(second.path, 'running'), run(first.path));
    await vi.waitFor(() => {
      page.deliver();
      expect(page.state.metrics.get(second.path)?.columns.loss).toEqual(Float64Array.of(2));
    });
  });

  it.each(['training', 'heads'] as const)(
    'begins anew with a run in the folder of one that is gone, which was left on the page %s',
    async (left) => {
      const folder = await runWith();
      await writeFile(folder.metrics, row(1, 2) + row(2, 1));
      store.set(run(folder.path));
      controller.show();
      const page = load(panel());
      const curve = () => {
        page.deliver();
        return page.state.metrics.get(folder.path)?.columns.loss;
      };
      await vi.waitFor(() => {
        expect(curve()).toEqual(Float64Array.of(2, 1));
      });
      page.state.select({ page: left });
      await writeFile(folder.metrics, row(1, 9) + row(2, 8) + row(3, 7));
      const config = { ...PRETRAINED.config, created: '2026-02-02T00:00:00.000Z' };
      store.set({ ...run(folder.path), config });
      page.deliver();
      page.state.select({ page: 'training' });
      await vi.waitFor(() => {
        expect(curve()).toEqual(Float64Array.of(9, 8, 7));
      });
    },
  );

  it('gets the whole again when it comes back', async () => {
    const folder = await runWith();
    await writeFile(folder.metrics, row(1, 2) + row(2, 1));
    store.set(run(folder.path));
    controller.show();
    load(panel());
    await vi.waitFor(() => {
      expect(posted('metrics')).toHaveLength(1);
    });
    panel().setVisible(false);
    load(panel());
    expect(posted('metrics')).toHaveLength(2);
    expect(posted('metrics').map(({ change }) => [change.from, change.columns.step.length])).toEqual([
      [0, 2],
      [0, 2],
    ]);
  });
});

describe('the heads page', () => {
  it('reads a typed question anew where another file is opened, in whose wording it is asked', () => {
    const refreshed = vi.spyOn(HeadsFeed.prototype, 'refresh').mockResolvedValue();
    store.set(run('/a'));
    controller.show({ page: 'heads', question: 'Where was Ann born?' });
    load(panel());
    const open = (file: string, line: number) => {
      refreshed.mockClear();
      editor.activeEditor.fire(openFile(file, 'Where was Bob born?\tOslo\nWhere was Cat born?\tRome', line));
      return refreshed.mock.calls.length;
    };
    expect([open('/x/a.tsv', 1), open('/x/a.tsv', 2), open('/y/a.tsv', 2)]).toEqual([1, 0, 1]);
    refreshed.mockRestore();
  });

  it('says why it is empty when the inspector cannot be started; the log has its last words', async () => {
    window.activeTextEditor = openFile('/data/births.tsv', 'Where was Ann born?\tRome', 1);
    editor.activeEditor.fire(window.activeTextEditor);
    const folder = await runWith();
    store.set(run(folder.path));
    controller.show({ page: 'heads' });
    load(panel());
    await vi.waitFor(
      () => {
        expect(posted('noHeads')).toMatchObject([
          { reason: 'Reading the heads failed; the log says why.', logged: true },
        ]);
      },
      { timeout: 10_000 },
    );
    expect(editor.log.join('\n')).toMatch(
      /inspector: .*Cannot find module '\/extension\/dist\/inspector\.js'/,
    );
    expect(editor.log.join('\n')).toMatch(/it has ended with exit code 1/);
  });

  it('asks for a text where there is none, until a question is typed', async () => {
    const folder = await runWith();
    store.set(run(folder.path));
    controller.show({ page: 'heads' });
    const page = load(panel());
    await vi.waitFor(() => {
      expect(posted('noHeads').at(-1)?.reason).toMatch(/type a question/);
    });
    page.state.select({ question: 'Where was Ann born?' });
    await vi.waitFor(
      () => {
        expect(posted('noHeads').at(-1)?.reason).toMatch(/Reading the heads failed/);
      },
      { timeout: 10_000 },
    );
  });
});
