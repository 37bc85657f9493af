import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TIMELINE_SCORES } from '../../../../src/heads/formation/scoreTimeline';
import { TimelineTail } from '../../../../src/heads/formation/timelineTail';
import { TimelineFeed } from '../../../../src/host/panel/timelineFeed';
import { intervalsUntil, useManualIntervals } from '../../../support/timers';
import { editor, resetEditor } from '../../../support/vscode';
import { FakeInspector, feedParts, runWith } from './inspecting';

let feed: TimelineFeed | undefined;

beforeEach(() => {
  resetEditor();
  useManualIntervals();
});
afterEach(() => {
  feed?.dispose();
  vi.useRealTimers();
});

const lines = (from: number, to: number, isLooked = (_step: number) => false) =>
  Array.from({ length: to - from }, (_, index) => {
    const score = from + index < 20 ? 0.05 : 0.8;
    const row = TIMELINE_SCORES.map(() => score);
    const blocks = [{ block: 'blocks.0', chance: TIMELINE_SCORES.map(() => 0.05), heads: [row] }];
    const model = isLooked(from + index) ? { model: { copying: [], norms: [], lens: [] } } : {};
    return `${JSON.stringify({ step: from + index, blocks, ...model })}\n`;
  }).join('');

describe('what the heads of a run score', () => {
  it('comes at once and whenever there is more, with what they became', async () => {
    const run = await runWith();
    await writeFile(run.heads, lines(0, 10));
    const { parts, posted } = feedParts(new FakeInspector());
    feed = new TimelineFeed(parts);
    feed.follow([run.path]);
    await intervalsUntil(() => posted.length === 1, 2000);
    expect(posted).toMatchObject([{ timeline: { run: run.path, formations: [] } }]);
    await appendFile(run.heads, lines(10, 40));
    await intervalsUntil(() => posted.length === 2, 2000);
    expect(posted[1]).toMatchObject({ timeline: { formations: [{ step: 20 }, {}, {}, {}] } });
  });

  it('is said to be nothing once, where a run has written nothing down', async () => {
    const run = await runWith([3, 6]);
    const { parts, posted } = feedParts(new FakeInspector());
    feed = new TimelineFeed(parts);
    feed.follow([run.path]);
    await intervalsUntil(() => posted.length === 1, 2000);
    expect(posted).toMatchObject([{ timeline: { points: [], checkpoints: [3, 6] } }]);
    await writeFile(run.heads, lines(0, 10));
    await intervalsUntil(() => posted.length > 1, 2000);
    expect(posted).toHaveLength(2);
    expect(posted[1]).toMatchObject({ timeline: { points: { length: 10 } } });
  });

  it('that cannot be read is said once, and keeps nobody else’s from coming', async () => {
    const [broken, sound] = [await runWith(), await runWith()];
    // Larger than is read; it takes no room on the disk.
    await writeFile(broken.heads, '');
    await truncate(broken.heads, 2 ** 29);
    await writeFile(sound.heads, lines(0, 10));
    const { parts, posted } = feedParts(new FakeInspector());
    feed = new TimelineFeed(parts);
    feed.follow([broken.path, sound.path]);
    const looks = vi.spyOn(TimelineTail.prototype, 'read');
    await intervalsUntil(() => looks.mock.calls.length > 6, 2000);
    expect(posted).toMatchObject([{ timeline: { run: sound.path } }]);
    // Each message was closed at once, and did not come back; nor does it with the panel.
    expect(editor.errors).toHaveLength(1);
    feed.follow([]);
    feed.follow([broken.path]);
    await intervalsUntil(() => looks.mock.calls.length > 9, 2000);
    expect(editor.errors).toHaveLength(1);
    looks.mockRestore();
    await writeFile(broken.heads, lines(0, 10));
    await intervalsUntil(() => posted.length === 2, 2000);
    expect(posted[1]).toMatchObject({ timeline: { run: broken.path, points: { length: 10 } } });
  });

  it('is no more than a picture can show, the newest always among it', async () => {
    const run = await runWith();
    await writeFile(run.heads, lines(0, 2001));
    const { parts, posted } = feedParts(new FakeInspector());
    feed = new TimelineFeed(parts);
    feed.follow([run.path]);
    await intervalsUntil(() => posted.length === 1, 2000);
    const [message] = posted;
    if (message?.kind !== 'headTimeline') throw new Error('Another message.');
    expect(message.timeline.points.length).toBeLessThanOrEqual(400);
    expect(message.timeline.points.at(-1)?.step).toBe(2000);
  });

  it('keeps looks at the model, though only every other has one', async () => {
    for (const odd of [0, 1]) {
      const run = await runWith();
      await writeFile(
        run.heads,
        lines(0, 800, (step) => step % 2 === odd),
      );
      const { parts, posted } = feedParts(new FakeInspector());
      feed = new TimelineFeed(parts);
      feed.follow([run.path]);
      await intervalsUntil(() => posted.length === 1, 2000);
      feed.dispose();
      const [message] = posted;
      if (message?.kind !== 'headTimeline') throw new Error('Another message.');
      const { points } = message.timeline;
      expect(points.length).toBe(400);
      expect(points.filter(({ model }) => model).length).toBeGreaterThan(398);
    }
  });
});
