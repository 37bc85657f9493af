// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TRUST_FORMAT_VERSION, type TrustReport } from '../../../src/answers/trust';
import type { FromPanel } from '../../../src/processes/fromPanel';
import type { HeadsView } from '../../../src/processes/panelMessages';
import { PRODUCT_BLOCK } from '../../../src/processes/shownHeads';
import { OWN_FACTS } from '../../support/modelFacts';
import { PRETRAINED } from '../../support/summaries';
import { columnsOf } from './columns';
import { drawnPanel, standInForTheBrowser } from './drawnPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const commands = (sent: readonly FromPanel[]) => sent.filter(({ kind }) => kind === 'command');

const BLOCK = { heads: 2, queries: 2, keys: 2, shades: new Uint8Array(8) };
const PERCEIVER: HeadsView = {
  run: PRETRAINED.path,
  step: 7,
  checkpoints: [2, 4],
  model: OWN_FACTS,
  tokens: ['a', 'b'],
  labels: ['a', 'b'],
  question: true,
  mask: 1,
  source: { kind: 'line', file: 'births.tsv', line: 3 },
  blocks: [
    { ...BLOCK, block: 'down_block', sides: { queries: 'latents', keys: 'text' } },
    { ...BLOCK, block: 'up_block', sides: { queries: 'text', keys: 'latents' } },
  ],
  scores: [],
  warnings: [],
};

describe('the panel’s header', () => {
  it('offers a first run where there is none', async () => {
    const { hear, sent, settle, text, press } = await drawnPanel();
    expect(text()).toContain('Looking for runs…');
    hear({ kind: 'runs', runs: [] });
    await settle();
    press('Pretrain model');
    press('New dataset…');
    expect(commands(sent)).toEqual([
      { kind: 'command', command: 'pretrain' },
      { kind: 'command', command: 'newDataset' },
    ]);
  });

  it('says what the run is doing, and offers what can be done', async () => {
    const { hear, sent, settle, text, press } = await drawnPanel();
    hear({ kind: 'runs', runs: [{ ...PRETRAINED, state: 'running' }] });
    await settle();
    expect(text()).toContain('training');
    press('Pause');
    const [id, who, time] = ['abcdefgh-00000000', 'ada (editor)', '2026-01-01'];
    const request = { id, who, time, asked: 120, request: { kind: 'pause' as const } };
    hear({ kind: 'control', run: PRETRAINED.path, record: [], waiting: [request] });
    await settle();
    expect(text()).toContain('pause: asked at step 120 …');
    const answered = { ...request, outcome: { applied: 121 } };
    hear({ kind: 'control', run: PRETRAINED.path, record: [answered], waiting: [] });
    hear({ kind: 'runs', runs: [{ ...PRETRAINED, state: 'paused' }] });
    await settle();
    expect(text()).toContain('pause: asked at step 120 by ada (editor), done at step 121');
    press('Resume');
    press('Stop and save');
    hear({ kind: 'runs', runs: [{ ...PRETRAINED, state: 'crashed' }] });
    await settle();
    press('Resume');
    press('Open folder');
    expect(commands(sent).map((message) => message.kind === 'command' && message.command)).toEqual([
      'pause',
      'resume',
      'stop',
      'resume',
      'openFolder',
    ]);
  });
});

