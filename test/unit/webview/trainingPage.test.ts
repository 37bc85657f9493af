// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { formationsOf } from '../../../src/heads/formation/formations';
import { TIMELINE_SCORES } from '../../../src/heads/formation/scoreTimeline';
import type { ControlEntry } from '../../../src/runs/control/request';
import type { RunSummary } from '../../../src/runs/runSummary';
import { currentTheme } from '../../../webview/frame/theme';
import type { CurveChart } from '../../../webview/training/curveChart';
import { LinkedAxis } from '../../../webview/training/linkedAxis';
import { marksOf } from '../../../webview/training/marks';
import { plotOptions } from '../../../webview/training/plotOptions';
import { PRETRAINED } from '../../support/summaries';
import { columnsOf } from './columns';
import { canvases, drawnPanel, only, standInForTheBrowser } from './drawnPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const SECOND: RunSummary = {
  ...PRETRAINED,
  path: '/runs/second',
  name: 'second',
  config: { ...PRETRAINED.config, seed: 2 },
};

/** The training page with these runs, each with so many losses. */
async function training(runs: readonly RunSummary[] = [PRETRAINED], preferences: object = {}) {
  const paths = runs.map(({ path }) => path);
  const panel = await drawnPanel({ page: 'training', runs: paths, preferences });
  panel.hear({ kind: 'runs', runs });
  runs.forEach((run, index) => {
    const loss = Array.from({ length: 20 }, (_, row) => 4 / (row + 1) + index);
    const columns = columnsOf(loss, {
      tokens: loss.map((_, row) => 1000 * (row + 1)),
      seconds: loss.map((_, row) => row + 1),
      accuracy: loss.map((_, row) => row / 40),
      tokensPerSecond: loss.map(() => 12_345),
      gpuUse: loss.map(() => 0.87),
      exactMatch: run.config.task === 'finetune' ? loss.map((_, row) => (row % 10 === 9 ? 0.25 : NaN)) : [],
    });
    panel.hear({ kind: 'metrics', run: run.path, change: { from: 0, columns, wrongLines: index } });
  });
  await panel.settle();
  return panel;
}

const charts = () =>
  [...document.querySelectorAll('.plot')].map((plot) =>
    (plot.getAttribute('aria-label') ?? '').replaceAll(/\s/g, ' '),
  );

/** Switches a checkbox by its label. */
function check(label: string): void {
  const box = [...document.querySelectorAll('vscode-checkbox')].find((one) => one.textContent === label);
  if (!box) throw new Error(`There is no switch ${label}.`);
  Object.assign(box, { checked: !(box as HTMLInputElement).checked });
  box.dispatchEvent(new Event('change'));
}

const SILENCED: ControlEntry = {
  ...{ id: 'abcdefgh-00000000', time: '2026-01-01', who: 'ada', asked: 1 },
  request: { kind: 'change', change: { silenced: ['1.2'] } },
  outcome: { applied: 2 },
};

describe('a chart that has the focus', () => {
  const press = (plot: Element, key: string, more: KeyboardEventInit = {}) =>
    plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

  it('is read by keys, value by value, in words', async () => {
    const { settle } = await training([PRETRAINED, SECOND], { smoothing: 0 });
    const plot = only('curve-chart .plot');
    const said = only('curve-chart [aria-live]');
    const tooltip = only('curve-chart .tooltip');
    expect(plot.getAttribute('tabindex')).toBe('0');
    press(plot, 'End');
    await settle();
    expect(said.textContent).toMatch(/^step 20: \S+ 0\.200; second 1\.200$/);
    expect(tooltip.hasAttribute('hidden')).toBe(false);
    press(plot, 'ArrowLeft');
    expect(said.textContent).toMatch(/^step 19: /);
    press(plot, 'ArrowLeft', { ctrlKey: true });
    expect(said.textContent).toMatch(/^step 19: /);
    plot.dispatchEvent(new FocusEvent('blur'));
    expect(tooltip.hasAttribute('hidden')).toBe(true);
  });

  it('zooms all charts about its cursor, and back', async () => {
    const { settle } = await training([PRETRAINED], { smoothing: 0 });
    const chart = only<CurveChart>('curve-chart');
    const plot = only('curve-chart .plot');
    press(plot, 'Home');
    press(plot, '+');
    await settle();
    expect(chart.axis.zoomed?.[1]).toBeLessThan(12);
    press(plot, 'End');
    await settle();
    expect(only('curve-chart [aria-live]').textContent).toMatch(/^step 1[01]: /);
    press(plot, '0');
    await settle();
    expect(chart.axis.zoomed).toBeUndefined();
  });
});

