import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeadResult } from '../../../../src/heads/kinds';
import { AnalysisFeed } from '../../../../src/host/panel/analysisFeed';
import { CallError } from '../../../../src/processes/calls';
import { editor, resetEditor } from '../../../support/vscode';
import { FakeInspector, LINE, feedParts, runWith } from './inspecting';

const FOUND: HeadResult = { what: 'overTime', result: [], warnings: [] };

beforeEach(() => {
  resetEditor();
});

describe('an analysis', () => {
  it('is asked with the run, the checkpoint and the line, and its finding is sent', async () => {
    const run = await runWith([4]);
    const inspector = new FakeInspector({ analyse: () => Promise.resolve(FOUND) });
    const { parts, posted: messages } = feedParts(inspector);
    const feed = new AnalysisFeed(parts, () => ({ run: run.path, step: 4 }));
    await feed.ask(1, { what: 'overTime' });
    expect(inspector.requests('analyse')).toEqual([
      {
        run: run.path,
        checkpoint: run.checkpoint(4),
        line: { text: LINE.text, question: true, answer: 'Rome' },
        file: LINE.file,
        request: { what: 'overTime' },
      },
    ]);
    expect(messages).toEqual([{ kind: 'analysis', event: { id: 1, state: 'done', finding: FOUND } }]);
  });

  it('of a line without an answer, in no file of questions, says neither', async () => {
    const run = await runWith();
    const inspector = new FakeInspector({ analyse: () => Promise.resolve(FOUND) });
    const text = { text: 'a story', question: false, source: LINE.source };
    const { parts } = feedParts(inspector, () => text);
    await new AnalysisFeed(parts, () => ({ run: run.path })).ask(1, { what: 'rollout' });
    expect(inspector.requests('analyse')).toEqual([
      {
        run: run.path,
        checkpoint: run.weights,
        line: { text: 'a story', question: false },
        request: { what: 'rollout' },
      },
    ]);
  });

  it('of a model that was opened is asked by its path, and how far it goes on', async () => {
    const inspector = new FakeInspector({ analyse: () => Promise.resolve(FOUND) });
    const text = { text: 'a story', question: false, source: LINE.source };
    const { parts } = feedParts(inspector, () => text);
    await new AnalysisFeed(parts, () => ({ run: '/models/tiny', open: {} })).ask(1, { what: 'rollout' });
    expect(inspector.requests('analyse')).toEqual([
      {
        run: '/models/tiny',
        checkpoint: '/models/tiny',
        open: {},
        line: { text: 'a story', question: false, goOn: 20 },
        request: { what: 'rollout' },
      },
    ]);
  });

  it('of what heads became needs no text, and is shown as if the run had followed them', async () => {
    const run = await runWith([4, 8]);
    const points = [4, 8].map((step) => ({ step, blocks: [] }));
    const result = { recorded: false, points, formations: [] };
    const finding: HeadResult = { what: 'formation', result, warnings: [] };
    const inspector = new FakeInspector({ analyse: () => Promise.resolve(finding) });
    const { parts, posted } = feedParts(inspector, () => undefined);
    await new AnalysisFeed(parts, () => ({ run: run.path })).ask(1, { what: 'formation' });
    expect(inspector.requests('analyse')).toEqual([
      { run: run.path, checkpoint: run.weights, request: { what: 'formation' } },
    ]);
    expect(posted).toEqual([
      { kind: 'headTimeline', timeline: { run: run.path, points, formations: [], checkpoints: [4, 8] } },
      { kind: 'analysis', event: { id: 1, state: 'done', finding } },
    ]);
  });

  it('needs a model and a line', async () => {
    const { parts, posted: messages } = feedParts(new FakeInspector(), () => undefined);
    await new AnalysisFeed(parts, () => ({ run: '/none' })).ask(3, { what: 'scores' });
    expect(messages).toMatchObject([
      {
        event: {
          id: 3,
          state: 'failed',
          problem: expect.stringMatching(/Open a \.tsv file/) as string,
          logged: false,
        },
      },
    ]);
  });

  it('sends its progress, but not more than the panel can draw', async () => {
    const run = await runWith();
    const inspector = new FakeInspector({
      analyse: (_, { onProgress }) => {
        for (let done = 1; done <= 100; done++) onProgress?.(done, 100);
        return Promise.resolve(FOUND);
      },
    });
    const { parts, posted: messages } = feedParts(inspector);
    await new AnalysisFeed(parts, () => ({ run: run.path })).ask(1, { what: 'scores' });
    expect(messages.map((message) => message.kind === 'analysis' && message.event)).toEqual([
      { id: 1, state: 'running', done: 1, total: 100 },
      { id: 1, state: 'done', finding: FOUND },
    ]);
  });

  it.each([
    [new CallError('The file has no answers.', 'forPeople'), 'The file has no answers.', 0],
    [new CallError('x', 'bug'), 'The analysis failed; the log says why.', 1],
  ])('that fails says why: %s', async (error, problem, entries) => {
    const run = await runWith();
    const { parts, posted: messages } = feedParts(
      new FakeInspector({ analyse: () => Promise.reject(error) }),
    );
    await new AnalysisFeed(parts, () => ({ run: run.path })).ask(1, { what: 'scores' });
    expect(messages).toEqual([
      { kind: 'analysis', event: { id: 1, state: 'failed', problem, logged: error.kind === 'bug' } },
    ]);
    expect(editor.log).toHaveLength(entries);
  });

  it('that is called off, or whose panel is gone, ends in silence', async () => {
    const run = await runWith();
    // By name: which of the two finds its weights first is the disk’s business.
    const signals = new Map<string, AbortSignal | undefined>();
    const inspector = new FakeInspector({
      analyse: ({ request }, { signal }) =>
        new Promise((_resolve, reject) => {
          signals.set(request.what, signal);
          signal?.addEventListener('abort', () => {
            reject(new CallError('The call was cancelled.', 'cancelled'));
          });
        }),
    });
    const { parts, posted: messages } = feedParts(inspector);
    const feed = new AnalysisFeed(parts, () => ({ run: run.path }));
    const asked = [feed.ask(1, { what: 'scores' }), feed.ask(2, { what: 'overTime' })];
    await vi.waitFor(() => {
      expect(signals.size).toBe(2);
    });
    feed.cancel(1);
    feed.cancel(99);
    expect([signals.get('scores')?.aborted, signals.get('overTime')?.aborted]).toEqual([true, false]);
    feed.dispose();
    await Promise.all(asked);
    expect([messages, editor.log]).toEqual([[], []]);
  });
});
