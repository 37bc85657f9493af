/**
 * The product as a person meets it: the packaged extension in a real VS Code, driven by a real browser.
 */
import { readFile, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { cliIn } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { violations } from './axe';
import { Editor } from './editor';
import { type EditorWindow, choose, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const story = describe.skipIf(typeof needs === 'string');

// A story waits for real training, and machines differ.
vi.setConfig({ testTimeout: 180_000 });

// Much is told of few people: the run is to last until the stories are over, and a check of trust is to be short.
const PEOPLE = { ...DEFAULT_BIOGRAPHIES, people: 40, tellings: 24 };
const CORPUS = 'biographies.txt';
const TRAINED = 'birthplaces-train.tsv';
const HELD_OUT = 'birthplaces-held-out.tsv';

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
  const step = (title: string) => window.page.locator('.getting-started-step', { hasText: title }).first();
  const isDone = async (title: string) => (await step(title).locator('[aria-checked="true"]').count()) > 0;
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });

  it('pretrains by keyboard from the walkthrough, beside it, and shows the loss falling', async () => {
    expect(await window.offers('Stop run')).toBe(false);
    await window.command('Welcome: Open Walkthrough');
    await window.choose('Watch a transformer learn');
    await step('Pretrain a model').click();
    const button = window.page.locator('.getting-started-step .monaco-button', { hasText: 'Pretrain model' });
    await button.focus();
    await window.page.keyboard.press('Enter');
    await window.asked('Which text');
    await window.press('Enter');
    await window.asked('Which kind of attention');
    await window.typeEntry('rope');
    await window.asked('Which preset');
    await window.typeEntry('quick');
    const panel = await window.panel();
    // The walkthrough stays before one's eyes, and its step is not done: the model has only begun to learn.
    expect(await window.page.locator('.editor-group-container').count()).toBe(2);
    expect(await button.isVisible()).toBe(true);
    expect(await isDone('Pretrain a model')).toBe(false);
    const plot = panel.locator('curve-chart .plot').first();
    await plot.waitFor({ timeout: 60_000 });
    const loss = async () => Number(((await plot.getAttribute('aria-label')) ?? '').split(' ').at(-1));
    // Where it began, which a quick machine has long left behind when the picture is there.
    const metrics = await readFile(join(folder, 'runs', 'biographies-rope', 'metrics.jsonl'), 'utf8');
    const first = Number(/"loss":([\d.]+)/.exec(metrics)?.[1]);
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

  it('says why a start has failed, and leaves nothing of it behind', async () => {
    const before = await readdir(join(folder, 'runs'));
    await window.explorerMenu('birthplaces-invented.tsv', 'Finetune on this file');
    await window.choose('biographies-rope');
    await window.choose(HELD_OUT);
    const toast = window.notification('birthplaces-invented.tsv, line 1 has no answer');
    await toast.waitFor({ timeout: 60_000 });
    expect(await toast.locator('.notification-list-item-message').textContent()).toMatch(/^birthplaces-inv/);
    await toast.locator('.monaco-button', { hasText: 'Open file' }).click();
    await window.page.locator('.tab.active[data-resource-name="birthplaces-invented.tsv"]').waitFor();
    await eventually('no folder', async () => (await readdir(join(folder, 'runs'))).join() === before.join());
    // Nothing is preselected: Enter alone deletes nothing.
    await window.command('Delete run');
    await window.asked('Which run should be deleted');
    await window.page.keyboard.press('Enter');
    await window.page.keyboard.press('Escape');
    expect(await window.page.locator('.monaco-dialog-box').count()).toBe(0);
    expect(await readdir(join(folder, 'runs'))).toEqual(before);
  });

  it('finetunes from the explorer, tested on the file beside, and says at the end what comes next', async () => {
    await window.explorerMenu(TRAINED, 'Finetune on this file');
    await window.choose('biographies-rope');
    const offered = async () => (await window.entries())[0] ?? '';
    await eventually('the file beside is offered first', async () =>
      /birthplaces-held-out.*20 questions with answers/.test(await offered()),
    );
    await window.choose(HELD_OUT);
    const run = 'birthplaces-train-biographies-rope';
    await eventually('finetuning', () => says(folder, run, ({ step }) => step > 0));
    await window.command('View: Close All Editors');
    const toast = window.notification(`${run} is done`);
    await toast.waitFor({ timeout: 120_000 });
    expect(await says(folder, run, ({ state }) => state === 'done')).toBe(true);
    // Of how many, and how sure that is.
    const words = await toast.locator('.notification-list-item-message').textContent();
    expect(words).toMatch(/\d.% \(\d+.–.\d+\) right/);
    await toast.locator('.monaco-button', { hasText: 'Check trust' }).click();
    const panel = await window.panel();
    await panel.locator('.trust-line, .verdict').first().waitFor({ timeout: 120_000 });
    expect(await panel.locator('trust-page').textContent()).toMatch(/made up/);
  });

  it('lists runs with their scores first', async () => {
    await window.command('View: Show Attention Lab');
    const row = window.page.locator('.pane-body .monaco-list-row', {
      hasText: 'birthplaces-train-biographies',
    });
    await row.waitFor();
    expect(await row.first().textContent()).toMatch(/^\s*[\d.]+.% \(\d+.–.\d+\)\s+birthplaces-train/);
    await window.command('View: Show Explorer');
  });

  it('says what each head does, and what the model is without one', async () => {
    await window.openFile(TRAINED);
    // It was alone in the window: now it goes beside the text, not on top of it.
    await window.command('View attention panel');
    const panel = await window.panel();
    expect(await window.page.locator(`.tab.active[data-resource-name="${TRAINED}"]`).isVisible()).toBe(true);
    await panel.locator('#tab-heads').click();
    await panel.locator('.source').waitFor({ timeout: 30_000 });
    await choose(panel, 'Show', 'previous');
    await eventually(
      'a number on every head',
      async () => (await panel.locator('.cell .head-number').count()) === 12,
    );
    await choose(panel, 'Analyse', 'silencing');
    await panel.locator('.cell').first().click();
    await panel.locator('.analysis .numbers').first().waitFor({ timeout: 30_000 });
    await choose(panel, 'Analyse', 'nothing');
    await choose(panel, 'Show', 'maps');
  });

  it('goes from a rope to a Perceiver and back, to a head that the model shown has', async () => {
    const run = 'perceiver-short';
    const { code, stderr } = await cliIn(
      folder,
      ...['pretrain', '--corpus', CORPUS, '--variant', 'perceiver', '--preset', 'quick', '--steps', '4'],
      ...['--out', join('runs', run)],
    );
    expect(code, stderr).toBe(0);
    const panel = await window.panel();
    const large = async () => (await panel.locator('section.large').getAttribute('aria-label')) ?? '';
    const enlarge = async (cell: string, head: RegExp) => {
      await panel.locator(cell).last().click();
      await eventually(`${head}`, async () => head.test(await large()));
      expect(await panel.locator('.head-picture').innerText()).not.toContain('no such head');
    };
    await enlarge('.cell[data-block$="blocks.2"]', /layer 3/);
    await choose(panel, 'Run or model', run);
    const product = '.cell[data-block="up × down"]';
    await panel.locator(product).first().waitFor({ timeout: 60_000 });
    await eventually('a head of the Perceiver', async () => !(await large()).includes('layer 3'));
    await enlarge(product, /×/);
    await window.photograph('product of a Perceiver');
    await choose(panel, 'Run or model', 'birthplaces-train-biographies-rope');
    await eventually('a head of the rope', async () => (await large()).includes('layer'));
    await panel.locator('.source').waitFor({ timeout: 30_000 });
  });

  it('evaluates a file and marks every line', async () => {
    await window.explorerMenu(TRAINED, 'Evaluate with a model');
    await window.choose('birthplaces-train');
    const lens = window.page.locator('.codelens-decoration', { hasText: 'right' }).first();
    await lens.waitFor({ timeout: 60_000 });
    expect(await lens.textContent()).toMatch(/\d+ of 20 right.*95 %.*always/);
    const marks = () => window.page.locator('.view-line [class*="ced-"]').count();
    const before = await marks();
    expect(before).toBeGreaterThan(5);
    // A line above moves the answers down with their lines.
    await window.goToLine(1);
    await window.page.keyboard.type('\n');
    await eventually('the marks are there', async () => (await marks()) >= before - 2);
    expect(await window.page.locator('.codelens-decoration', { hasText: 'changed' }).count()).toBe(0);
    await window.page.keyboard.press('Control+Z');
    await eventually('the line is gone', async () => (await marks()) === before);
    // The text is known: one click says which answers are known and which are made up, and is offered no more.
    const check = window.page.locator('.codelens-decoration a', { hasText: 'Check trust' });
    await check.click();
    const isChecked = async () => (await check.count()) === 0 && (await lens.isVisible());
    await eventually('the answers are checked', isChecked, 120);
    await window.command('Close results');
    await eventually('no lens', async () => !(await lens.isVisible()));
  });

  it('offers datasets and no predictions, with what is in each', async () => {
    await window.command('View: Close All Editors');
    await window.command('Evaluate questions');
    await window.asked('Which questions should be asked');
    const entries = (await window.entries()).filter((entry) => entry.includes('birthplaces'));
    expect(entries.map((entry) => /birthplaces-[\w-]+\.tsv/.exec(entry)?.[0])).toEqual([
      HELD_OUT,
      TRAINED,
      'birthplaces-invented.tsv',
    ]);
    expect(entries.map((entry) => /\d+ questions with(out)? answers/.exec(entry)?.[0])).not.toContain(
      undefined,
    );
    await window.page.keyboard.press('Escape');
  });

  it('says what a preset will take here before one chooses it, and what sizes of one’s own would', async () => {
    await window.openFile(CORPUS);
    await window.command('Pretrain model');
    await window.choose('rope');
    await window.asked('Which preset');
    const says = async (words: RegExp) => (await window.entries()).some((entry) => words.test(entry));
    await eventually('minutes of a preset', () => says(/about .* on \S+, .* parameters, .*[GM]B/), 120);
    await window.photograph('presets with estimates');
    await window.choose('More…');
    await window.asked('How should it be trained');
    await eventually('minutes of these sizes', () => says(/Start training.*about .* parameters/), 120);
    await window.photograph('sizes with an estimate');
    await window.page.keyboard.press('Escape');
  });

  it('opens a run’s report and its folder in the window', async () => {
    await window.command('Open report');
    await window.choose('birthplaces-train');
    const title = async () => {
      const frames = await Promise.all(window.page.frames().map((frame) => frame.title().catch(() => '')));
      return frames.some((text) => text.includes('birthplaces-train-biographies-rope'));
    };
    await eventually('the report', title, 90);
    await window.command('Open run folder');
    await window.choose('birthplaces-train');
    await window.page
      .locator('.explorer-folders-view .monaco-list-row.selected[aria-label^="config.json"]')
      .waitFor({ timeout: 20_000 });
  });

  it('has no page that axe finds fault with', async () => {
    await window.command('View attention panel');
    const panel = await window.panel();
    for (const page of ['training', 'heads', 'theory', 'trust']) {
      await panel.locator(`#tab-${page}`).click();
      await panel.locator(`${page}-page h2`).first().waitFor({ timeout: 30_000 });
      expect(await violations(panel), page).toEqual([]);
    }
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
    await panel.getByText('Stop and save', { exact: true }).click();
    await eventually('stopped', () => says(folder, 'biographies-rope', ({ state }) => state === 'stopped'));
    await eventually('the first window knows', () => window.offers('Resume run'));
  });

  it('deletes a run after asking', async () => {
    const run = 'birthplaces-train-biographies-rope';
    await window.commandOn('Delete run', run);
    await window.answerDialog(`Delete ${run}`);
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
