// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { COST_FIELDS, COST_LENGTHS, type MeasuredTime } from '../../../src/theory/cost';
import { initialState } from '../../../src/theory/fields';
import { THEORY_PAGES, decodeState } from '../../../src/theory/sharing';
import { PRETRAINED } from '../../support/summaries';
import { canvases, drawnPanel, only, standInForTheBrowser } from './drawnPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const TITLES = ['Copying', 'Averaging', 'One head', 'Two heads', 'Cost'];

/** The theory page with a run, and what it was set to. */
async function theory(states: readonly string[] = []) {
  const panel = await drawnPanel({ page: 'theory', preferences: { theory: states } });
  panel.hear({ kind: 'runs', runs: [PRETRAINED] });
  await panel.settle();
  const kept = () => decodeState(panel.state.preferences.theory[0] ?? '')?.state;
  const turnTo = async (title: string) => {
    const tab = [...document.querySelectorAll('[role="tab"]')].find(
      (one) => one.textContent.trim() === title,
    );
    tab?.dispatchEvent(new Event('click'));
    await panel.settle();
  };
  return { ...panel, kept, turnTo };
}

/** Moves a slider by its name. */
function slide(name: string, value: number): void {
  const label = [...document.querySelectorAll('label.slider')].find((one) => one.textContent.includes(name));
  const input = label?.querySelector('input');
  if (!input) throw new Error(`There is no slider ${name}.`);
  input.value = String(value);
  input.dispatchEvent(new Event('input'));
}

const numbers = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...document.querySelectorAll('.theory-readings > div')].map((one) => [
      one.querySelector('dt')?.textContent.trim() ?? '',
      one.querySelector('dd')?.textContent.trim() ?? '',
    ]),
  );

describe('the theory’s pages', () => {
  it('each ask a question, with formulas, and keep the one that is shown', async () => {
    const { turnTo, text, state } = await theory();
    for (const [index, title] of TITLES.entries()) {
      await turnTo(title);
      expect(text()).toMatch(/(When|How|Why|What) [^?]*\? Try this: /);
      expect(document.querySelectorAll('.formula math').length).toBeGreaterThan(0);
      expect(decodeState(state.preferences.theory[0] ?? '')?.page).toBe(THEORY_PAGES[index]);
    }
    document.body.replaceChildren();
    await theory(state.preferences.theory);
    expect(only('.theory-question').textContent).toBe('What does a layer cost as the text grows?');
  });
});

describe('copying', () => {
  it('goes nearer to one value with β, and vectors move by arrow keys', async () => {
    const { settle, kept } = await theory();
    const before = kept();
    slide('β', 20);
    await settle();
    expect(kept()).toMatchObject({ beta: 20 });
    const handle = only<SVGElement>('.handle');
    const told = handle.getAttribute('aria-valuetext');
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true }));
    await settle();
    expect(only('.handle').getAttribute('aria-valuetext')).not.toBe(told);
    expect(kept()).not.toEqual(before);
  });

  it('takes more keys and dimensions, and keeps those that there were', async () => {
    const { settle, kept } = await theory();
    slide('n, keys', 6);
    await settle();
    expect(document.querySelectorAll('.handle')).toHaveLength(7);
    slide('d, dimensions', 3);
    await settle();
    expect(kept()).toMatchObject({ query: [expect.any(Number), expect.any(Number), expect.any(Number)] });
  });
});

describe('a coordinate as a number', () => {
  const coordinate = () => only<HTMLInputElement>('.coordinates input');
  const type = (value: string) => {
    coordinate().value = value;
    coordinate().dispatchEvent(new Event('change'));
  };

  it('can be typed while a run trains, is taken back where it is none, and follows what is dragged', async () => {
    const { hear, settle } = await theory();
    const before = coordinate().value;
    coordinate().value = '0.1';
    hear({ kind: 'runs', runs: [PRETRAINED] });
    await settle();
    expect(coordinate().value).toBe('0.1');
    type('');
    await settle();
    expect(coordinate().value).toBe(before);
    type('0.25');
    await settle();
    expect(coordinate().value).toBe('0.25');
    const move = new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true, bubbles: true });
    only('.handle').dispatchEvent(move);
    await settle();
    expect(Number(coordinate().value)).toBeGreaterThan(0.25);
  });
});