describe('what was done to a run', () => {
  const branch = { run: '/runs/mother', step: 1 };
  const left: RunSummary = { ...PRETRAINED, config: { ...PRETRAINED.config, branch } };

  it('is marked on its curves, in the units of the axis', () => {
    const measured = { run: left, columns: columnsOf([4, 3, 2], { seconds: [10, 20, 30] }), wrongLines: 0 };
    const refused = { ...SILENCED, outcome: { refused: 'no' } };
    const control = { run: left.path, record: [SILENCED, refused], waiting: [] };
    const marks = marksOf([measured], new Map([[left.path, control]]), 'seconds');
    expect(marks.map(({ x, label }) => [x, label])).toEqual([
      [10, 'left mother'],
      [20, 'silence head 1.2'],
    ]);
    expect(marks[1]?.words).toBe('silence head 1.2: asked at step 1 by ada, applied from step 3');
  });

  it('reaches the page', async () => {
    const { hear, settle } = await training([PRETRAINED]);
    hear({ kind: 'control', run: PRETRAINED.path, record: [SILENCED], waiting: [] });
    await settle();
    const chart = document.querySelector<CurveChart>('curve-chart');
    expect(chart?.content.marks).toMatchObject([{ x: 2, name: 'first' }]);
  });
});

describe('the charts', () => {
  it('are three where critical sharpness was measured, which stands beside 2 / learning rate', async () => {
    const { hear, settle } = await training([PRETRAINED]);
    expect(charts()).toHaveLength(2);
    const columns = columnsOf([4, 3, 2], { sharpness: [NaN, 150, NaN], learningRate: [0.01, 0.01, 0.01] });
    hear({ kind: 'metrics', run: PRETRAINED.path, change: { from: 0, columns, wrongLines: 0 } });
    await settle();
    expect(charts()[2]).toBe('critical sharpness: first 150.000, 2 / rate of first 200.000');
  });

  it('say the newest loss and accuracy in words', async () => {
    const { text } = await training([PRETRAINED], { smoothing: 0 });
    expect(charts()).toEqual(['loss: first 0.200', 'next character right: first 47.5 %']);
    expect(text()).toContain('12,345');
    expect(text()).toMatch(/GPU\s*87.%/);
    expect(text()).not.toContain('GPU memory');
  });

  it('of a finetuning show how many answers are right, against what guessing and the text give', async () => {
    const status = { correct: 5, asked: 20 } as unknown as NonNullable<RunSummary['status']>;
    const finetuned = { ...PRETRAINED, status, config: { ...PRETRAINED.config, task: 'finetune' as const } };
    const { hear, settle, text } = await training([finetuned]);
    canvases.words.length = 0;
    hear({ kind: 'references', references: { run: finetuned.path, baseline: 0.1, ceiling: 0.9 } });
    await settle();
    await vi.waitUntil(() => canvases.words.some((word) => word.startsWith('ceiling')));
    expect(canvases.words).toEqual(expect.arrayContaining(['baseline 10 %', 'ceiling 90 %']));
    expect(charts()[1]).toBe('exact match: first 25.0 %');
    expect(text()).toContain('of 20 asked');
  });

  it('say when the questions are asked for the first time', async () => {
    const config = { ...PRETRAINED.config, heldOut: { path: 'q.tsv', bytes: 1, sha256: '' } };
    const { text } = await training([{ ...PRETRAINED, config }]);
    const { evaluateEvery } = config.training;
    expect(text()).toContain(`The questions are asked for the first time at step ${evaluateEvery}.`);
  });

  it('that cannot be read are said to be so in their place, and come when they can', async () => {
    const { hear, settle, text, press, sent } = await drawnPanel({ page: 'training' });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    const reason = 'Reading the curves failed; the log says why.';
    hear({ kind: 'noMetrics', run: PRETRAINED.path, reason, logged: true });
    await settle();
    expect(text()).toContain(reason);
    press('Show log');
    expect(sent.at(-1)).toEqual({ kind: 'command', command: 'showLog' });
    const change = { from: 0, columns: columnsOf([1]), wrongLines: 0 };
    hear({ kind: 'metrics', run: PRETRAINED.path, change });
    await settle();
    expect(text()).not.toContain(reason);
  });

  it('follow a run while it grows, and are asked for whole where something is missing', async () => {
    const { hear, settle, sent } = await training([PRETRAINED], { smoothing: 0 });
    const more = columnsOf([0.125, 0.0625], { step: [21, 22] });
    hear({ kind: 'metrics', run: PRETRAINED.path, change: { from: 20, columns: more, wrongLines: 0 } });
    await settle();
    expect(charts()[0]).toBe('loss: first 0.063');
    hear({ kind: 'metrics', run: PRETRAINED.path, change: { from: 90, columns: more, wrongLines: 0 } });
    expect(sent.at(-1)).toEqual({ kind: 'refresh' });
  });
});

