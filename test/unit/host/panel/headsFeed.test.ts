import { utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../../src/files/userError';
import { HeadsFeed } from '../../../../src/host/panel/headsFeed';
import { CallError } from '../../../../src/processes/calls';
import { PRODUCT_BLOCK } from '../../../../src/processes/shownHeads';
import { editor, resetEditor } from '../../../support/vscode';
import { FakeInspector, LINE, block, feedParts, mapsResponse, posted, runWith } from './inspecting';

let feed: HeadsFeed | undefined;

beforeEach(() => {
  resetEditor();
});
afterEach(() => {
  feed?.dispose();
});

const weights = () => Promise.resolve({ queries: 2, keys: 2, weights: Float32Array.of(1, 0, 0.5, 0.5) });
const TEXT = { ...LINE, question: false };

describe('the heads of a text', () => {
  it('are sent with the numbers of the enlarged head', async () => {
    const run = await runWith([2, 4]);
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path, head: { block: 'blocks.0', head: 1 } });
    const { weights: sent } = await posted(messages, 'head');
    expect(sent).toMatchObject({ block: 'blocks.0', head: 1, queries: 2 });
    const { view } = await posted(messages, 'heads');
    expect(view).toMatchObject({ run: run.path, step: 7, checkpoints: [2, 4], source: TEXT.source });
    expect(view.file).toBe('/data/births.tsv');
    expect(inspector.requests('maps')).toEqual([
      { checkpoint: run.weights, text: TEXT.text, question: false },
    ]);
  });

  it('fall back where the model has no such head', async () => {
    const run = await runWith();
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path, head: { block: 'down_block', head: 9 } });
    await posted(messages, 'head');
    expect(inspector.requests('head')).toMatchObject([{ head: { block: 'blocks.0', head: 0 } }]);
    expect(messages.map(({ kind }) => kind)).toEqual(['heads', 'head']);
  });

  it('show the product of a Perceiver’s maps in full precision', async () => {
    const run = await runWith();
    const blocks = [
      block('down_block', { queries: 'latents', keys: 'text' }),
      block('up_block', { queries: 'text', keys: 'latents' }),
    ];
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse(blocks)), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path, head: { block: PRODUCT_BLOCK, head: 1 } });
    const { weights: sent } = await posted(messages, 'head');
    expect(sent).toMatchObject({ block: PRODUCT_BLOCK, head: 1 });
    expect([...sent.weights]).toEqual([1, 0, 0.75, 0.25]);
    expect(inspector.requests('head')).toMatchObject([
      { head: { block: 'up_block', head: 1 } },
      { head: { block: 'down_block', head: 1 } },
    ]);
  });

  it('are of the chosen checkpoint, or of the newest snapshot where that is gone', async () => {
    const run = await runWith([2]);
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path, step: 2 });
    await vi.waitFor(() => {
      expect(inspector.requests('maps')).toMatchObject([{ checkpoint: run.checkpoint(2) }]);
    });
    feed.show({ run: run.path, step: 3 });
    await vi.waitFor(() => {
      expect(inspector.requests('maps')).toMatchObject([{}, { checkpoint: run.weights }]);
    });
  });

  it('of a question come at once, and its answer when the cursor has rested', async () => {
    const run = await runWith();
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path });
    await posted(messages, 'head');
    expect(inspector.requests('maps')).toMatchObject([{ unanswered: true }, { question: true }]);
    expect(inspector.requests('maps')[1]).not.toHaveProperty('unanswered');
  });

  it('of a line that the cursor has left are not answered', async () => {
    const run = await runWith();
    let text = LINE;
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => text);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path });
    await posted(messages, 'heads');
    text = { ...LINE, text: 'Where was Ben born?' };
    await feed.refresh();
    await posted(messages, 'head');
    const answered = inspector.requests('maps').filter((request) => !('unanswered' in Object(request)));
    expect(answered).toMatchObject([{ text: 'Where was Ben born?' }]);
  });

  it('come anew with a new snapshot', async () => {
    const run = await runWith();
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path });
    await posted(messages, 'head');
    await utimes(run.weights, 1, 1);
    await vi.waitFor(
      () => {
        expect(inspector.requests('maps')).toHaveLength(2);
      },
      { timeout: 5000 },
    );
  });

  it('of a run that people have left are not shown', async () => {
    const [run, other] = [await runWith(), await runWith()];
    const held: (() => void)[] = [];
    const maps = () =>
      new Promise<ReturnType<typeof mapsResponse>>((resolve) =>
        held.push(() => {
          resolve(mapsResponse());
        }),
      );
    const { parts, posted: messages } = feedParts(new FakeInspector({ maps, head: weights }), () => TEXT);
    feed = new HeadsFeed(parts);
    feed.show({ run: run.path });
    await vi.waitFor(() => {
      expect(held).toHaveLength(1);
    });
    feed.show({ run: other.path });
    held[0]?.();
    await vi.waitFor(() => {
      expect(held).toHaveLength(2);
    });
    held[1]?.();
    await posted(messages, 'head');
    expect(messages.filter(({ kind }) => kind === 'heads')).toMatchObject([{ view: { run: other.path } }]);
  });
});

