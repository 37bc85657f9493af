// @vitest-environment happy-dom
import { html, render } from 'lit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FromRunsTable, ToRunsTable } from '../../../src/processes/runsTableMessages';
import { type RunRow, rowsOfRuns } from '../../../src/runs/runColumns';
import type { Host } from '../../../webview/frame/host';
import { PRETRAINED } from '../../support/summaries';
import { standInForTheBrowser } from './drawnPanel';

beforeAll(async () => {
  await standInForTheBrowser();
  await import('../../../webview/runs/runsTable');
});
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

const runs = (count: number): readonly RunRow[] =>
  rowsOfRuns(
    Array.from({ length: count }, (_, index) => ({
      ...PRETRAINED,
      path: `/runs/${index + 1}`,
      name: `run-${index + 1}`,
      config: { ...PRETRAINED.config, seed: count - index },
    })),
  );

/** The table in a page, and the host's end of it. */
async function drawn(rows: readonly RunRow[], kept?: unknown) {
  const sent: FromRunsTable[] = [];
  const memory = { kept };
  let hear: (message: ToRunsTable) => void = () => undefined;
  const host: Host<FromRunsTable, ToRunsTable> = {
    send: (message) => sent.push(message),
    listen: (listener) => (hear = listener),
    recall: () => memory.kept,
    keep: (value) => (memory.kept = structuredClone(value)),
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const place = document.body.appendChild(document.createElement('div'));
  render(html`<runs-table .host=${host}></runs-table>`, place);
  await settle();
  const before = document.body.textContent;
  hear({ kind: 'rows', rows });
  await settle();
  return { sent, memory, before, settle };
}

const names = () =>
  [...document.querySelectorAll('tbody td.name button')].map((name) => name.textContent.trim());

function found(selector: string, text = ''): HTMLElement {
  const elements = [...document.querySelectorAll<HTMLElement>(selector)];
  const first = elements.find(({ textContent }) => textContent.includes(text));
  if (!first) throw new Error(`There is no ${selector} ${text}.`);
  return first;
}

function input(selector: string): HTMLInputElement {
  const element = found(selector);
  if (element instanceof HTMLInputElement) return element;
  throw new Error(`${selector} is no input.`);
}

describe('the table of runs, drawn', () => {
  it('asks for the runs, says so until they are there, and shows them newest first', async () => {
    const { sent, before } = await drawn(runs(3));
    expect(sent).toEqual([{ kind: 'ready' }]);
    expect(before).toContain('Looking for runs…');
    expect(names()).toEqual(['run-1', 'run-2', 'run-3']);
    expect(found('[role=status]').textContent).toBe('3 runs');
  });

  it('is sorted by a column’s head, and says by which and which way', async () => {
    const { memory, settle } = await drawn(runs(3));
    found('th button', 'seed').click();
    await settle();
    expect(names()).toEqual(['run-3', 'run-2', 'run-1']);
    expect(found('th[aria-sort=ascending]').textContent).toContain('seed ↑');
    found('th button', 'seed').click();
    await settle();
    expect(names()).toEqual(['run-1', 'run-2', 'run-3']);
    expect(memory.kept).toMatchObject({ by: 'seed', turned: true });
  });

  it('comes back as it was left', async () => {
    await drawn(runs(12), { by: 'seed', turned: false, words: 'run-1', all: false });
    expect(input('.words').value).toBe('run-1');
    expect(names()).toEqual(['run-12', 'run-11', 'run-10', 'run-1']);
    expect(found('[role=status]').textContent).toBe('4 of 12 runs');
  });

  it('says so where no run has all the words, and saves what is shown', async () => {
    const { sent, settle } = await drawn(runs(3));
    const words = input('.words');
    const filter = async (text: string) => {
      words.value = text;
      words.dispatchEvent(new Event('input'));
      await settle();
    };
    await filter('nothing');
    expect(document.body.textContent).toContain('No run has all these words.');
    await filter('run-2');
    found('vscode-button', 'Save as CSV').click();
    expect(sent.at(-1)).toMatchObject({ kind: 'save', paths: ['/runs/2'] });
  });

  it('compares the runs that are marked, else those that are shown, and one by its name', async () => {
    const { sent, settle } = await drawn(runs(9));
    found('vscode-button', 'Compare curves').click();
    expect(sent.at(-1)).toEqual({ kind: 'compare', paths: [1, 2, 3, 4, 5, 6].map((run) => `/runs/${run}`) });
    for (const run of [8, 2]) {
      const box = input(`input[aria-label="Compare run-${run}"]`);
      box.checked = true;
      box.dispatchEvent(new Event('change'));
    }
    await settle();
    found('vscode-button', 'Compare 2 curves').click();
    expect(sent.at(-1)).toEqual({ kind: 'compare', paths: ['/runs/8', '/runs/2'] });
    found('tbody td.name button', 'run-5').click();
    expect(sent.at(-1)).toEqual({ kind: 'compare', paths: ['/runs/5'] });
  });

  it('makes a page only of the rows that are seen, and makes others when one scrolls', async () => {
    const { settle } = await drawn(runs(1000));
    const drawnNames = names();
    expect(drawnNames.length).toBeLessThan(60);
    const rows = found('.rows');
    rows.scrollTop = 26 * 500;
    rows.dispatchEvent(new Event('scroll'));
    await settle();
    expect(names()).toContain('run-501');
    expect(names()).not.toContain('run-1');
    const spaces = [...document.querySelectorAll<HTMLElement>('.space')].map(({ style }) =>
      parseInt(style.height),
    );
    expect(spaces.reduce((sum, height) => sum + height, 26 * names().length)).toBe(26_000);
  });
});
