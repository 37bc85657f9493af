/**
 * The product as a person meets it: the packaged extension in a real VS Code, driven by a real browser.
 */
import { readFile, readdir, rm, unlink } from 'node:fs/promises';
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

// A story waits for real training, and machines differ.
vi.setConfig({ testTimeout: 180_000 });

// Much is told of few people: the run is to last until the stories are over.
const PEOPLE = { ...DEFAULT_BIOGRAPHIES, people: 60, tellings: 16 };
const CORPUS = 'biographies.txt';
const TRAINED = 'birthplaces-train.tsv';

async function workspace(): Promise<string> {
  const folder = await temporaryFolder();
  await writeBiographies(folder, PEOPLE);
  return folder;
}

async function start(options = {}): Promise<Editor> {
  if (typeof needs === 'string') throw new Error(needs);
  return Editor.start(needs, options);
}

async function pretrain(window: EditorWindow): Promise<void> {
  await window.openFile(CORPUS);
  await window.command('Pretrain model');
  await window.choose('rope');
  await window.choose('quick');
}

async function status(
  folder: string,
  run: string,
): Promise<{ state: string; step: number; process: number }> {
  const text = await readFile(join(folder, 'runs', run, 'status.json'), 'utf8');
  return JSON.parse(text) as { state: string; step: number; process: number };
}

/** Chooses from one of the panel's own lists. */
async function choose(panel: Frame, list: string, entry: string): Promise<void> {
  await panel.locator(`vscode-dropdown[title="${list}"]`).click();
  await panel.locator(`vscode-dropdown[title="${list}"] vscode-option`, { hasText: entry }).first().click();
}

/** Whether the run's folder says so; not yet when it cannot be read. */
async function says(folder: string, run: string, holds: (of: { state: string; step: number }) => boolean) {
  return status(folder, run).then(holds, () => false);
}

