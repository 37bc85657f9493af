/**
 * Watching a circuit form: the data of a task are made, a model learns them, an induction head is announced while it
 * does, one goes to that head, plays its training as a film, and has the run checked against the literature.
 */
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/files';
import { violations } from './axe';
import { Editor } from './editor';
import { type EditorWindow, choose, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const story = describe.skipIf(typeof needs === 'string');
// The model learns for some 20 seconds, and takes four times as long where others work beside it.
vi.setConfig({ testTimeout: 240_000 });

story('a circuit that forms', () => {
  let editor: Editor;
  let folder: string;
  let window: EditorWindow;
  let panel: Frame;

  beforeAll(async () => {
    if (typeof needs === 'string') throw new Error(needs);
    folder = await temporaryFolder();
    editor = await Editor.start(needs);
    window = await editor.open(folder);
  });
  afterAll(() => editor.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });

  it('begins with the data of a task, and is trained by its experiment file', async () => {
    await window.command('New dataset…');
    await window.choose('Repetition');
    await window.choose('tasks/repeat');
    const lens = window.page.locator('.codelens-decoration a', { hasText: 'Run experiment' }).first();
    await lens.waitFor({ timeout: 60_000 });
    await lens.click();
    // It says what it takes first.
    await window.choose('Start');
    panel = await window.panel();
    await panel.locator('.run-state[data-state=running]').waitFor({ timeout: 60_000 });
  });

  it('announces the induction head while it learns', async () => {
    const moment = panel.locator('.moment', { hasText: 'becomes an induction head' }).first();
    await moment.waitFor({ timeout: 200_000 });
    expect(await moment.innerText()).toMatch(/step [\d,]+\s+head 2\.\d becomes an induction head/);
    await window.photograph('circuit announced');
  });

  it('leads to that head as it was then', async () => {
    await panel.locator('.run-state[data-state=done]').waitFor({ timeout: 200_000 });
    const moment = panel.locator('.moment', { hasText: 'becomes an induction head' }).first();
    let name = '';
    // The last look comes after the end, and may tell the step more exactly.
    await eventually('the checkpoint at which it became one', async () => {
      await panel.locator('#tab-training').click();
      name = /head ([\d.]+)/.exec(await moment.innerText())?.[1] ?? '';
      await moment.click();
      const became = panel.locator('.became', { hasText: `head ${name} becomes an induction head` });
      return became.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    });
    expect(await panel.locator('section.large').getAttribute('aria-label')).toBe(
      'layer 2 · head ' + name.slice(-1),
    );
    expect(await violations(panel)).toEqual([]);
    await window.photograph('circuit head');
  });

  it('plays as a film, coloured by what the run wrote down', async () => {
    await choose(panel, 'Show', 'induction');
    await choose(panel, 'Over', 'repeated random');
    await eventually('the run’s own look', async () =>
      (await panel.locator('heads-page').innerText()).includes('the run’s own look at step'),
    );
    const numbers = () => panel.locator('.head-number').allTextContents();
    const late = await numbers();
    await choose(panel, 'Compare with', 'step 20');
    await eventually('a difference', async () => (await numbers()).some((number) => number.includes('+0.')));
    await window.photograph('circuit compared');
    await choose(panel, 'Compare with', 'nothing');
    const slider = panel.locator('.scrubber input');
    await slider.focus();
    await window.page.keyboard.press('Home');
    await eventually('how it began', async () => (await numbers()).join() !== late.join());
    const step = () => panel.locator('.source').getAttribute('data-step');
    const shown = new Set([await step()]);
    await panel.getByText('▶ Play').click();
    await eventually('four checkpoints by itself', async () => shown.add(await step()).size > 3);
    await panel.getByText('❚❚ Pause').click();
  });

  it('is checked against the literature, with a report', async () => {
    await window.command('Check this run');
    const report = async () => {
      const texts = window.page.frames().map((frame) => frame.locator('body').innerText({ timeout: 500 }));
      const read = await Promise.all(texts.map((text) => text.catch(() => '')));
      return read.find((text) => text.startsWith('Repetition') || text.includes('The circuits'));
    };
    await eventually('the report', async () => (await report()) !== undefined, 120);
    const text = (await report()) ?? '';
    expect(text).toContain('Passed: the figure is reached.');
    expect(text).toMatch(/induction head in head 2\.\d: [\d.]+\s%/);
    await window.photograph('circuit report');
  });
});
