/**
 * `node dist/test/manyRuns.js [RUNS] [light|dark]`: the view and the table of many runs in the real editor: how soon
 * they are there, and how many frames a second they scroll with. Pictures go to `test/e2e/screenshots/`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { Editor } from '../e2e/editor';
import type { EditorWindow } from '../e2e/editorWindow';
import { requirements } from '../e2e/requirements';
import { temporaryFolder } from '../support/files';
import { writeManyRuns } from '../support/manyRuns';

const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern' };
const SECONDS = 4;

async function main(runs: number, theme: keyof typeof THEMES): Promise<void> {
  const needs = requirements();
  if (typeof needs === 'string') throw new Error(needs);
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'runs'));
  await writeManyRuns(join(folder, 'runs'), runs);
  const editor = await Editor.start(needs, { settings: { 'workbench.colorTheme': THEMES[theme] } });
  try {
    const window = await editor.open(folder, { width: 1600, height: 1000 });
    await view(window, runs, theme);
    await table(window, runs, theme);
  } finally {
    await editor.stop();
  }
}

async function view(window: EditorWindow, runs: number, theme: string): Promise<void> {
  const { page } = window;
  // By then the extension has been started.
  while (!(await window.offers('Table of runs'))) await sleep(200);
  const began = performance.now();
  const own = page.locator('.activitybar .action-item', {
    has: page.locator('[aria-label^="Attention Lab"]'),
  });
  await own.first().click();
  await page.locator('.pane-body .monaco-list-row', { hasText: 'run-' }).first().waitFor();
  console.log(`${runs} runs, view: there after ${(performance.now() - began).toFixed(0)} ms`);
  await page.locator('.pane-body .monaco-list-row').first().hover();
  console.log(`view, scrolling: ${await scrolled(page, page.mainFrame())}`);
  await window.photograph(`runs view ${theme}`);
}

async function table(window: EditorWindow, runs: number, theme: string): Promise<void> {
  const { page } = window;
  const began = performance.now();
  await page.locator('.action-label[aria-label="Table of runs"]:visible').click();
  const frame = await tableFrame(page);
  console.log(`${runs} runs, table: there after ${(performance.now() - began).toFixed(0)} ms`);
  const drawn = await frame.evaluate<number>("document.querySelectorAll('tbody tr:not(.space)').length");
  await frame.locator('tbody tr').nth(8).hover();
  console.log(`table, scrolling: ${await scrolled(page, frame)}, ${drawn} rows drawn`);
  const sorting = performance.now();
  await frame.getByRole('button', { name: 'exact match' }).click();
  await frame.locator('th[aria-sort=descending]', { hasText: 'exact match' }).waitFor();
  console.log(`sorted after ${(performance.now() - sorting).toFixed(0)} ms`);
  await frame.locator('.rows').evaluate('(rows) => rows.scrollTo(0, 0)');
  await sleep(300);
  await window.photograph(`runs table ${theme} wide`);
  await page.setViewportSize({ width: 800, height: 700 });
  await frame.locator('.words').fill('starred');
  await sleep(500);
  await window.photograph(`runs table ${theme} narrow`);
}

async function tableFrame(page: Page): Promise<Frame> {
  for (;;) {
    for (const frame of page.frames()) {
      if (await frame.$('runs-table tbody tr:nth-child(4)').catch(() => null)) return frame;
    }
    await sleep(5);
  }
}

/** Turns the wheel over what is under the mouse, and counts the frames that are drawn meanwhile. */
async function scrolled(page: Page, frame: Frame): Promise<string> {
  const counted = frame.evaluate<readonly number[]>(`new Promise((resolve) => {
    const gaps = [];
    let last = performance.now();
    const ends = last + ${1000 * SECONDS};
    const count = (now) => {
      gaps.push(now - last);
      last = now;
      if (now < ends) requestAnimationFrame(count);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(count);
  })`);
  const ends = performance.now() + 1000 * SECONDS;
  for (let turn = 0; performance.now() < ends; turn++)
    await page.mouse.wheel(0, turn % 120 < 100 ? 120 : -600);
  const gaps = [...(await counted)].sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const slow = gaps[Math.floor(0.95 * gaps.length)] ?? NaN;
  return `${((1000 * gaps.length) / total).toFixed(0)} frames/s, 95 % of them within ${slow.toFixed(0)} ms`;
}

const [, , runs = '500', theme = 'dark'] = process.argv;
main(Number(runs), theme === 'light' ? 'light' : 'dark').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
