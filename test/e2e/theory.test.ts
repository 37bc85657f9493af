/**
 * The theory lab in a real VS Code: by its own command, without a run, and on the heads of one.
 */
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_BIOGRAPHIES } from '../../src/data/biographies/biographies';
import { writeBiographies } from '../../src/data/studyFiles';
import { encodeState, theoryState } from '../../src/theory/sharing';
import { temporaryFolder } from '../support/files';
import { Editor } from './editor';
import { type EditorWindow, eventually } from './editorWindow';
import { requirements } from './requirements';

const needs = requirements();
const story = describe.skipIf(typeof needs === 'string');

vi.setConfig({ testTimeout: 180_000 });

story('the theory lab', () => {
  let editor: Editor;
  let window: EditorWindow;
  let panel: Frame;

  beforeAll(async () => {
    if (typeof needs === 'string') throw new Error(needs);
    const folder = await temporaryFolder();
    await writeBiographies(folder, { ...DEFAULT_BIOGRAPHIES, people: 60 });
    editor = await Editor.start(needs);
    window = await editor.open(folder);
  });
  afterAll(() => editor.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await window.photograph(`failed ${task.name}`);
  });

  const page = (name: string) => panel.locator('.theory-pages button', { hasText: name });
  const reading = (name: string) => {
    return panel.locator('dl.theory-readings > div', { hasText: name }).locator('dd').first().innerText();
  };

  it('opens from the palette without a run, and moves a vector by keys', async () => {
    await window.command('Explore attention theory');
    panel = await window.panel();
    const query = panel.getByRole('slider', { name: /^q,/ });
    await query.waitFor();
    const before = await reading('α of k1 now');
    await query.focus();
    for (let step = 0; step < 4; step++) await query.press('ArrowUp');
    expect(await reading('α of k1 now')).not.toBe(before);
    expect(await panel.locator('.formula math').count()).toBe(4);
    await window.photograph('theory copying');
  });

  it('shows what breaks when the spans lean', async () => {
    await page('Averaging').click();
    expect(await reading('M(va + vb)')).toContain('rounding');
    await panel.getByRole('slider', { name: /B turned towards A/ }).press('End');
    await eventually('M brings v_b along', async () => (await reading('M(va + vb)')) === '1');
    await window.photograph('theory averaging');
  });

  it('samples a thousand sets of keys, for one head and for several', async () => {
    await page('One head').click();
    await panel.getByText('c in 1,000 draws of the keys').waitFor();
    const [mean = NaN] = (await reading('mean of αa')).split(' ').map(Number);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
    await window.photograph('theory one head');
    await page('Two heads').click();
    await panel.locator('sample-cloud').nth(2).waitFor();
    await window.photograph('theory two heads');
  });

  it('takes up a shared link, and says when it is none', async () => {
    const link = encodeState(theoryState('cost', { width: 512 }));
    await panel.getByText('Load…').click();
    const input = panel.getByLabel('Link or state');
    await input.fill('https://example.org/elsewhere');
    await input.press('Enter');
    await panel.getByText('This is no state of the theory lab.').waitFor();
    await input.fill(`vscode://attention-lab.attention-lab/theory?state=${link}`);
    await input.press('Enter');
    await eventually('the page of the link is shown', async () => {
      return (await panel.getByRole('slider', { name: 'd, width' }).inputValue()) === '512';
    });
    await panel.getByText('Reset').click();
    await eventually('d is back', async () => {
      return (await panel.getByRole('slider', { name: 'd, width' }).inputValue()) === '256';
    });
  });

  it('measures layers on this machine', async () => {
    await page('Cost').click();
    await panel.getByText('Measure on this machine').click();
    await panel.getByText('Measure again').waitFor({ timeout: 90_000 });
    const cells = await panel.locator('cost-page tbody tr:last-child td').allInnerTexts();
    expect(cells[0]).toBe('1,024');
    // 5.9 times the operations; how many times the milliseconds is the machine’s business.
    expect(Number(cells.at(-2))).toBeGreaterThan(Number(cells.at(-1)));
    await window.photograph('theory cost');
  });

  it('measures its quantities on the heads of a run', async () => {
    await window.openFile('biographies.txt');
    await window.command('Pretrain model');
    await window.choose('rope');
    await window.choose('quick');
    await window.command('Explore attention theory');
    panel = await window.panel();
    await page('One head').click();
    const heads = panel.locator('in-your-model theory-picture').first().locator('g');
    await eventually('every head has a number', async () => (await heads.count()) === 12);
    expect(await panel.locator('in-your-model .source').innerText()).toContain('biographies.txt, line 1');
    await eventually('newer weights are measured', async () => {
      return !(await panel.locator('in-your-model .source').innerText()).endsWith('step 0');
    });
    await panel.locator('in-your-model').scrollIntoViewIfNeeded();
    await window.photograph('theory in your model');
    // A trainer outlives its window: it would go on for minutes.
    await window.command('Stop run');
    await panel.locator('.run-state[data-state=stopped]').waitFor();
  });
});
