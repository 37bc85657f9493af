/**
 * The classroom's experiment: a run is paused, a head of it silenced, it goes on, and another way is gone from where
 * it was paused; then both are compared.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { temporaryFolder } from '../support/files';
import { Editor } from './editor';
import { type EditorWindow, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const story = describe.skipIf(typeof needs === 'string');
vi.setConfig({ testTimeout: 180_000 });

const RUN = 'biographies-rope';

/** What is asked of a chart of the panel. */
interface Charted {
  readonly content: { readonly marks: readonly { readonly label: string }[] };
}

story('a run that is taken hold of', () => {
  let editor: Editor;
  let folder: string;
  let window: EditorWindow;
  let panel: Frame;
  let paused = '';

  beforeAll(async () => {
    if (typeof needs === 'string') throw new Error(needs);
    folder = await temporaryFolder();
    await writeBiographies(folder, { ...DEFAULT_BIOGRAPHIES, people: 60, tellings: 16 });
    editor = await Editor.start(needs);
    window = await editor.open(folder);
    await window.openFile('biographies.txt');
    await window.command('Pretrain model');
    await window.choose('rope');
    await window.choose('quick');
    panel = await window.panel();
    await panel.locator('.run-state[data-state=running]').waitFor({ timeout: 60_000 });
    await panel.locator('curve-chart').first().waitFor({ timeout: 60_000 });
  });
  afterAll(() => editor.stop());

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });
  const said = () => panel.locator('.run-message').last().innerText();
  const saysSoon = (words: RegExp) =>
    eventually(String(words), async () => words.test(await said().catch(() => '')));

  it('is paused, and says so', async () => {
    await panel.getByText('Pause', { exact: true }).click();
    await panel.locator('.run-state[data-state=paused]').waitFor();
    await saysSoon(/^pause: asked at step [\d,]+ by .+ \(editor\), done at step/);
    paused = /done at step ([\d,]+)/.exec(await said())?.[1] ?? '';
  });

  it('has a head silenced while it is, and refuses a head that it has not', async () => {
    const silence = async (heads: string) => {
      await window.command('Change run…');
      await window.choose('Silent heads');
      await window.type(`Silent heads of ${RUN}`, heads);
    };
    await silence('9.1');
    await window.notification(/there is no head 9\.1: the model has 3 layers of 4 heads/).waitFor();
    await silence('1.2, 2.1');
    await saysSoon(/^silence heads 1\.2, 2\.1: .*, applied from step/);
  });

  it('goes on, with what was done marked on its curves', async () => {
    await panel.getByText('Resume', { exact: true }).click();
    await panel.locator('.run-state[data-state=running]').waitFor();
    const step = () => panel.locator('.run-header progress').getAttribute('aria-label');
    const before = await step();
    await eventually('it goes on', async () => (await step()) !== before);
    await window.photograph('control');
  });

  it('is left where it was paused, and goes the other way beside it', async () => {
    await window.command('Branch run…');
    await window.choose(`step ${paused}`);
    const other = `${RUN}-from-${paused.replaceAll(',', '')}`;
    await eventually('the new run is there', async () =>
      (await readdir(join(folder, 'runs'))).includes(other),
    );
    await eventually('both are drawn', async () => {
      const label = await panel.locator('.plot').first().getAttribute('aria-label');
      return label !== null && label.includes(other) && label.split(RUN).length > 2;
    });
    await panel.getByText('Resume', { exact: true }).click();
    await panel.locator('.run-state[data-state=running]').waitFor({ timeout: 60_000 });
    await eventually('both are drawn', async () => (await panel.locator('.key li').count()) === 2);
    await window.photograph('control branched');
    await panel.getByText('Stop and save', { exact: true }).click();
    await panel.locator('.run-state[data-state=stopped]').waitFor({ timeout: 60_000 });
  });

  it('is compared with the other way: both curves, and which left which', async () => {
    await panel.locator('vscode-dropdown[title="Run or model"]').click();
    await panel.getByRole('option', { name: RUN, exact: true }).click();
    await eventually('one is drawn', async () => (await panel.locator('.key li').count()) < 2);
    await window.command('Compare runs');
    await window.asked('Which runs should be compared?');
    const rows = window.page.locator('.quick-input-list .monaco-list-row');
    expect(await window.entries()).toHaveLength(2);
    for (const at of [0, 1]) await rows.nth(at).click();
    await window.page.keyboard.press('Enter');
    await eventually('both are drawn', async () => (await panel.locator('.key li').count()) === 2);
    const marks = await panel
      .locator('curve-chart')
      .first()
      // Sound: a chart has its marks.
      .evaluate((chart) => (chart as unknown as Charted).content.marks.map(({ label }) => label));
    expect(marks).toEqual(expect.arrayContaining([`left ${RUN}`, 'silence heads 1.2, 2.1']));
    await window.command('View: Show Attention Lab');
    const branch = window.page.locator('.monaco-list-row[aria-level="2"]', {
      hasText: `from step ${paused.replaceAll(',', '')}`,
    });
    await branch.waitFor({ timeout: 20_000 });
  });

  it('stands in the table of runs, which comes back as it was when the window is loaded anew', async () => {
    await window.command('Table of runs');
    const table = await window.table();
    const names = (frame: Frame) => frame.locator('tbody td.name').allInnerTexts();
    expect(await names(table)).toHaveLength(2);
    await table.locator('.words').fill('from');
    await eventually('one is left', async () => (await names(table)).length === 1);
    await window.photograph('control table');
    await window.reload();
    const again = await window.table();
    expect(await again.locator('.words').inputValue()).toBe('from');
    expect(await names(again)).toEqual([expect.stringContaining(`${RUN}-from-`)]);
    await window.command('View: Close All Editors');
  });

  it('is discarded in the end', async () => {
    await window.commandOn('Discard run', RUN);
    await window.answerDialog(`Discard ${RUN}`);
    await eventually('its folder is gone', async () => !(await readdir(join(folder, 'runs'))).includes(RUN));
    expect(await readdir(join(folder, 'runs'))).toHaveLength(1);
  });
});