describe('several runs', () => {
  it('are compared, switched off one by one, and joined where only their seeds differ', async () => {
    const { settle, press, text } = await training([PRETRAINED, SECOND], { smoothing: 0 });
    expect(charts()[0]).toBe('loss: first 0.200, second 1.200');
    press('second');
    await settle();
    expect(only('.key [aria-pressed="false"]').textContent.trim()).toBe('second');
    expect(text()).toContain('second: One line');
    check('join seeds');
    await settle();
    expect(charts()[0]).toBe('loss: first (2 seeds) 0.700');
  });

  it('are chosen in a list', async () => {
    const { state, hear, settle } = await training([PRETRAINED]);
    hear({ kind: 'runs', runs: [PRETRAINED, SECOND] });
    await settle();
    check('second');
    expect(state.selection.runs).toEqual([PRETRAINED.path, SECOND.path]);
  });
});

describe('the axis', () => {
  it('counts in what is chosen, and zooms all charts at once', async () => {
    const { state, settle, press, text } = await training([PRETRAINED]);
    const dropdown = only<HTMLElement & { value: string }>('vscode-dropdown[aria-label="Across"]');
    Object.defineProperty(dropdown, 'value', { value: 'tokens' });
    dropdown.dispatchEvent(new Event('change'));
    await settle();
    expect(state.preferences.axis).toBe('tokens');
    const page = only<HTMLElement & { axis: { zoom(to: readonly [number, number]): void } }>('training-page');
    canvases.words.length = 0;
    page.axis.zoom([2000, 4000]);
    await settle();
    expect(canvases.words.slice(0, 5)).toEqual(['2,000', '2,500', '3,000', '3,500', '4,000']);
    expect(canvases.words.filter((word) => word === '4,000').length % 2).toBe(0);
    press('Show the whole run');
    await settle();
    expect(text()).not.toContain('Show the whole run');
  });
});

describe('a zoom', () => {
  it('to the start is undone where the axis turns logarithmic, which has none', async () => {
    const { settle } = await training();
    const { axis } = only<CurveChart>('curve-chart');
    axis.zoom([0, 8]);
    check('log steps');
    await settle();
    expect(axis.zoomed).toBeUndefined();
  });

  it('to the start never reaches the plot of a logarithmic axis, which would count its marks for ever', async () => {
    await training([PRETRAINED], { logX: true });
    const { content } = only<CurveChart>('curve-chart');
    const axis = new LinkedAxis();
    axis.zoom([0, 8]);
    const range = plotOptions(() => content, axis, currentTheme()).scales?.['x']?.range;
    expect(typeof range === 'function' && Reflect.apply(range, undefined, [])).toEqual([1, 8]);
  });

  it('is not that of another run, which may have ended before it', async () => {
    const { state, settle } = await training([PRETRAINED, SECOND]);
    const { axis } = only<CurveChart>('curve-chart');
    axis.zoom([8, 20]);
    state.select({ runs: [PRETRAINED.path] });
    await settle();
    expect(axis.zoomed).toEqual([8, 20]);
    state.select({ runs: [SECOND.path] });
    await settle();
    expect(axis.zoomed).toBeUndefined();
  });
});

