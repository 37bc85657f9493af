/**
 * A model of one's own in a real VS Code: a Hugging Face folder that lies in the workspace, opened by a right click.
 */
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HostTensors } from '../../src/engine/tensors';
import { temporaryFolder } from '../support/files';
import { TOY_CONFIGS, checkpointFolder, modelOf, randomWeights } from '../support/openCheckpoints';
import { violations } from './axe';
import { Editor } from './editor';
import { type EditorWindow, choose, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const story = describe.skipIf(typeof needs === 'string');

vi.setConfig({ testTimeout: 180_000 });

const NOTES = ['# The cat', 'The thin cat sat on that mat.', 'Then the café closed: là, thé.'];

/** A workspace with a text, a tiny random model of four layers, and a folder that is none. */
async function workspace(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'notes.md'), `${NOTES.join('\n')}\n`);
  await writeFile(join(folder, 'capitals.tsv'), 'Capital of France?\tParis\nCapital of Peru?\tLima\n');
  const config = { ...TOY_CONFIGS.llama, num_hidden_layers: 4, max_position_embeddings: 256 };
  const model = await checkpointFolder(config, speakingInLetters(randomWeights(modelOf(config))));
  await cp(model, join(folder, 'tiny-llama'), { recursive: true });
  await cp(model, join(folder, 'untokenized'), { recursive: true });
  await rm(join(folder, 'untokenized/tokenizer.json'));
  return folder;
}

/** The same weights, but nothing is said in bytes that are no letters of English: the tokens are bytes, in order. */
function speakingInLetters(weights: HostTensors): HostTensors {
  const head = weights['lm_head.weight'];
  if (!head) throw new Error('The model has no head.');
  const [tokens = 0, width = 0] = head.shape;
  const data = Float32Array.from(head.data);
  for (let token = 0; token < tokens; token++) {
    const isLetter = token === 32 || (token >= 97 && token <= 122);
    if (!isLetter) data.fill(0, token * width, (token + 1) * width);
  }
  return { ...weights, 'lm_head.weight': { ...head, data } };
}

