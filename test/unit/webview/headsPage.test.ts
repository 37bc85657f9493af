// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HeadScoreTable } from '../../../src/heads/results';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { PRETRAINED } from '../../support/summaries';
import { canvases, only, standInForTheBrowser } from './drawnPanel';
import { SIZE, TOKENS, VIEW, choose, heads, scored } from './headsPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const saying = () => only('.saying').textContent.replaceAll(/\s+/g, ' ').trim();
const mouse = (type: string, at: object) => Object.assign(new Event(type), at);

describe('the enlarged head', () => {
  it('says whose attention is shown: the ▢ at first, then what is pointed at, until Escape', async () => {
    const { settle } = await heads();
    expect(saying()).toBe('0.80 ‘▢’ looks at ‘▢’ 8 → 8');
    const canvas = only('head-matrix canvas');
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
    await settle();
    expect(saying()).toMatch(/‘R’ looks at ‘▢’ 9 → 8$/);
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
    expect(saying()).toMatch(/held; Esc lets go$/);
    canvas.dispatchEvent(new Event('mouseleave'));
    await settle();
    expect(saying()).toMatch(/^0\.\d\d ‘R’/);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await settle();
    expect(saying()).toBe('0.80 ‘▢’ looks at ‘▢’ 8 → 8');
  });

  it('is pointed at by mouse as it is drawn', async () => {
    const { settle } = await heads();
    const canvas = only<HTMLCanvasElement>('head-matrix canvas');
    const height = parseFloat(canvas.style.height);
    const width = parseFloat(canvas.style.width);
    // The last cell: the token behind which nothing comes looks at itself.
    canvas.dispatchEvent(mouse('mousemove', { offsetX: width - 4, offsetY: height - 4 }));
    await settle();
    expect(saying()).toBe('0.80 ‘e’ looks at ‘e’ 12 → 12');
    canvas.dispatchEvent(mouse('mousemove', { offsetX: 1, offsetY: 1 }));
    await settle();
    expect(saying()).toMatch(/^0\.80 ‘▢’/);
  });

  it('is drawn as a matrix with its tokens on the axes, as lines, and as numbers', async () => {
    const { settle } = await heads();
    expect(canvases.words).toEqual(expect.arrayContaining(['looked at →', '← looks', 'A', '▢']));
    canvases.lines = 0;
    await choose('View of the head', 'lines', settle);
    // Two for each token, its own and the first; one of the first; and where the answer begins.
    expect(canvases.lines).toBeGreaterThanOrEqual(2 * SIZE - 1);
    const canvas = only('head-lines canvas');
    canvas.dispatchEvent(mouse('click', { offsetX: 5, offsetY: 18 + 14 * 3 + 1 }));
    await settle();
    expect(saying()).toMatch(/‘A’ looks at .* 4 → .*held/);
    await choose('View of the head', 'numbers', settle);
    expect(only('.head-picture table').textContent).toMatch(/0\.\d\d/);
  });

  it('groups characters into words, whose weights are sums', async () => {
    const { settle } = await heads();
    await choose('Group', 'words', settle);
    expect(only('shaded-text canvas').getAttribute('aria-label')).toContain('Ann');
    expect(saying()).toMatch(/‘▢’ looks at/);
    const text = only<HTMLCanvasElement>('shaded-text canvas');
    text.dispatchEvent(mouse('mousemove', { offsetX: 3, offsetY: 3 }));
    await settle();
    expect(saying()).toMatch(/‘is·?’ looks at ‘is·?’ 1 → 1/);
  });

  it('turns to another when a cell is chosen, and to another checkpoint', async () => {
    const { settle, sent, state } = await heads();
    only('.cell[data-block="blocks.1"][data-head="1"]').click();
    await settle();
    expect(sent.at(-1)).toMatchObject({ selection: { head: { block: 'blocks.1', head: 1 } } });
    expect(saying()).toMatch(/^0\.60/);
    const scrubber = only<HTMLInputElement>('.scrubber input');
    scrubber.value = '0';
    scrubber.dispatchEvent(new Event('input'));
    expect(state.selection.step).toBe(2);
    scrubber.value = '2';
    scrubber.dispatchEvent(new Event('input'));
    expect(state.selection).not.toHaveProperty('step', 2);
  });
});