describe('a state', () => {
  it('is copied as a link, which another panel takes up', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const { press, settle, text, turnTo, kept } = await theory();
    await turnTo('One head');
    slide('s²', 0.25);
    await settle();
    press('Copy link');
    await settle();
    const link = copied.mock.calls[0]?.[0] ?? '';
    expect(link).toMatch(/^vscode:\/\/attention-lab\.attention-lab\/theory\?state=/);
    expect(text()).toContain('The link is in the clipboard.');
    const state = kept();
    press('Reset');
    await settle();
    expect(kept()).not.toEqual(state);
    await turnTo('Cost');
    const field = only<HTMLInputElement>('.theory-load input[type="text"]');
    field.value = link;
    field.dispatchEvent(new Event('change'));
    await settle();
    expect(only('.theory-question').textContent).toContain('Why is one head');
    expect(kept()).toEqual(state);
  });

  it('is shown where the clipboard is closed, and what is none is said to be none', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    const { press, settle, text } = await theory();
    press('Copy link');
    await settle();
    expect(only('.theory-sharing [role="status"]').textContent).toContain('theory?state=');
    const field = only<HTMLInputElement>('.theory-load input[type="text"]');
    field.value = '{"page": "nowhere"}';
    field.dispatchEvent(new Event('change'));
    await settle();
    expect(text()).toContain('This is no state of the theory lab.');
  });

  it('is saved as a file', async () => {
    const { press, sent } = await theory();
    press('Save state…');
    const saved = sent.at(-1);
    expect(saved).toMatchObject({ kind: 'save', name: 'attention-theory-copying.json' });
    expect(saved?.kind === 'save' && JSON.parse(String(saved.content))).toMatchObject({ page: 'copying' });
  });

  it('that the host sends is taken up', async () => {
    const { press, sent, hear, settle, turnTo, kept } = await theory();
    await turnTo('Two heads');
    slide('s²', 0.125);
    await settle();
    press('Save state…');
    const saved = sent.at(-1);
    const text = saved?.kind === 'save' ? String(saved.content) : '';
    press('Reset');
    await turnTo('Copying');
    hear({ kind: 'show', change: { page: 'theory' }, theory: text });
    await settle();
    expect(only('.theory-question').textContent).toBe('How do two heads mend it?');
    expect(kept()).toMatchObject({ variance: 0.125 });
  });
});

/** Waits for the frames that a page draws its samples in. */
async function frames(until: () => boolean): Promise<void> {
  await vi.waitUntil(until, 5000);
}

describe('one head and two heads', () => {
  it('draw their samples frame by frame, and say what came out beside what was predicted', async () => {
    const { turnTo, settle } = await theory();
    await turnTo('One head');
    slide('samples', 200);
    await settle();
    const drawn = () => only('.theory-grid h2').textContent;
    await frames(() => drawn().startsWith('c in 200 draws'));
    expect(canvases.rectangles).toBeGreaterThan(200);
    const { 'mean of αa': mean = '', 'by the study’s formula': study = '' } = numbers();
    expect(Math.abs(parseFloat(mean) - parseFloat(study))).toBeLessThan(0.2);
    await turnTo('Two heads');
    slide('samples', 100);
    await settle();
    await frames(() => document.body.textContent.includes('100'));
    expect(document.querySelectorAll('sample-cloud').length).toBeGreaterThan(1);
  });

  it('enlarge their cloud, and save it as it stands in a paper', async () => {
    const { turnTo, settle, sent } = await theory();
    await turnTo('One head');
    const menu = only('section[aria-label="Cloud of c"]');
    const entry = (label: RegExp) =>
      [...menu.querySelectorAll('button')].find((one) => label.test(one.textContent + (one.title || '')));
    entry(/SVG/)?.dispatchEvent(new Event('click'));
    await settle();
    const saved = sent.findLast(({ kind }) => kind === 'save');
    expect(saved?.kind === 'save' && String(saved.content)).toMatch(/^<svg[\s\S]*draws of the keys/);
  });
});

