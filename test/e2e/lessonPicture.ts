/**
 * `node dist/test/lesson.js`: README's picture of a lesson, `media/readme/lesson.png`. A model learns *Repetition*; in
 * the editor its induction head is opened from the mark on *Training*, and Lesson 2 beside it.
 */
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { cliSucceeds } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { Editor } from './editor';
import { choose } from './editorWindow';
import { requirements } from './requirements';

const PICTURE = resolve(__dirname, '../../media/readme/lesson.png');

/** The head that has become one, as it was then. */
async function openInductionHead(panel: Frame): Promise<void> {
  await panel.locator('#tab-training').click();
  await panel.locator('.moment', { hasText: 'becomes an induction head' }).first().click();
  await panel.locator('.became').waitFor();
  await choose(panel, 'Show', 'induction');
}

async function main(): Promise<void> {
  const needs = requirements();
  if (typeof needs === 'string') throw new Error(needs);
  const folder = await temporaryFolder();
  await cliSucceeds('dataset', '--task', 'repeat', '--seed', '3', '--out', folder);
  await cliSucceeds(
    'experiment',
    '--file',
    join(folder, 'repeat.attn.json'),
    '--out',
    join(folder, 'runs/repetition'),
  );
  const editor = await Editor.start(needs, { settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
  try {
    const window = await editor.open(folder, { width: 1440, height: 960 });
    await window.openFile('held-out.txt');
    await window.goToLine(2);
    await window.command('View attention panel');
    const panel = await window.panel();
    await openInductionHead(panel);
    await window.command('View: Close Primary Side Bar');
    await window.page.locator('.tab', { hasText: 'held-out.txt' }).first().click();
    await window.commandOn('Welcome: Open Walkthrough', 'Lesson 2');
    await window.page.getByText('Train, and watch the curves').first().click();
    // What the pointer rests on would explain itself.
    await window.page.mouse.move(700, 700);
    await sleep(5000);
    await window.page.screenshot({ path: PICTURE });
    console.log(PICTURE);
  } finally {
    await editor.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