describe('the grid', () => {
  const numbers = () => [...document.querySelectorAll('.head-number')].map((one) => one.textContent.trim());

  it('shows scores of the line at once, and asks for those of the file', async () => {
    const { settle, asked, answer, text } = await heads();
    await choose('Show', 'previousToken', settle);
    expect(numbers().map((one) => one.slice(-4))).toEqual(['0.10', '0.20', '0.30', '0.40']);
    expect(text()).toContain('by chance 0.09');
    expect(asked()).toEqual([]);
    await choose('Over', 'file', settle);
    expect(asked().at(-1)?.request).toEqual({ what: 'scores' });
    const table: HeadScoreTable = { step: 7, texts: 20, skipped: 0, heads: scored([0.9, 0.8, 0.7, 0.6]) };
    await answer('scores', table);
    expect(numbers()[0]).toMatch(/0\.90$/);
    await choose('Order', 'score', settle);
    expect(numbers()[0]).toMatch(/0\.90$/);
    expect(numbers().at(-1)).toMatch(/0\.60$/);
  });

  it('says of which weights its numbers are where others are shown, and asks again', async () => {
    const { settle, asked, answer, text, hear, press } = await heads();
    await choose('Show', 'effect', settle);
    const before = { correct: 10, accuracy: 0.5, loss: 1 };
    const table = (step: number) => ({ step, questions: 20, skipped: 0, before, heads: [] });
    await answer('silencingTable', table(7));
    expect(text()).not.toContain('Ask again');
    hear({ kind: 'heads', view: { ...VIEW, step: 4 } });
    await settle();
    expect(text()).toContain('numbers of step 7');
    press('Ask again');
    await settle();
    expect(asked().map(({ request }) => request.what)).toEqual(['silencingTable', 'silencingTable']);
    await answer('silencingTable', table(4));
    expect(text()).not.toContain('numbers of step');
  });

  it('offers to compute numbers that are not known, be it that the choice was kept or that they were cancelled', async () => {
    const { settle, asked, answer, text, press, hear } = await heads({ headColour: 'effect' });
    expect(asked()).toEqual([]);
    press('Compute');
    await settle();
    expect(text()).not.toContain('Compute');
    press('Cancel');
    await settle();
    press('Compute');
    const { id = 0 } = asked().at(-1) ?? {};
    hear({ kind: 'analysis', event: { id, state: 'failed', problem: 'No questions.', logged: false } });
    await settle();
    expect(text()).toContain('No questions.');
    expect(text()).not.toContain('Compute');
    hear({ kind: 'heads', view: { ...VIEW, file: '/data/other.tsv' } });
    await settle();
    press('Compute');
    const before = { correct: 10, accuracy: 0.5, loss: 1 };
    await answer('silencingTable', { step: 7, questions: 20, skipped: 0, before, heads: [] });
    expect(text()).not.toContain('Compute');
    expect(asked()).toHaveLength(3);
  });

  it('shows how many answers each head is needed for', async () => {
    const { settle, answer, text } = await heads();
    await choose('Show', 'effect', settle);
    const before = { correct: 10, accuracy: 0.5, loss: 1 };
    const table = {
      ...{ step: 7, questions: 20, skipped: 0, before },
      heads: scored([0, 0, 0, 0]).map(({ block, layer, head }, index) => ({
        ...{ block, layer, head, lost: index, gained: 0, correct: 10 - index },
        ...{ accuracy: (10 - index) / 20, loss: 1 },
      })),
    };
    await answer('silencingTable', table);
    expect(numbers().map((one) => one.replaceAll(/\s/g, ' '))[3]).toMatch(/15\.0/);
    expect(text()).toContain('change of right answers without the head');
  });
});