describe('the heads page', () => {
  it('says why there are no heads, and leads to the log', async () => {
    const { hear, sent, settle, text, press } = await drawnPanel({ page: 'heads' });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({
      kind: 'noHeads',
      run: PRETRAINED.path,
      reason: 'Reading the heads failed; the log says why.',
      logged: true,
    });
    await settle();
    expect(text()).toContain('Reading the heads failed; the log says why.');
    press('Show log');
    expect(commands(sent)).toEqual([{ kind: 'command', command: 'showLog' }]);
  });

  it('shows a head that there is, whatever was chosen of another model', async () => {
    const { hear, settle } = await drawnPanel({
      page: 'heads',
      head: { block: 'blocks.3', head: 7 },
      step: 99,
    });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({ kind: 'heads', view: PERCEIVER });
    await settle();
    expect(document.querySelector('.large')?.getAttribute('aria-label')).toBe('up · head 1');
    expect(document.querySelectorAll('.cell')).toHaveLength(6);
  });

  it('enlarges a product of maps like any other', async () => {
    const { hear, sent, settle } = await drawnPanel({ page: 'heads' });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({ kind: 'heads', view: PERCEIVER });
    await settle();
    document.querySelector<HTMLElement>(`.cell[data-block="${PRODUCT_BLOCK}"][data-head="1"]`)?.click();
    await settle();
    expect(sent.at(-1)).toMatchObject({ selection: { head: { block: PRODUCT_BLOCK, head: 1 } } });
    expect(document.querySelector('.large')?.getAttribute('aria-label')).toBe(`${PRODUCT_BLOCK} · head 2`);
  });

  it('asks a question of one’s own, and goes back to the file', async () => {
    const { state, hear, settle, text } = await drawnPanel({ page: 'heads' });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({ kind: 'heads', view: PERCEIVER });
    await settle();
    const input = document.querySelector<HTMLInputElement>('.question-field input');
    if (!input) throw new Error('There is no field.');
    input.value = '  Where was Ann born? ';
    input.dispatchEvent(new Event('change'));
    expect(state.selection.question).toBe('Where was Ann born?');
    const answer = { text: 'Rome', probability: 0.62, perplexity: 1.1 };
    hear({ kind: 'heads', view: { ...PERCEIVER, source: { kind: 'typed' }, answer } });
    await settle();
    expect(text()).toMatch(/“Rome”, with probability 62\.0 % · your question/);
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await settle();
    expect(state.selection).not.toHaveProperty('question');
    expect(input.value).toBe('');
  });
});

describe('the training page', () => {
  it('waits for the first losses', async () => {
    const { hear, settle, text } = await drawnPanel();
    hear({ kind: 'runs', runs: [PRETRAINED] });
    hear({
      kind: 'metrics',
      run: PRETRAINED.path,
      change: { from: 0, columns: columnsOf([]), wrongLines: 0 },
    });
    await settle();
    expect(text()).toContain('The first losses appear here');
  });
});

describe('the trust page', () => {
  it('asks for the report when it appears, and says when its probe shows nothing', async () => {
    const { hear, sent, settle, text } = await drawnPanel({ page: 'trust' });
    hear({ kind: 'runs', runs: [PRETRAINED] });
    await settle();
    expect(sent).toContainEqual({ kind: 'refresh' });
    const none = { count: 0, of: 50, share: 0, interval: { low: 0, high: 0.07 } };
    const swappedNames = {
      ...{ probes: 50, control: none, followsText: none, followsName: none },
      uninformative: 'so swapping names shows nothing.',
    };
    const bias = { answers: [], distance: 0, overPredicted: [], byFrequency: [], swappedNames };
    const lists = { runs: ['first'], lines: [], members: [], verdicts: [], measures: [], warnings: [] };
    const report: TrustReport = {
      ...{ version: TRUST_FORMAT_VERSION, created: '', questions: 'births.tsv', corpus: 'people.txt' },
      ...lists,
      bias,
    };
    hear({ kind: 'trust', run: PRETRAINED.path, report });
    await settle();
    expect(text()).toContain('fills in 0 under the right name, so swapping names shows nothing.');
    expect(text()).not.toContain('follow the text');
  });
});

describe('the page’s end of the wire', () => {
  it('is the editor’s: messages, memory, and bugs of the page for the log', async () => {
    const sent: FromPanel[] = [];
    let kept: unknown;
    vi.stubGlobal('acquireVsCodeApi', () => ({
      postMessage: (message: FromPanel) => sent.push(message),
      getState: () => kept,
      setState: (state: unknown) => (kept = state),
    }));
    const { editorHost, reportBugs } = await import('../../../webview/frame/host');
    const host = editorHost();
    host.keep({ page: 'trust' });
    expect(host.recall()).toEqual({ page: 'trust' });
    const heard: unknown[] = [];
    host.listen((message) => heard.push(message));
    window.dispatchEvent(new MessageEvent('message', { data: { kind: 'trust', run: '/a' } }));
    expect(heard).toEqual([{ kind: 'trust', run: '/a' }]);
    reportBugs(host);
    const error = new TypeError('no canvas');
    window.dispatchEvent(new ErrorEvent('error', { error, message: error.message }));
    window.dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop completed' }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: 'no clipboard' }));
    expect(sent).toEqual([
      { kind: 'bug', stack: error.stack },
      { kind: 'bug', stack: 'no clipboard' },
    ]);
  });
});
