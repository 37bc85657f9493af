// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TIMELINE_SCORES } from '../../../src/heads/formation/scoreTimeline';
import type { HeadTimeline } from '../../../src/processes/panelMessages';
import { PRETRAINED } from '../../support/summaries';
import { only, standInForTheBrowser } from './drawnPanel';
import { VIEW, choose, heads } from './headsPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

describe('the heads over training', () => {
  const OTHER = { ...PRETRAINED, path: `${PRETRAINED.path}-2`, name: 'other' };
  const TIMELINE: HeadTimeline = {
    run: PRETRAINED.path,
    points: [0, 2, 4, 7].map((step) => ({
      step,
      blocks: ['blocks.0', 'blocks.1'].map((block) => ({
        block,
        chance: TIMELINE_SCORES.map(() => 0.09),
        heads: [step / 10, step / 20].map((value) => TIMELINE_SCORES.map(() => value)),
      })),
    })),
    formations: [
      {
        ...{ block: 'blocks.1', head: 0, score: 'induction', kind: 'induction head', step: 4 },
        ...{ around: [2, 7], before: 0.2, after: 0.7 },
      },
    ],
    checkpoints: [2, 4],
  };
  const numbers = () => [...document.querySelectorAll('.head-number')].map((one) => one.textContent.trim());
  const shown = { headColour: 'induction', headOver: 'repeated' };
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are coloured by what the run wrote down at the shown step, and asked for nothing', async () => {
    const { hear, settle, asked, text } = await heads(shown);
    hear({ kind: 'headTimeline', timeline: TIMELINE });
    await settle();
    expect(numbers().map((one) => one.slice(-4))).toEqual(['0.70', '0.35', '0.70', '0.35']);
    expect(text()).toContain('the run’s own look at step 7 · by chance 0.09');
    hear({ kind: 'heads', view: { ...VIEW, step: 2 } });
    await settle();
    expect(numbers()[0]).toMatch(/0\.20$/);
    expect(asked()).toEqual([]);
  });

  it('are held against another step, and another run at the same step', async () => {
    const { hear, settle, text, state } = await heads(shown);
    hear({ kind: 'runs', runs: [PRETRAINED, OTHER] });
    state.select({ runs: [PRETRAINED.path, OTHER.path] });
    hear({ kind: 'headTimeline', timeline: TIMELINE });
    const [first] = TIMELINE.points;
    const points = first ? [{ ...first, step: 7 }] : [];
    hear({ kind: 'headTimeline', timeline: { ...TIMELINE, run: OTHER.path, points } });
    await settle();
    await choose('Compare with', '2', settle);
    expect(numbers()[0]).toMatch(/\+0\.50$/);
    expect(text()).toContain('minus that at step 2');
    expect(only('.scale-legend').getAttribute('aria-label')).toMatch('from −1 to +1');
    await choose('Compare with', OTHER.path, settle);
    expect(numbers()[0]).toMatch(/\+0\.70$/);
    expect(text()).toContain('minus that of other at step 7');
    await choose('Show', 'maps', settle);
    expect(document.querySelector('[aria-label="Compare with"]')).toBeNull();
  });

  it('are plain where nothing can be compared, whatever was compared before', async () => {
    const { hear, settle, text } = await heads(shown);
    hear({ kind: 'headTimeline', timeline: TIMELINE });
    await settle();
    const legend = () => only('.scale-legend').getAttribute('aria-label');
    await choose('Compare with', '2', settle);
    expect(legend()).toMatch('from −1 to +1');
    await choose('Over', 'line', settle);
    expect(legend()).not.toMatch('−1');
    await choose('Over', 'repeated', settle);
    expect(legend()).toMatch('from −1 to +1');
    hear({ kind: 'heads', view: { ...VIEW, checkpoints: [4] } });
    await settle();
    expect(legend()).not.toMatch('−1');
    expect(text()).not.toContain('minus that');
  });

  it('are asked of the checkpoints where the run wrote nothing down, and not of a run that is left meanwhile', async () => {
    const { hear, settle, press, asked, text, state } = await heads(shown);
    hear({ kind: 'runs', runs: [PRETRAINED, OTHER] });
    hear({ kind: 'headTimeline', timeline: { ...TIMELINE, points: [], formations: [] } });
    await settle();
    press('Look back at the 2 checkpoints');
    await settle();
    expect(text()).toMatch(/0.% Cancel/);
    state.select({ runs: [OTHER.path] });
    await settle();
    expect(text()).not.toContain('Cancel');
    const id = asked().at(-1)?.id ?? 0;
    hear({ kind: 'headTimeline', timeline: TIMELINE });
    hear({ kind: 'analysis', event: { id, state: 'failed', problem: 'Of the other run.', logged: false } });
    await settle();
    expect(text()).not.toContain('Of the other run.');
    state.select({ runs: [PRETRAINED.path] });
    await settle();
    expect(numbers()[0]).toMatch(/0\.70$/);
  });

  it('play as a film from the first checkpoint to the last, and say what a head became', async () => {
    const { hear, settle, press, state, text } = await heads();
    hear({ kind: 'headTimeline', timeline: TIMELINE });
    await settle();
    vi.useFakeTimers();
    press('▶ Play');
    expect(state.selection.step).toBe(2);
    // The next one waits for the maps of this one.
    vi.advanceTimersByTime(3000);
    expect(state.selection.step).toBe(2);
    hear({ kind: 'heads', view: { ...VIEW, step: 2 } });
    vi.advanceTimersByTime(800);
    expect(state.selection.step).toBe(4);
    hear({ kind: 'heads', view: { ...VIEW, step: 4 } });
    vi.advanceTimersByTime(800);
    vi.useRealTimers();
    await settle();
    expect(text()).toContain('step 4: head 2.1 becomes an induction head');
    expect(text()).toContain('▶ Play');
  });

  it('play on where the checkpoint that was asked for was thinned out meanwhile', async () => {
    const { hear, press, state } = await heads();
    vi.useFakeTimers();
    press('▶ Play');
    expect(state.selection.step).toBe(2);
    hear({ kind: 'heads', view: { ...VIEW, checkpoints: [4, 6] } });
    vi.advanceTimersByTime(800);
    expect(state.selection.step).toBe(4);
  });

  it('pause by the space bar, and turn a page at a time for who wants little to move', async () => {
    const { settle, press, state, text } = await heads();
    press('▶ Play');
    await settle();
    expect(text()).toContain('❚❚ Pause');
    only('.scrubber input').dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    await settle();
    expect(text()).toContain('▶ Play');
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    state.select({ step: undefined });
    await settle();
    press('Next checkpoint');
    await settle();
    expect(state.selection.step).toBe(2);
    expect(text()).not.toContain('Pause');
  });
});
