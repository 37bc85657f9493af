/**
 * The panel's host side where a model is shown that was opened by its path.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenModels } from '../../../../src/host/models/openModels';
import { PanelController } from '../../../../src/host/panel/panelController';
import { Problems } from '../../../../src/host/problems';
import type { ToPanel } from '../../../../src/processes/panelMessages';
import type { RunSummary } from '../../../../src/runs/runSummary';
import { aMemento } from '../../../support/memento';
import { PRETRAINED } from '../../../support/summaries';
import { type FakePanel, Uri, editor, openFile, resetEditor, window } from '../../../support/vscode';
import { FakeStore, load } from './pages';

let store: FakeStore;
let controller: PanelController;

function panel(): FakePanel {
  const [found] = editor.panels;
  if (!found) throw new Error('No panel has been opened.');
  return found;
}

/** What was posted, of one kind. */
function posted<Kind extends ToPanel['kind']>(kind: Kind) {
  // Sound: the host posts nothing else, and they are looked for by kind.
  return (panel().posted as ToPanel[]).filter(
    (message): message is Extract<ToPanel, { readonly kind: Kind }> => message.kind === kind,
  );
}

const run = (path: string): RunSummary => ({ ...PRETRAINED, path, name: path, state: 'done' });

describe('a model that was opened', () => {
  const MODEL = '/models/tiny';
  let models: OpenModels;

  beforeEach(() => {
    resetEditor();
    store = new FakeStore();
    models = new OpenModels(aMemento());
    // Sound: the stand-in has what is used of an address.
    const extensionUri = Uri.file('/extension') as never;
    controller = new PanelController(
      { extensionPath: '/extension', extensionUri },
      store,
      new Problems(),
      undefined,
      models,
    );
  });

  afterEach(() => {
    controller.dispose();
  });

  it('is listed beside the runs, shown in place of one, and gone when it is closed', async () => {
    store.set(run('/a'));
    await models.add({ path: MODEL });
    controller.show({ page: 'training', runs: [MODEL] });
    const { state, deliver } = load(panel());
    deliver();
    expect(posted('models').at(-1)?.models).toEqual([{ path: MODEL, name: 'tiny' }]);
    expect([state.shownModel?.path, state.shownRuns]).toEqual([MODEL, []]);
    expect(posted('references')).toEqual([]);
    await models.remove(MODEL);
    deliver();
    expect([state.shownModel, state.shownRuns.map(({ path }) => path)]).toEqual([undefined, ['/a']]);
  });

  it('looks at any text, where a run looks at datasets alone', async () => {
    store.set(run('/a'));
    await models.add({ path: MODEL });
    window.activeTextEditor = openFile('/notes.md', 'The cat sat.', 1);
    controller.show({ page: 'heads', runs: ['/a'] });
    const { state } = load(panel());
    await vi.waitFor(() => {
      expect(posted('noHeads').at(-1)?.reason).toMatch(/Open a \.tsv/);
    });
    state.select({ runs: [MODEL] });
    await vi.waitFor(
      () => {
        expect(posted('noHeads').at(-1)?.reason).toMatch(/Reading the heads failed/);
      },
      { timeout: 10_000 },
    );
  });
});
