// @vitest-environment happy-dom
/**
 * What a screen reader says by itself: what people point at and what has come, never how far something is.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HeadScoreTable } from '../../../src/heads/results';
import { PRETRAINED } from '../../support/summaries';
import { FULL_REPORT } from '../../support/trustReport';
import { drawnPanel, only, standInForTheBrowser } from './drawnPanel';
import { SIZE, VIEW, heads, scored } from './headsPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

/** The words of all live regions. */
const aloud = () =>
  [...document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')]
    .map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim())
    .filter((words) => words !== '' && !VIEW.warnings.includes(words));

describe('the heads page reads aloud', () => {
  it('what is pointed at, when it is, and no snapshot or frame of a film', async () => {
    const { hear, settle } = await heads();
    expect(aloud()).toEqual([]);
    const canvas = only('head-matrix canvas');
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
    await settle();
    const [said = ''] = aloud();
    expect(said).toMatch(/‘R’ looks at ‘▢’ 9 → 8$/);
    const blocks = VIEW.blocks.map((block) => ({ ...block, shades: new Uint8Array(2 * SIZE * SIZE) }));
    hear({ kind: 'heads', view: { ...VIEW, step: 8, blocks } });
    await settle();
    expect(only('.saying').textContent).toContain('0.00');
    expect(aloud()).toEqual([said]);
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
    expect(aloud()[0]).toMatch(/^0\.00 ‘R’ .* held; Esc lets go$/);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await settle();
    expect(aloud()).toEqual([]);
  });

  it('that an answer has come, and not how far it is', async () => {
    const { hear, settle, press, asked, answer } = await heads({
      headColour: 'entropy',
      headOver: 'repeated',
    });
    const ended = 'What each head does on repeated random tokens: done';
    const table: HeadScoreTable = { step: 7, texts: 20, skipped: 0, heads: scored([0.9, 0.8, 0.7, 0.6]) };
    press('Compute');
    hear({ kind: 'analysis', event: { id: asked()[0]?.id ?? 0, state: 'running', done: 1, total: 4 } });
    await settle();
    expect(only('.analysis-progress').textContent).toMatch(/25.%/);
    expect(aloud()).toEqual([]);
    await answer('repeatedScores', table);
    expect(aloud()).toEqual([ended]);
    hear({ kind: 'heads', view: { ...VIEW, step: 8 } });
    await settle();
    press('Ask again');
    await settle();
    expect(aloud()).toEqual([]);
    await answer('repeatedScores', { ...table, step: 8 });
    expect(aloud()).toEqual([ended]);
  });

  it('no answer that comes by itself with every line', async () => {
    const { answer } = await heads({ headSection: 'logits' });
    await answer('logits', { character: 'R', logit: 2.5, parts: [], unexplained: 0 });
    expect(aloud()).toEqual([]);
  });
});

describe('the trust page reads aloud', () => {
  it('that answers are checked, or why not, and not how many were asked', async () => {
    const { hear, settle } = await drawnPanel({ page: 'trust' });
    const { path: run } = PRETRAINED;
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({ kind: 'trust', run, checking: '3 of 20 asked' });
    await settle();
    expect(aloud()).toEqual([]);
    hear({ kind: 'trust', run, report: FULL_REPORT });
    await settle();
    expect(aloud()[0]).toBe('The answers are checked.');
    hear({ kind: 'trust', run, checking: '3 of 20 asked' });
    await settle();
    expect(only('.readout').textContent).toBe('3 of 20 asked');
    expect(aloud()).not.toContain('The answers are checked.');
    expect(aloud().join()).not.toContain('asked');
    hear({ kind: 'trust', run, report: FULL_REPORT, problem: { reason: 'wiki.txt is gone.', logged: true } });
    await settle();
    expect(aloud()[0]).toMatch(/^wiki.txt is gone./);
    expect(aloud()).not.toContain('The answers are checked.');
  });
});
