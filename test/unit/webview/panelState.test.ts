import { describe, expect, it } from 'vitest';
import { OWN_FACTS } from '../../support/modelFacts';
import type { HeadsView, ToPanel } from '../../../src/processes/panelMessages';
import type { MetricsColumns } from '../../../src/runs/metrics';
import type { RunSummary } from '../../../src/runs/runSummary';
import { DEFAULT_PREFERENCES } from '../../../webview/frame/preferences';
import { PRETRAINED } from '../../support/summaries';
import { columnsOf } from './columns';
import { page } from './page';

const VIEW: HeadsView = {
  run: '/a',
  step: 1,
  checkpoints: [],
  model: OWN_FACTS,
  tokens: [],
  labels: [],
  question: false,
  mask: -1,
  source: { kind: 'typed' },
  blocks: [],
  scores: [],
  warnings: [],
};
const run = (path: string, created = PRETRAINED.config.created): RunSummary => ({
  ...{ ...PRETRAINED, path },
  config: { ...PRETRAINED.config, created },
});
const change = (from: number, columns: MetricsColumns): ToPanel => ({
  kind: 'metrics',
  run: '/a',
  change: { from, columns, wrongLines: 0 },
});

describe('the panel’s state', () => {
  it('begins with what was kept, and says so once', () => {
    const selection = { page: 'trust', runs: ['/a'] } as const;
    const { state, sent } = page({ ...selection, preferences: { axis: 'tokens' } });
    expect(sent).toEqual([{ kind: 'ready', selection }]);
    expect(state.preferences).toEqual({ ...DEFAULT_PREFERENCES, axis: 'tokens' });
  });

  it('keeps a selection, tells the host and whoever draws', () => {
    const { state, sent, memory } = page();
    let changes = 0;
    const end = state.onChange(() => changes++);
    state.select({ page: 'heads', step: 5 });
    state.select({ step: undefined });
    end();
    state.select({ page: 'trust' });
    expect(sent.slice(1).map((message) => message.kind === 'select' && message.selection)).toEqual([
      { page: 'heads', runs: [], step: 5 },
      { page: 'heads', runs: [] },
      { page: 'trust', runs: [] },
    ]);
    expect(memory.kept).toEqual({ page: 'trust', runs: [], preferences: DEFAULT_PREFERENCES });
    expect(changes).toBe(2);
  });

  it('keeps preferences to itself', () => {
    const { state, sent, memory } = page();
    state.prefer({ smoothing: 0 });
    expect(sent).toHaveLength(1);
    expect(page(memory.kept).state.preferences.smoothing).toBe(0);
  });

  it('takes what the host asks it to show, and says what is selected now', () => {
    const { state, sent, hear } = page({ page: 'heads', runs: ['/a'], step: 5 });
    hear({ kind: 'show', change: { runs: ['/b'] }, theory: 'abc' });
    expect(sent.at(-1)).toEqual({ kind: 'select', selection: { page: 'heads', runs: ['/b'] } });
    hear({ kind: 'show', change: { page: 'theory' } });
    expect(state.takeSharedTheory()).toBe('abc');
  });

  it('asks again, for commands and for analyses', () => {
    const { state, sent } = page();
    state.refresh();
    state.command('stop', '/a');
    state.command('showLog');
    expect(sent.slice(1)).toEqual([
      { kind: 'refresh' },
      { kind: 'command', command: 'stop', run: '/a' },
      { kind: 'command', command: 'showLog' },
    ]);
  });

  it('shows the selected runs that exist, else the one at work, else the newest', () => {
    const { state, hear } = page({ runs: ['/gone', '/b'] });
    expect(state.shownRuns).toEqual([]);
    const [a, b] = ['/a', '/b'].map((path) => ({ ...PRETRAINED, path }));
    if (!a || !b) throw new Error('Two were made.');
    hear({ kind: 'runs', runs: [a, b] });
    expect(state.shownRuns).toEqual([b]);
    state.select({ runs: ['/gone'] });
    expect(state.shownRuns).toEqual([a]);
    hear({ kind: 'runs', runs: [a, { ...b, state: 'running' }] });
    expect(state.shownRuns[0]?.path).toBe('/b');
  });

  it('shows heads until there are none, and why', () => {
    const { state, hear } = page();
    hear({ kind: 'runs', runs: [run('/a')] });
    hear({ kind: 'heads', view: VIEW });
    expect([state.heads, state.noHeads]).toEqual([VIEW, undefined]);
    hear({ kind: 'noHeads', run: '/a', reason: 'No weights yet.', logged: false });
    expect([state.heads, state.noHeads]).toMatchObject([undefined, { reason: 'No weights yet.' }]);
    hear({ kind: 'heads', view: VIEW });
    expect(state.noHeads).toBeUndefined();
    const weights = { block: 'b', head: 0, queries: 1, keys: 1, weights: Float32Array.of(1) };
    hear({ kind: 'head', weights });
    expect(state.head).toBe(weights);
  });

  it('shows no heads of another model, nor why that one has none', () => {
    const { state, hear } = page();
    hear({ kind: 'runs', runs: [run('/a'), run('/b')] });
    hear({ kind: 'heads', view: VIEW });
    hear({
      kind: 'head',
      weights: { block: 'b', head: 0, queries: 1, keys: 1, weights: Float32Array.of(1) },
    });
    state.select({ runs: ['/b'] });
    expect(state.heads).toBeUndefined();
    hear({ kind: 'noHeads', run: '/a', reason: 'No weights yet.', logged: false });
    expect(state.noHeads).toBeUndefined();
    hear({ kind: 'heads', view: { ...VIEW, run: '/b' } });
    expect([state.heads?.run, state.head]).toEqual(['/b', undefined]);
  });

  it.each([
    ['is gone', []],
    ['has given its folder to another', [run('/a', '2026-02-02T00:00:00.000Z')]],
  ])('knows nothing any more of a run that %s', (_, runs) => {
    const { state, hear } = page();
    hear({ kind: 'runs', runs: [run('/a'), run('/b')] });
    for (const path of ['/a', '/b']) {
      const columns = { from: 0, columns: columnsOf([1, 2]), wrongLines: 0 };
      hear({ kind: 'metrics', run: path, change: columns });
      hear({ kind: 'noMetrics', run: path, reason: 'No.', logged: false });
      hear({ kind: 'control', run: path, record: [], waiting: [] });
      hear({ kind: 'references', references: { run: path } });
      hear({ kind: 'trust', run: path });
      hear({ kind: 'trust', run: path, checking: 'asking' });
      hear({ kind: 'headTimeline', timeline: { run: path, points: [], formations: [], checkpoints: [] } });
    }
    hear({ kind: 'heads', view: VIEW });
    hear({
      kind: 'head',
      weights: { block: 'b', head: 0, queries: 1, keys: 1, weights: Float32Array.of(1) },
    });
    hear({ kind: 'runs', runs: [...runs, run('/b')] });
    const { metrics, noMetrics, control, references, timelines, trust } = state;
    const maps = [metrics, noMetrics, control, references, timelines, trust];
    const known = maps.map((one) => [...one.keys()]);
    expect(known).toEqual(known.map(() => ['/b']));
    expect([state.heads, state.head]).toEqual([undefined, undefined]);
    hear({ kind: 'runs', runs: [run('/b')] });
    expect([...state.metrics.keys()]).toEqual(['/b']);
  });

  it('continues curves, and asks for all where a part is missing', () => {
    const { state, sent, hear } = page();
    hear(change(0, columnsOf([1, 2, 3])));
    hear(change(2, columnsOf([3.5, 4])));
    expect(state.metrics.get('/a')?.columns.loss).toEqual(Float64Array.of(1, 2, 3.5, 4));
    expect(sent).toHaveLength(1);
    hear(change(9, columnsOf([9])));
    expect(sent.at(-1)).toEqual({ kind: 'refresh' });
    expect(state.metrics.get('/a')?.columns.loss).toHaveLength(4);
  });

  it('keeps baseline and ceiling by run, and passes on what pages keep themselves', () => {
    const { state, hear } = page();
    const heard: string[] = [];
    const end = state.onMessage(({ kind }) => heard.push(kind));
    hear({ kind: 'references', references: { run: '/a', baseline: 0.1 } });
    hear({ kind: 'trust', run: '/a' });
    end();
    hear({ kind: 'trust', run: '/a' });
    expect(state.references.get('/a')).toEqual({ run: '/a', baseline: 0.1 });
    expect(heard).toEqual(['references', 'trust']);
  });
});