describe('cost', () => {
  const sizes = initialState(COST_FIELDS);
  const times = COST_LENGTHS.flatMap((length): MeasuredTime[] => [
    { length, variant: 'vanilla', milliseconds: length / 10 },
    { length, variant: 'perceiver', milliseconds: length / 20 },
  ]);

  it('is measured when it is asked for, and every time stands in the table', async () => {
    const { turnTo, press, sent, hear, settle, text } = await theory();
    await turnTo('Cost');
    press('Measure on this machine');
    expect(sent.at(-1)).toEqual({ kind: 'measureCost', sizes });
    const progress = { device: 'onnx-cpu', sizes, times: times.slice(0, 2) };
    hear({ kind: 'cost', progress: { ...progress, state: 'measuring' } });
    await settle();
    expect(text()).toContain('Measuring: 1 of 6 lengths');
    hear({ kind: 'cost', progress: { ...progress, times, state: 'done' } });
    await settle();
    const last = [...document.querySelectorAll('.theory-scroll tbody tr')].at(-1);
    expect([...(last?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent).slice(-2)).toEqual([
      '102',
      '51.2',
    ]);
    expect(text()).toContain('Measure again');
  });

  it('that fails says so where the times would stand, and keeps those that are known', async () => {
    const { turnTo, sent, hear, settle, press, text } = await theory();
    await turnTo('Cost');
    hear({ kind: 'cost', progress: { device: 'onnx-cpu', sizes, times: times.slice(0, 2), state: 'done' } });
    hear({ kind: 'noCost', reason: 'Measuring the layers failed; the log says why.', logged: true });
    await settle();
    expect(only('section[aria-label="Times"]').textContent).toContain('Measuring the layers failed');
    expect(text()).toContain('Measure again');
    press('Show log');
    expect(sent.at(-1)).toEqual({ kind: 'command', command: 'showLog' });
  });

  it('may end while another page is shown', async () => {
    const { turnTo, hear, text } = await theory();
    await turnTo('Cost');
    const progress = { device: 'onnx-cpu', sizes, times: times.slice(0, 2) };
    hear({ kind: 'cost', progress: { ...progress, state: 'measuring' } });
    await turnTo('Copying');
    hear({ kind: 'cost', progress: { ...progress, times, state: 'done' } });
    await turnTo('Cost');
    expect(text()).not.toContain('Measuring:');
    expect(text()).toContain('Measure again');
  });

  it('of layers that would take minutes is only counted', async () => {
    const { turnTo, settle, text } = await theory();
    await turnTo('Cost');
    slide('d, width', 4096);
    slide('L, layers', 48);
    await settle();
    expect(text()).toContain('too large to be measured here');
  });
});

describe('“In your model”', () => {
  it('measures the open run’s heads, or says why not', async () => {
    const { hear, settle, text } = await theory();
    const reason = 'Open a .tsv or .txt file.';
    hear({ kind: 'noQuantities', run: '/runs/other', reason, logged: false });
    await settle();
    expect(only('.in-your-model').textContent).not.toContain(reason);
    hear({ kind: 'noQuantities', run: PRETRAINED.path, reason, logged: false });
    await settle();
    expect(only('.in-your-model').textContent).toContain(reason);
    const head = { block: 'blocks.0', head: 0, rows: 2, copyingMass: 0.75, entropy: 1, averagingError: 0.5 };
    const view = {
      run: PRETRAINED.path,
      step: 1234,
      source: { kind: 'line' as const, file: 'births.tsv', line: 3 },
      heads: [{ ...head, keys: undefined }],
    };
    hear({ kind: 'quantities', view });
    await settle();
    expect(text()).toMatch(/births\.tsv, line 3 · the weights of step 1,234/);
    expect(only('.in-your-model theory-picture svg').textContent).toContain('0.75');
  });
});