story('from a text to a model that answers', () => {
  let editor: Editor;
  let folder: string;
  let window: EditorWindow;

  beforeAll(async () => {
    [editor, folder] = [await start(), await workspace()];
    window = await editor.open(folder);
  });
  afterAll(() => editor.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });

  it('pretrains from the palette and shows the loss falling', async () => {
    expect(await window.offers('Stop run')).toBe(false);
    await pretrain(window);
    const panel = await window.panel();
    const plot = panel.locator('curve-chart .plot').first();
    await plot.waitFor({ timeout: 60_000 });
    const loss = async () => Number(((await plot.getAttribute('aria-label')) ?? '').split(' ').at(-1));
    const first = await loss();
    expect(first).toBeGreaterThan(3);
    await eventually('the loss falls by half a nat', async () => (await loss()) < first - 0.5);
  });

  it('shows the heads of the line under the cursor, and anew with every snapshot', async () => {
    const panel = await window.panel();
    await window.openFile(TRAINED);
    await panel.locator('#tab-heads').click();
    const source = panel.locator('.source');
    await source.waitFor({ timeout: 30_000 });
    expect(await panel.locator('.cell').count()).toBe(12);
    await window.page.locator('.tab[data-resource-name="' + TRAINED + '"]').click();
    await window.goToLine(5);
    await eventually('line 5', async () => (await source.getAttribute('data-line')) === '5');
    const pixels = () =>
      panel
        .locator('.cell canvas')
        .first()
        .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const [step, before] = [await source.getAttribute('data-step'), await pixels()];
    await eventually('a newer snapshot', async () => (await source.getAttribute('data-step')) !== step);
    await eventually('other maps', async () => (await pixels()) !== before);
  });

  it('goes on when the window is reloaded, and the panel is back', async () => {
    const before = await status(folder, 'biographies-rope');
    await window.reload();
    const source = (await window.panel()).locator('.source');
    await source.waitFor({ timeout: 60_000 });
    await eventually('line 5', async () => (await source.getAttribute('data-line')) === '5');
    const after = await status(folder, 'biographies-rope');
    expect(after.process).toBe(before.process);
    expect(after.step).toBeGreaterThan(before.step);
  });

  it('offers to resume when the trainer is killed', async () => {
    const { process: trainer } = await status(folder, 'biographies-rope');
    process.kill(trainer, 'SIGKILL');
    const toast = window.notification(/biographies-rope/);
    await toast.waitFor({ timeout: 60_000 });
    await toast.locator('.monaco-button', { hasText: 'Resume' }).click();
    await eventually('another trainer', () =>
      says(
        folder,
        'biographies-rope',
        (now) => now.state === 'running' && (now as { process?: number }).process !== trainer,
      ),
    );
  });

  it('stops at once and keeps a checkpoint', async () => {
    await eventually('a step', () => says(folder, 'biographies-rope', ({ step }) => step > 20));
    await window.command('Stop run');
    await eventually(
      'stopped',
      () => says(folder, 'biographies-rope', ({ state }) => state === 'stopped'),
      20,
    );
    const files = await readdir(join(folder, 'runs', 'biographies-rope', 'checkpoints'));
    expect(files.length).toBeGreaterThan(0);
  });

  it('finetunes from the explorer', async () => {
    await window.explorerMenu(TRAINED, 'Finetune on this file');
    await window.choose('biographies-rope');
    const run = 'birthplaces-train-biographies-rope';
    await eventually('finetuning', () => says(folder, run, ({ step }) => step > 0));
    await eventually('done', () => says(folder, run, ({ state }) => state === 'done'), 120);
  });

  it('says what each head does, and what the model is without one', async () => {
    await window.openFile(TRAINED);
    const panel = await window.panel();
    await panel.locator('#tab-heads').click();
    await panel.locator('.source').waitFor({ timeout: 30_000 });
    await choose(panel, 'Colour by', 'previous');
    await eventually(
      'a number on every head',
      async () => (await panel.locator('.cell .head-number').count()) === 12,
    );
    await choose(panel, 'Below', 'silencing');
    await panel.locator('.cell').first().click();
    await panel.locator('.analysis .numbers').first().waitFor({ timeout: 30_000 });
    await choose(panel, 'Below', 'nothing more');
    await choose(panel, 'Colour by', 'maps');
  });

  it('evaluates a file and marks every line', async () => {
    await window.explorerMenu(TRAINED, 'Evaluate with a model');
    await window.choose('birthplaces-train');
    const lens = window.page.locator('.codelens-decoration', { hasText: 'right' }).first();
    await lens.waitFor({ timeout: 60_000 });
    expect(await lens.textContent()).toMatch(/\d+ of 30 right.*95 %.*always/);
    await window.command('Close results');
    await eventually('no lens', async () => !(await lens.isVisible()));
  });

  it('checks what the model knows, and says why, answer by answer', async () => {
    await window.command('Check what a model knows');
    await window.choose('birthplaces-train');
    await window.choose('birthplaces-held-out.tsv');
    const panel = await window.panel();
    await panel.locator('.trust-line, .verdict').first().waitFor({ timeout: 120_000 });
    expect(await panel.locator('trust-page').textContent()).toMatch(/made up/);
  });

  it('keeps a run going whose dataset has been deleted', async () => {
    await window.command('Resume run');
    await eventually('running', () => says(folder, 'biographies-rope', ({ state }) => state === 'running'));
    const { step } = await status(folder, 'biographies-rope');
    await unlink(join(folder, CORPUS));
    await eventually('further steps', () => says(folder, 'biographies-rope', (now) => now.step > step + 5));
  });

  it('shows one run in two windows', async () => {
    const other = await editor.open(folder);
    await other.command('View attention panel');
    const panel = await other.panel();
    await panel.locator('.run-state[data-state=running]').waitFor({ timeout: 30_000 });
    await panel.getByText('Stop', { exact: true }).click();
    await eventually('stopped', () => says(folder, 'biographies-rope', ({ state }) => state === 'stopped'));
    await eventually('the first window knows', () => window.offers('Resume run'));
  });

  it('deletes a run after asking', async () => {
    const run = 'birthplaces-train-biographies-rope';
    await window.command('Delete run');
    await window.choose(run);
    await window.answerDialog('Delete');
    // A server has no trash: it asks again.
    await window.answerDialog('Delete for good');
    await eventually('gone', async () => !(await readdir(join(folder, 'runs'))).includes(run));
  });
});

story('a folder that is not trusted', () => {
  it('trains, but runs no module of the folder', async () => {
    const editor = await start({ askForTrust: true });
    const folder = await workspace();
    try {
      const window = await editor.open(folder);
      await window.page
        .getByText('No, I don’t trust the authors')
        .or(window.page.getByText("No, I don't trust the authors"))
        .first()
        .click();
      await pretrain(window);
      await window.panel();
      expect(await window.offers('New attention variant')).toBe(false);
      await eventually('running', () => says(folder, 'biographies-rope', ({ step }) => step > 0));
      const { process: trainer } = await status(folder, 'biographies-rope');
      process.kill(trainer, 'SIGTERM');
      await eventually('stopped', () => says(folder, 'biographies-rope', ({ state }) => state === 'stopped'));
    } finally {
      await editor.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