describe('what heads became', () => {
  const row = (induction: number) =>
    TIMELINE_SCORES.map((score) => (score === 'induction' ? induction : 0.05));
  const points = Array.from({ length: 20 }, (_, step) => ({
    step,
    blocks: [{ block: 'blocks.1', chance: row(0.05), heads: [row(0.06), row(step < 9 ? 0.06 : 0.8)] }],
  }));
  const timeline = {
    run: PRETRAINED.path,
    points,
    formations: formationsOf(points),
    checkpoints: [0, 10, 19],
  };

  it('is drawn below the losses, the strongest heads first, and leads to the head as it was then', async () => {
    const { state, hear, settle, text } = await training([PRETRAINED], { smoothing: 0 });
    expect(text()).not.toContain('What heads became');
    hear({ kind: 'headTimeline', timeline });
    await settle();
    expect(charts().slice(2)).toEqual([
      'induction: 1.2 80.0 %, 1.1 6.0 %',
      'previous: 1.1 5.0 %, 1.2 5.0 %',
      'duplicate: 1.1 5.0 %, 1.2 5.0 %',
      'first: 1.1 5.0 %, 1.2 5.0 %',
    ]);
    expect(text()).toContain('step 9 head 1.2 becomes an induction head');
    only('.moment').click();
    expect(state.selection).toMatchObject({ page: 'heads', step: 10, head: { block: 'blocks.1', head: 1 } });
  });

  it('is followed by what the model became, at the steps at which the run looked at that too', async () => {
    const { hear, settle, text } = await training([PRETRAINED], { smoothing: 0 });
    hear({ kind: 'headTimeline', timeline });
    await settle();
    expect(text()).not.toContain('What the model became');
    const model = {
      copying: [[null, 0.4]],
      composition: [
        { kind: 'k', from: { layer: 0, head: 2 }, to: { layer: 1, head: 0 }, score: 0.375 },
      ] as const,
      norms: [{ module: 'blocks.1.attn', norm: 12.25 }],
      lens: [
        { layer: 'embedding', right: 0.125 },
        { layer: 'blocks.0', right: 0.5 },
      ],
    };
    const looked = points.map((point, step) => (step % 4 === 0 ? { ...point, model } : point));
    hear({ kind: 'headTimeline', timeline: { ...timeline, points: looked } });
    await settle();
    expect(charts().slice(6)).toEqual([
      'copying: 1.2 0.400',
      'strongest composition: K 0.375',
      'logit lens: embedding 12.5 %, layer 1 50.0 %',
      'weight norms: attention 12.250',
    ]);
  });

  it('is found by looking back at the checkpoints of a run that wrote nothing down, which can be cancelled', async () => {
    const { hear, settle, text, press, sent } = await training([PRETRAINED, SECOND]);
    const nothing = { run: PRETRAINED.path, points: [], formations: [], checkpoints: [0, 10, 19] };
    hear({ kind: 'headTimeline', timeline: nothing });
    await settle();
    press('Look back at the 3 checkpoints');
    await settle();
    const asked = () => sent.findLast((message) => message.kind === 'analyse');
    expect(asked()).toMatchObject({ request: { what: 'formation' } });
    hear({ kind: 'analysis', event: { id: asked()?.id ?? 0, state: 'running', done: 1, total: 3 } });
    await settle();
    expect(text()).toMatch(/33.% Cancel/);
    press('Cancel');
    await settle();
    expect(sent.at(-1)).toEqual({ kind: 'cancelAnalysis', id: asked()?.id });
    press('Look back at the 3 checkpoints');
    const failed = { state: 'failed', problem: 'They are damaged.', logged: false } as const;
    hear({ kind: 'analysis', event: { id: asked()?.id ?? 0, ...failed } });
    await settle();
    expect(text()).toContain('They are damaged.');
    hear({ kind: 'headTimeline', timeline });
    // A page that is turned to again is told again that nothing is written down.
    hear({ kind: 'headTimeline', timeline: nothing });
    await settle();
    expect(text()).toContain('step 9 head 1.2 becomes an induction head');
    expect(text()).not.toContain('Look back');
  });

  it('is not looked for where there is nothing to compare, or a run may still write it down', async () => {
    const running = { ...PRETRAINED, state: 'running' as const };
    const { hear, settle, text } = await training([running]);
    const nothing = { run: PRETRAINED.path, points: [], formations: [], checkpoints: [0, 10, 19] };
    hear({ kind: 'headTimeline', timeline: nothing });
    await settle();
    expect(text()).not.toContain('Look back');
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({ kind: 'headTimeline', timeline: { ...nothing, checkpoints: [19] } });
    await settle();
    expect(text()).not.toContain('Look back');
  });

  it('is said to be nothing yet where no head has changed', async () => {
    const { hear, settle, text } = await training();
    hear({ kind: 'headTimeline', timeline: { ...timeline, formations: [] } });
    await settle();
    expect(text()).toContain('No head has become one of a known kind yet.');
  });
});