describe('what stands below the grid', () => {
  it('is asked for the line when it is chosen, and drawn when it is there', async () => {
    const { settle, asked, answer, hear, text, press, sent } = await heads();
    await choose('Analyse', 'rollout', settle);
    const [request] = asked();
    expect(request?.request).toEqual({ what: 'rollout' });
    hear({ kind: 'analysis', event: { id: request?.id ?? 0, state: 'running', done: 1, total: 4 } });
    await settle();
    expect(text()).toMatch(/25 % Cancel/);
    press('Cancel');
    await settle();
    expect(sent.at(-1)).toEqual({ kind: 'cancelAnalysis', id: request?.id });
    expect(text()).toContain('Cancelled. Ask again');
    press('Ask again');
    await settle();
    expect(asked()).toHaveLength(2);
    const share = TOKENS.map((_, index) => (index === 3 ? 1 : 0));
    await answer('rollout', {
      ...{ characters: TOKENS, position: 7, flow: share },
      blocks: [{ block: 'blocks.0', shares: share }],
    });
    expect(text()).toContain('where ‘▢’ can have got what it holds');
    expect(only('.analysis-picture svg').textContent).toContain('A');
  });

  it('that was cancelled is asked again for another line, or when it is chosen anew, but not of new weights', async () => {
    const { settle, asked, hear, press } = await heads({ headSection: 'rollout' });
    const cancelled = async (times: number) => {
      press('Cancel');
      await settle();
      expect(asked()).toHaveLength(times);
    };
    await cancelled(1);
    hear({ kind: 'heads', view: { ...VIEW, step: 8 } });
    await settle();
    expect(asked()).toHaveLength(1);
    await choose('Analyse', 'none', settle);
    await choose('Analyse', 'rollout', settle);
    await cancelled(2);
    hear({ kind: 'heads', view: { ...VIEW, source: { kind: 'line', file: 'births.tsv', line: 4 } } });
    await settle();
    expect(asked()).toHaveLength(3);
  });

  it('explains the logit of the answer', async () => {
    const { settle, answer, text } = await heads();
    await choose('Analyse', 'logits', settle);
    const part = { kind: 'head' as const, block: 'blocks.0', layer: 0, head: 1, logit: 2, aboveMean: 1.5 };
    await answer('logits', { character: 'R', logit: 2.5, parts: [part], unexplained: 0 });
    expect(text()).toContain('‘R’ is 1.50 above the mean of all tokens');
  });

  it('switches heads off and on by a click in the grid', async () => {
    const { settle, asked, answer, text, press } = await heads({ headSection: 'silencing' });
    expect(text()).toContain('Click a head in the grid to switch it off');
    only('.cell[data-block="blocks.1"][data-head="0"]').click();
    await settle();
    expect(asked().at(-1)?.request).toEqual({ what: 'silence', heads: [{ block: 'blocks.1', head: 0 }] });
    const outcome = (answered: string, loss: number) => ({ answer: answered, loss, probability: 0.5 });
    await answer('silence', {
      silenced: [{ block: 'blocks.1', layer: 1, head: 0 }],
      before: outcome('Rome', 0.1),
      after: outcome('Oslo', 2.2),
    });
    expect(text()).toMatch(/Rome.*Oslo/);
    press('All heads on');
    await settle();
    expect(text()).toContain('Click a head in the grid to switch it off');
  });

  it('exchanges heads between questions where it is told to', async () => {
    const { asked, answer, text, press } = await heads({ headSection: 'patching' });
    press('Exchange at the name');
    expect(asked().at(-1)?.request).toEqual({ what: 'patching', region: 'name' });
    const places = scored([0, 0, 0, 0]).map(({ block, layer, head }) => ({ block, layer, head }));
    await answer('patching', {
      ...{ step: 7, region: 'name', exchanges: 6, clean: 3.25, donorClean: -3 },
      heads: places.map((place, index) => ({ ...place, difference: 3 - index, effect: index / 4 })),
    });
    expect(text()).toMatch(/6 exchanges at the name; own answer over the other: 3\.3 as it is, [-−]3\.0 of/);
    expect(document.querySelectorAll('.result-table tbody tr')).toHaveLength(4);
  });

  it('looks back at every checkpoint of a run', async () => {
    const { press, answer, text, settle } = await heads({
      headSection: 'overTime',
      headColour: 'previousToken',
    });
    press('Score the heads at every checkpoint: births.tsv');
    const table = (step: number) => ({
      step,
      texts: 20,
      skipped: 0,
      heads: scored([0.1, 0.2, 0.3, step / 10]),
    });
    await answer('overTime', [table(2), table(4)]);
    expect(text()).toContain('means over 20 lines; choose the score above');
    await choose('Analyse', 'facts', settle);
    press('Ask every checkpoint: births.tsv');
    const fact = { line: 1, question: 'Where?', answer: 'Rome', onName: [0.1, 0.2], onNameMost: [0.2, 0.3] };
    await answer('timeline', {
      ...{ steps: [2, 4], skipped: 0 },
      facts: [
        { ...fact, right: [false, true], firstRight: 4, lastLost: null },
        { ...fact, line: 2, right: [true, false], firstRight: 2, lastLost: 4 },
      ],
    });
    expect(text()).toContain('2 of 2 were right at one checkpoint, 1 of them lost again at one');
  });

  it('says why there is none, and what it would take', async () => {
    const { hear, asked, text, settle, press, sent } = await heads({ headSection: 'silencing' });
    press('Silence each head over: births.tsv');
    const { id = 0 } = asked().at(-1) ?? {};
    hear({
      kind: 'analysis',
      event: { id, state: 'failed', problem: 'The analysis failed; the log says why.', logged: true },
    });
    await settle();
    expect(text()).toContain('The analysis failed; the log says why.');
    press('Show log');
    expect(sent.at(-1)).toEqual({ kind: 'command', command: 'showLog' });
    hear({ kind: 'heads', view: { ...VIEW, question: false } });
    await settle();
    expect(text()).toContain('Open a .tsv file of questions with answers: this takes a whole file.');
  });
});

