import { appendFile, writeFile } from 'node:fs/promises';
import { serialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MetricsFeed } from '../../../../src/host/panel/metricsFeed';
import type { ToPanel } from '../../../../src/processes/panelMessages';
import type { RunMetrics } from '../../../../src/runs/metrics';
import { MetricsTail, readMetrics } from '../../../../src/runs/metricsTail';
import type { RunFolder } from '../../../../src/runs/runFolder';
import { changedMetrics } from '../../../../webview/training/curves';
import { intervalsUntil, useManualIntervals } from '../../../support/timers';
import { editor, resetEditor } from '../../../support/vscode';
import { FakeInspector, feedParts, runWith } from './inspecting';

let feed: MetricsFeed | undefined;

beforeEach(() => {
  resetEditor();
  useManualIntervals();
});
afterEach(() => {
  feed?.dispose();
  vi.useRealTimers();
});

const ROW = {
  epoch: 0,
  accuracy: 0.5,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokensPerSecond: 1000,
  memoryBytes: 1e9,
  secondsLeft: 1,
};

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => {
    const step = from + index;
    return `${JSON.stringify({ ...ROW, step, tokens: step * 100, seconds: step / 10, loss: 4 / (step + 1) })}
`;
  }).join('');

/** What a page would hold after these messages. */
function page(messages: readonly ToPanel[], run: RunFolder): RunMetrics | undefined {
  return messages.reduce<RunMetrics | undefined>((known, message) => {
    if (message.kind !== 'metrics' || message.run !== run.path) return known;
    const next = changedMetrics(known, message.change);
    expect(next).toBeDefined();
    return next;
  }, undefined);
}

function following() {
  const { parts, posted } = feedParts(new FakeInspector());
  feed = new MetricsFeed(parts);
  return { feed, posted };
}

const until = (messages: readonly ToPanel[], count: number) => intervalsUntil(() => messages.length >= count);

/** Until a page has this many points of a long curve, which comes in parts on a slow machine; how many messages it took. */
async function untilPoints(messages: readonly ToPanel[], run: RunFolder, points: number): Promise<number> {
  await intervalsUntil(() => page(messages, run)?.columns.step.length === points);
  return messages.length;
}

describe('the curves of a run', () => {
  it('come whole at first, then only what has been added', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 100));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    await until(posted, 1);
    await appendFile(run.metrics, rows(100, 110));
    await until(posted, 2);
    expect(posted).toMatchObject([{ change: { from: 0 } }, { change: { from: 99 } }]);
    expect(page(posted, run)).toEqual(await readMetrics(run));
  });

  it('are cut where a resumed run repeats its steps', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 100));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    await until(posted, 1);
    await appendFile(run.metrics, rows(90, 95));
    await until(posted, 2);
    expect(posted).toMatchObject([{}, { change: { from: 90 } }]);
    expect(page(posted, run)?.columns.step).toHaveLength(95);
    expect(page(posted, run)).toEqual(await readMetrics(run));
  });

  it('come whole again when they are merged', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 19_990));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    const first = await untilPoints(posted, run, 19_990);
    await appendFile(run.metrics, rows(19_990, 20_011));
    const merged = await untilPoints(posted, run, 10_006);
    expect(posted.slice(first, merged)).toMatchObject([{ change: { from: 0 } }]);
    await appendFile(run.metrics, rows(20_011, 20_014));
    const last = await untilPoints(posted, run, 10_007);
    // The last point stood for one step, and now stands for two.
    expect(posted.slice(merged, last)).toMatchObject([{ change: { from: 10_005 } }]);
    expect(page(posted, run)).toEqual(await readMetrics(run));
  });

  it('come whole again to a page that has lost them, without being read again', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 100));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    await until(posted, 1);
    metrics.pause();
    metrics.forget();
    metrics.follow([run.path]);
    expect(posted).toMatchObject([{ change: { from: 0 } }, { change: { from: 0 } }]);
    expect(page(posted.slice(1), run)).toEqual(await readMetrics(run));
  });

  it('are only continued for a page that has turned elsewhere and back', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 100));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    await until(posted, 1);
    metrics.pause();
    await appendFile(run.metrics, rows(100, 120));
    metrics.follow([run.path]);
    await intervalsUntil(() => page(posted, run)?.columns.step.length === 120);
    expect(page(posted, run)).toEqual(await readMetrics(run));
    expect(posted.slice(1).every((message) => message.kind === 'metrics' && message.change.from >= 99)).toBe(
      true,
    );
  });

  it('of a run that is no longer followed are dropped', async () => {
    const [run, other] = [await runWith(), await runWith()];
    for (const { metrics } of [run, other]) await writeFile(metrics, rows(0, 10));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path, other.path]);
    await until(posted, 2);
    metrics.follow([other.path]);
    await appendFile(run.metrics, rows(10, 20));
    await appendFile(other.metrics, rows(10, 20));
    await intervalsUntil(() => page(posted, other)?.columns.step.length === 20);
    expect(page(posted, run)?.columns.step).toHaveLength(10);
  });

  it('take a thousandth of what whole curves would take, twice a second', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 19_900));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    const first = await untilPoints(posted, run, 19_900);
    const known = page(posted, run);
    await appendFile(run.metrics, rows(19_900, 19_905));
    await untilPoints(posted, run, 19_905);
    const change = posted.slice(first).reduce((bytes, message) => bytes + serialize(message).length, 0);
    const all = serialize({ kind: 'metrics', run: run.path, change: { from: 0, ...known } }).length;
    console.log(`a curve of 19,900 points: whole ${all} bytes, five more points ${change} bytes`);
    expect(all).toBeGreaterThan(1_900_000);
    expect(change).toBeLessThan(all / 1000);
  });

  it('that cannot be read are said to be so on the page, once, until they can', async () => {
    const run = await runWith();
    await writeFile(run.metrics, rows(0, 10));
    const refused = vi.spyOn(MetricsTail.prototype, 'read').mockRejectedValue(new Error('no permission'));
    const { feed: metrics, posted } = following();
    metrics.follow([run.path]);
    const reason = 'Reading the curves failed; the log says why.';
    await intervalsUntil(() => refused.mock.calls.length > 2);
    expect(posted).toEqual([{ kind: 'noMetrics', run: run.path, reason, logged: true }]);
    expect(editor.log[0]).toContain('no permission');
    refused.mockRestore();
    await until(posted, 2);
    expect(page(posted, run)?.columns.step).toHaveLength(10);
  });
});