story('a model of one’s own', () => {
  let editor: Editor;
  let folder: string;
  let window: EditorWindow;
  let panel: Frame;

  beforeAll(async () => {
    if (typeof needs === 'string') throw new Error(needs);
    editor = await Editor.start(needs, { settings: { 'workbench.colorTheme': 'Default Light Modern' } });
    folder = await workspace();
    window = await editor.open(folder, { width: 1600, height: 1000 });
  });
  afterAll(() => editor.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });
  const said = () => panel.locator('.said .model-answer').innerText();

  it('opens from the explorer, and shows every map of the line under the cursor', async () => {
    await window.openFile('notes.md');
    await eventually('line 2', async () => {
      await window.goToLine(2);
      return window.page.locator('.statusbar-item', { hasText: 'Ln 2' }).isVisible();
    });
    await window.explorerMenu('tiny-llama', 'Open model');
    panel = await window.panel();
    await panel.locator('.said .model-answer').waitFor({ timeout: 60_000 });
    expect(await panel.locator('.source').getAttribute('data-line')).toBe('2');
    expect(await panel.locator('.cell').count()).toBe(16);
    expect(await panel.locator('.grid-shared').allInnerTexts()).toEqual(['kv 1', 'kv 2']);
    expect(await panel.locator('.run-header').innerText()).toMatch(/parameters · llama, 4 layers of 4 heads/);
    await window.photograph('open model light');
  });

  it('follows the cursor, and shows tokens that are half a character by their bytes', async () => {
    const before = await said();
    await window.page.locator('.tab[data-resource-name="notes.md"]').click();
    await window.goToLine(3);
    await eventually('line 3', async () => {
      return (await panel.locator('.source').getAttribute('data-line')) === '3';
    });
    await eventually('another continuation', async () => (await said()) !== before);
    await choose(panel, 'View of the head', 'numbers');
    await panel.locator('.head-picture caption').waitFor();
    expect(await panel.locator('.head-picture table').innerText()).toMatch(/‘(<0x[C-E].>|.)’/);
    await choose(panel, 'View of the head', 'matrix');
  });

  it('goes on differently with heads silenced', async () => {
    await choose(panel, 'Analyse', 'silencing');
    for (const head of [0, 5, 10, 15]) await panel.locator('.cell').nth(head).click();
    const rows = panel.locator('section[aria-label="Without some heads"] tbody tr');
    const answers = async () => [
      await rows.nth(0).locator('td').nth(2).innerText(),
      await rows.nth(1).locator('td').nth(2).innerText(),
    ];
    await eventually('four heads silenced', async () => {
      return (await rows.count()) === 2 && (await rows.nth(1).innerText()).includes('1.1, 2.2, 3.3, 4.4');
    });
    const [all, without] = await answers();
    expect(all?.trim()).toBe((await said()).replaceAll(/[“”]/g, '').trim());
    expect(without).not.toBe(all);
    await window.photograph('open model silenced light');
    await choose(panel, 'Analyse', 'nothing');
  });

  it('goes on with what is typed, greedily or at random', async () => {
    const field = panel.locator('.question-field input');
    await field.fill('The cat');
    await field.press('Enter');
    await eventually('the typed text', async () =>
      (await panel.locator('.source').innerText()).includes('your text'),
    );
    await panel.locator('.said .model-answer').waitFor();
    const greedy = await said();
    await choose(panel, 'Next token', 'at random');
    await eventually('a sample', async () => (await said().catch(() => greedy)) !== greedy);
    const seeded = async (seed: string) => {
      const before = await said().catch(() => '');
      await panel.locator('label', { hasText: 'Seed' }).locator('input').fill(seed);
      await panel.locator('label', { hasText: 'Seed' }).locator('input').press('Enter');
      await eventually(`seed ${seed}`, async () => (await said().catch(() => before)) !== before);
      return said();
    };
    const [first, second] = [await seeded('1'), await seeded('2')];
    expect(first).not.toBe(second);
    expect(await seeded('1')).toBe(first);
    await window.photograph('open model sampled light');
    await field.press('Escape');
    await choose(panel, 'Next token', 'most probable');
  });

  it('asks the questions of a file by the template', async () => {
    await window.openFile('capitals.tsv');
    await eventually('a question', async () =>
      (await panel.locator('.said').innerText()).includes('with probability'),
    );
    expect(await panel.locator('.source').innerText()).toContain('capitals.tsv');
  });

  it('answers a whole file in one’s own words, and marks every line', async () => {
    await window.page.locator('.tab[data-resource-name="capitals.tsv"]').click();
    await panel.locator('vscode-button', { hasText: 'Evaluate' }).click();
    await window.asked('How should questions be put to the model?');
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.type('{question} It is');
    await window.page.keyboard.press('Enter');
    await window.page
      .locator('.codelens-decoration', { hasText: 'right' })
      .first()
      .waitFor({ timeout: 60_000 });
    expect(await window.page.locator('.codelens-decoration').first().innerText()).toContain('tiny-llama');
    await window.photograph('open model evaluated light');
  });

  it('says on the other pages what such a model does not have, and axe finds no fault', async () => {
    await panel.locator('#tab-training').click();
    await panel.locator('.empty', { hasText: 'not trained here' }).waitFor();
    await panel.locator('#tab-trust').click();
    await panel.locator('.empty', { hasText: 'nobody knows that text' }).waitFor();
    await panel.locator('#tab-heads').click();
    await panel.locator('.cell').first().waitFor();
    expect(await violations(panel)).toEqual([]);
  });

  it('says in one sentence why a folder cannot be opened, there and in the panel', async () => {
    await window.explorerMenu('untokenized', 'Open model');
    const words = 'no readable tokenizer.json';
    await window.notification(words).waitFor({ timeout: 30_000 });
    await panel.locator('.empty', { hasText: words }).waitFor({ timeout: 30_000 });
    await window.photograph('open model refused light');
    await window.notification(words).locator('.monaco-button', { hasText: 'Close model' }).click();
    await panel.locator('.cell').first().waitFor({ timeout: 30_000 });
  });

  it('is as readable in the dark, and is gone when it is closed', async () => {
    await window.command('Preferences: Color Theme');
    await window.choose('Dark Modern');
    await window.page.locator('.monaco-workbench.vs-dark').waitFor();
    await window.openFile('notes.md');
    await eventually('the notes', async () =>
      (await panel.locator('.source').innerText()).includes('notes.md'),
    );
    await choose(panel, 'Analyse', 'silencing');
    await panel.locator('.said .model-answer').waitFor();
    await window.photograph('open model dark');
    await panel.locator('vscode-button', { hasText: 'Close model' }).click();
    await panel.locator('.run-header', { hasText: 'No runs yet' }).waitFor();
  });

  it('makes the data of a task where there are none, and opens what trains on them', async () => {
    await panel.locator('vscode-button', { hasText: 'New dataset…' }).click();
    await window.asked('Which task should a model learn?');
    await window.choose('Sort digits');
    await window.asked('Where should its files go?');
    await window.choose(join('tasks', 'sort'));
    const tab = window.page.locator('.tab.active[data-resource-name="sort.attn.json"]');
    await tab.waitFor({ timeout: 60_000 });
    await window.page
      .locator('.codelens-decoration', { hasText: 'Run' })
      .first()
      .waitFor({ timeout: 30_000 });
    const made = await readdir(join(folder, 'tasks', 'sort'));
    const files = ['README.md', 'held-out.tsv', 'sort.attn.json', 'task.json', 'train.tsv'];
    expect(made.sort()).toEqual(files);
    await window.photograph('new dataset dark');
  });
});
