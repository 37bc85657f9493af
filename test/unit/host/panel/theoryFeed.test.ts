import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TheoryFeed } from '../../../../src/host/panel/theoryFeed';
import { CallError } from '../../../../src/processes/calls';
import { COST_FIELDS, COST_LENGTHS, type MeasuredTime } from '../../../../src/theory/cost';
import { initialState } from '../../../../src/theory/fields';
import { editor, resetEditor } from '../../../support/vscode';
import { FakeInspector, LINE, feedParts, posted, runWith } from './inspecting';

const SIZES = initialState(COST_FIELDS);
const TIME: MeasuredTime = { length: 32, variant: 'vanilla', milliseconds: 1 };

let feed: TheoryFeed | undefined;

beforeEach(() => {
  resetEditor();
});
afterEach(() => {
  feed?.dispose();
});

const quantities = () => Promise.resolve({ step: 5, heads: [] });

describe('the theory’s quantities', () => {
  it('are sent for the line, once for each state of line and weights', async () => {
    const run = await runWith();
    let text = LINE;
    const inspector = new FakeInspector({ quantities });
    const { parts, posted: messages } = feedParts(inspector, () => text);
    feed = new TheoryFeed(parts);
    feed.show({ run: run.path });
    const { view } = await posted(messages, 'quantities');
    expect(view).toEqual({ run: run.path, step: 5, source: LINE.source, heads: [] });
    await feed.refresh();
    expect(messages).toHaveLength(1);
    text = { ...LINE, text: 'Where was Ben born?' };
    await feed.refresh();
    expect(messages).toHaveLength(2);
  });

  it('say what to open where there is no text', async () => {
    const { parts, posted: messages } = feedParts(new FakeInspector(), () => undefined);
    feed = new TheoryFeed(parts);
    feed.show({ run: '/none' });
    expect((await posted(messages, 'noQuantities')).reason).toMatch(/Open a \.tsv/);
  });

  it('say why they cannot be had', async () => {
    const error = new CallError('x of undefined', 'bug', 'Error: far');
    const { parts, posted: messages } = feedParts(
      new FakeInspector({ quantities: () => Promise.reject(error) }),
    );
    feed = new TheoryFeed(parts);
    const run = (await runWith()).path;
    feed.show({ run });
    const reason = 'Measuring the heads failed; the log says why.';
    expect(await posted(messages, 'noQuantities')).toEqual({
      ...{ kind: 'noQuantities', run, reason, logged: true },
    });
    expect(editor.log[0]).toContain('Error: far');
  });

  it('of a run that people have left are not shown, those of the next are', async () => {
    const [run, other] = [await runWith(), await runWith()];
    let answerFirst = (): void => undefined;
    const inspector: FakeInspector = new FakeInspector({
      quantities: () =>
        inspector.asked.length === 1
          ? new Promise((resolve) => {
              answerFirst = () => {
                resolve({ step: 1, heads: [] });
              };
            })
          : quantities(),
    });
    const { parts, posted: messages } = feedParts(inspector);
    feed = new TheoryFeed(parts);
    feed.show({ run: run.path });
    await vi.waitFor(() => {
      expect(inspector.asked).toHaveLength(1);
    });
    feed.show({ run: other.path });
    answerFirst();
    expect((await posted(messages, 'quantities')).view.run).toBe(other.path);
    expect(messages).toHaveLength(1);
  });
});

const ON_DEVICE = { device: () => Promise.resolve('tfjs-js') };

describe('the times of layers', () => {
  it('are sent as they are known', async () => {
    const { parts, posted: messages } = feedParts(
      new FakeInspector({ ...ON_DEVICE, measureCost: () => Promise.resolve([TIME]) }),
    );
    await new TheoryFeed(parts).measure(SIZES);
    const states = messages.map((message) => message.kind === 'cost' && message.progress);
    expect(states.map((progress) => progress && [progress.state, progress.times.length])).toEqual([
      ...[0, ...COST_LENGTHS.keys()].map((_, count) => ['measuring', count]),
      ['done', COST_LENGTHS.length],
    ]);
    expect(messages.at(-1)).toMatchObject({ progress: { device: 'tfjs-js' } });
  });

  it('end with what is known when the inspector fails, and people hear of it', async () => {
    const inspector: FakeInspector = new FakeInspector({
      ...ON_DEVICE,
      measureCost: () =>
        inspector.asked.length < 4
          ? Promise.resolve([TIME])
          : Promise.reject(new CallError('The other process has ended.', 'ended')),
    });
    const { parts, posted: messages } = feedParts(inspector);
    await new TheoryFeed(parts).measure(SIZES);
    expect(messages.at(-2)).toMatchObject({ progress: { state: 'done', times: [TIME, TIME] } });
    const reason = 'Measuring the layers failed; the log says why.';
    expect(messages.at(-1)).toEqual({ kind: 'noCost', reason, logged: true });
    expect(editor.log[0]).toContain('The other process has ended.');
  });

  it('are not begun for a page that was left while the device was asked for', async () => {
    let answer = (_: string): void => undefined;
    const device = () => new Promise<string>((resolve) => (answer = resolve));
    const inspector = new FakeInspector({ device, measureCost: () => Promise.resolve([TIME]) });
    const { parts, posted: messages } = feedParts(inspector);
    const theory = new TheoryFeed(parts);
    const measuring = theory.measure(SIZES);
    theory.dispose();
    answer('tfjs-js');
    await measuring;
    expect([messages, inspector.requests('measureCost')]).toEqual([[], []]);
  });

  it('give way to a newer measurement', async () => {
    const { parts, posted: messages } = feedParts(
      new FakeInspector({ ...ON_DEVICE, measureCost: () => Promise.resolve([TIME]) }),
    );
    const theory = new TheoryFeed(parts);
    const wider = { ...SIZES, width: 512 };
    await Promise.all([theory.measure(SIZES), theory.measure(wider)]);
    const ends = messages.filter((message) => message.kind === 'cost' && message.progress.state === 'done');
    expect(ends).toMatchObject([{ progress: { sizes: wider } }]);
  });
});