describe('what is found about one file', () => {
  const { run } = VIEW;
  const of = (file: string, step = 7): HeadsView => ({
    ...{ ...VIEW, file, step },
    source: { kind: 'line', file: file.split('/').at(-1) ?? '', line: 3 },
  });
  const before = { correct: 10, accuracy: 0.5, loss: 1 };
  const table = { step: 7, questions: 20, skipped: 0, before, heads: [] };
  const ALL_ON = 'with all heads 10 of 20 right';

  it('does not stand under the name of another that is opened meanwhile', async () => {
    const { hear, settle, press, answer, text, sent, asked } = await heads(
      { headSection: 'silencing' },
      of('/data/a.tsv'),
    );
    press('Silence each head over: a.tsv');
    hear({ kind: 'heads', view: of('/data/b.tsv') });
    await settle();
    expect(sent).toContainEqual({ kind: 'cancelAnalysis', id: asked()[0]?.id });
    await answer('silencingTable', table);
    expect(text()).not.toContain(ALL_ON);
  });

  it('is not taken for what would be found about another of the same name', async () => {
    const { hear, settle, press, answer, text } = await heads({ headSection: 'silencing' }, of('/x/a.tsv'));
    press('Silence each head over: a.tsv');
    await answer('silencingTable', table);
    hear({ kind: 'heads', view: { ...of('/x/a.tsv'), source: { kind: 'line', file: 'a.tsv', line: 4 } } });
    await settle();
    expect(text()).toContain(ALL_ON);
    hear({ kind: 'heads', view: of('/y/a.tsv') });
    await settle();
    expect(text()).not.toContain(ALL_ON);
  });

  it('by a run is not taken for what another run in its folder would find', async () => {
    const { hear, settle, press, answer, text } = await heads({ headSection: 'silencing' });
    press('Silence each head over: births.tsv');
    await answer('silencingTable', table);
    expect(text()).toContain(ALL_ON);
    const config = { ...PRETRAINED.config, created: '2026-02-02T00:00:00.000Z' };
    hear({ kind: 'runs', runs: [{ ...PRETRAINED, config }] });
    await settle();
    expect(text()).toContain('Reading the heads…');
    hear({ kind: 'heads', view: VIEW });
    await settle();
    expect(text()).not.toContain(ALL_ON);
  });

  it('is of the run that is shown, as are the maps', async () => {
    const { hear, settle, state, text } = await heads();
    hear({ kind: 'runs', runs: [PRETRAINED, { ...PRETRAINED, path: '/runs/other', name: 'other' }] });
    state.select({ runs: ['/runs/other'] });
    await settle();
    expect(text()).toContain('Reading the heads…');
    hear({ kind: 'noHeads', run, reason: 'No weights.', logged: false });
    await settle();
    expect(text()).not.toContain('No weights.');
  });
});
