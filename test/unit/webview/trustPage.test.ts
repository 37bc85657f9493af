// @vitest-environment happy-dom
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { VERDICT_NAMES } from '../../../src/answers/verdicts';
import { PRETRAINED } from '../../support/summaries';
import { FULL_REPORT } from '../../support/trustReport';
import { drawnPanel, only, standInForTheBrowser } from './drawnPanel';

beforeAll(standInForTheBrowser);
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

async function trust() {
  const panel = await drawnPanel({ page: 'trust' });
  panel.hear({ kind: 'runs', runs: [PRETRAINED] });
  panel.hear({ kind: 'trust', run: PRETRAINED.path, report: FULL_REPORT });
  await panel.settle();
  return panel;
}

const rows = () => document.querySelectorAll('.trust-lines > li');

describe('a report on the page', () => {
  it('has a line for each answer, which one searches, sorts and leads to its file', async () => {
    const { settle, press, sent, text } = await trust();
    expect(rows()).toHaveLength(VERDICT_NAMES.length);
    press('line 1');
    expect(sent.at(-1)).toEqual({ kind: 'reveal', run: PRETRAINED.path, text: 'corpus', line: 1 });
    press('Show the question in its file');
    expect(sent.at(-1)).toMatchObject({ kind: 'reveal', text: 'questions', line: 1 });
    const column = only('.trust-column[data-column="line"]');
    column.click();
    await settle();
    expect(column.getAttribute('aria-label')).toMatch(/falling/);
    expect(rows()[0]?.querySelector('.numeric')?.textContent).toBe(String(VERDICT_NAMES.length));
    const search = only<HTMLInputElement>('input[type="search"]');
    search.value = 'no such words';
    search.dispatchEvent(new Event('input'));
    await settle();
    expect(rows()).toHaveLength(0);
    expect(text()).toMatch(/0 of \d+ answers/);
  });

  it('shows the answers of one verdict, with what it means, and all again', async () => {
    const { settle } = await trust();
    only('.verdicts button').click();
    await settle();
    expect(rows()).toHaveLength(1);
    only('.verdicts button').click();
    await settle();
    expect(rows()).toHaveLength(VERDICT_NAMES.length);
  });

  it('lets go of a verdict that a newer report has none of', async () => {
    const { hear, settle } = await trust();
    only('.verdicts button').click();
    const [chosen, ...others] = FULL_REPORT.lines;
    const verdicts = FULL_REPORT.verdicts.map((one) =>
      one.verdict === chosen?.verdict ? { ...one, count: 0 } : one,
    );
    hear({ kind: 'trust', run: PRETRAINED.path, report: { ...FULL_REPORT, lines: others, verdicts } });
    await settle();
    expect(rows()).toHaveLength(0);
    only('.verdicts button[aria-pressed="true"]').click();
    await settle();
    expect(rows()).toHaveLength(others.length);
    expect(document.querySelectorAll('.verdicts button')).toHaveLength(others.length);
  });

  it('has every picture that its numbers give, each with its data', async () => {
    const { sent, settle } = await trust();
    const titles = [...document.querySelectorAll('trust-picture h2')].map((one) => one.textContent);
    expect(titles).toEqual([
      'Confidence',
      'Answering only when sure',
      'Reliability',
      'Rare and common answers',
      'Answers given most often',
    ]);
    for (const picture of document.querySelectorAll('trust-picture')) {
      const entry = [...picture.querySelectorAll('button')].find((one) => one.textContent.includes('CSV'));
      entry?.click();
      await settle();
    }
    const saved = sent.flatMap((message) => (message.kind === 'save' ? [String(message.content)] : []));
    expect(saved).toHaveLength(5);
    expect(saved[3]).toMatch(/^trained,right,questions/);
  });

  it('stays while a newer one is made, and when none could be made it says why', async () => {
    const { hear, settle, text, press, sent } = await trust();
    press('Check again');
    expect(sent.at(-1)).toEqual({ kind: 'command', command: 'checkTrust', run: PRETRAINED.path });
    hear({ kind: 'trust', run: PRETRAINED.path, checking: '3 of 20 asked' });
    await settle();
    expect(text()).toContain('3 of 20 asked');
    expect(rows()).toHaveLength(VERDICT_NAMES.length);
    hear({
      kind: 'trust',
      run: PRETRAINED.path,
      report: FULL_REPORT,
      problem: { reason: 'wiki.txt is gone.', logged: true },
    });
    await settle();
    expect(only('.problem').textContent).toContain('wiki.txt is gone.');
    press('Show log');
    expect(sent.at(-1)).toEqual({ kind: 'command', command: 'showLog' });
    expect(rows()).toHaveLength(VERDICT_NAMES.length);
  });
});