describe('the heads of a model that was opened', () => {
  it('are asked for by its path, with how it is opened and goes on', async () => {
    const inspector = new FakeInspector({ maps: () => Promise.resolve(mapsResponse()), head: weights });
    const { parts, posted: messages } = feedParts(inspector, () => TEXT);
    feed = new HeadsFeed(parts);
    const [open, goOn] = [{ template: 'Q {question}' }, { tokens: 3, temperature: 1, seed: 7 }];
    feed.show({ run: '/models/tiny', open, goOn });
    await posted(messages, 'head');
    const request = { checkpoint: '/models/tiny', open, goOn, text: TEXT.text, question: false };
    // At once, and with what it adds when the cursor has rested.
    expect(inspector.requests('maps')).toEqual([{ ...request, unanswered: true }, request]);
    expect(await posted(messages, 'heads')).toMatchObject({ view: { run: '/models/tiny', checkpoints: [] } });
  });

  it('say why they cannot be shown, without the path of the folder', async () => {
    const problem = new CallError('/home/ada/models/tiny has no readable config.json.', 'forPeople');
    const { parts, posted: messages } = feedParts(new FakeInspector({ maps: () => Promise.reject(problem) }));
    feed = new HeadsFeed(parts);
    feed.show({ run: '/home/ada/models/tiny', open: {} });
    expect(await posted(messages, 'noHeads')).toMatchObject({ reason: 'tiny has no readable config.json.' });
  });
});

describe('heads that cannot be shown', () => {
  it('say what to open where there is no text', async () => {
    const { parts, posted: messages } = feedParts(new FakeInspector(), () => undefined);
    feed = new HeadsFeed(parts);
    feed.show({ run: (await runWith()).path });
    expect(await posted(messages, 'noHeads')).toMatchObject({
      logged: false,
      reason: expect.stringMatching(/Open a \.tsv/) as string,
    });
  });

  it.each([
    [new CallError('The run has no weights yet.', 'forPeople'), 'The run has no weights yet.', 0],
    [new UserError('The file is gone.'), 'The file is gone.', 0],
    [new CallError('x of undefined', 'bug', 'Error: far'), 'Reading the heads failed; the log says why.', 1],
    [
      new CallError('The other process has ended.', 'ended'),
      'Reading the heads failed; the log says why.',
      1,
    ],
    [new TypeError('not a call'), 'Reading the heads failed; the log says why.', 1],
  ])('say why: %s', async (error, reason, entries) => {
    const { parts, posted: messages } = feedParts(new FakeInspector({ maps: () => Promise.reject(error) }));
    feed = new HeadsFeed(parts);
    const run = (await runWith()).path;
    feed.show({ run });
    expect(await posted(messages, 'noHeads')).toEqual({ kind: 'noHeads', run, reason, logged: entries > 0 });
    expect(editor.log).toHaveLength(entries);
    expect(editor.errors).toEqual([]);
  });
});
