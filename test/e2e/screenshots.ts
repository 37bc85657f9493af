/**
 * Photographs every view in light, dark and high contrast, narrow to wide, into `test/e2e/screenshots/`.
 *
 * Run with: npm run screenshots [-- light dark contrast training heads theory trust editor 400 800 1600]
 *
 * Of each kind, themes, pages and widths, those that are named are taken, and all where none is. With `study` the
 * models of `npm start` are shown, which know something; otherwise a small one is trained.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cliSucceeds, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { Editor } from './editor';
import type { EditorWindow } from './editorWindow';
import { requirements } from './requirements';

const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
};
const WIDTHS = ['400', '800', '1600'];
const PAGES = ['training', 'heads', 'theory', 'trust'];
/** The whole window: the editor with the panel beside it, results, and the list of runs. */
const EDITOR = 'editor';
const TRAINED = 'birthplaces-train.tsv';
const ROOT = resolve(__dirname, '../..');
const OUTPUT = join(ROOT, 'test/e2e/screenshots');
const isStudied = process.argv.includes('study');

/** What `npm start` has left, as the folder of somebody who works on it. */
async function studied(): Promise<string> {
  const study = join(ROOT, 'runs', 'study');
  if (!existsSync(join(study, 'data'))) throw new Error('There is no study to show. Run: npm start');
  const folder = await temporaryFolder();
  await cp(join(study, 'data'), folder, { recursive: true });
  await cp(study, join(folder, 'runs'), { recursive: true });
  return folder;
}

/** A small model that has learned something: what is photographed. */
async function prepare(): Promise<string> {
  const people = await madeUpPeople(60);
  const folder = dirname(people.corpus);
  const runs = (name: string) => join(folder, 'runs', name);
  const base = ['--preset', 'quick', '--device', 'onnx-cpu', '--variant', 'rope'];
  for (const seed of ['1', '2']) {
    const out = runs(`biographies-rope-${seed}`);
    await succeed(
      'pretrain',
      '--corpus',
      people.corpus,
      ...base,
      '--seed',
      seed,
      '--steps',
      '240',
      '--out',
      out,
    );
  }
  const tuned = runs('birthplaces-rope');
  await succeed(
    ...[
      'finetune',
      '--from',
      runs('biographies-rope-1'),
      '--questions',
      people.trained,
      '--held-out',
      people.heldOut,
    ],
    ...['--preset', 'quick', '--device', 'onnx-cpu', '--out', tuned],
  );
  await succeed(
    'trust',
    '--run',
    tuned,
    '--questions',
    people.heldOut,
    '--corpus',
    people.corpus,
    '--train',
    people.trained,
  );
  return folder;
}

async function succeed(...args: readonly string[]): Promise<void> {
  console.log(args.slice(0, 1).join(' '), '…');
  await cliSucceeds(...args);
}

/** What is asked for of one kind; everything where nothing is. */
function wanted<Kind extends string>(all: readonly Kind[]): readonly Kind[] {
  const named = all.filter((one) => process.argv.slice(2).includes(one));
  return named.length > 0 ? named : all;
}

async function photograph(editor: Editor, folder: string, theme: string): Promise<void> {
  const window = await editor.open(folder, { width: 1600, height: 1000 });
  const chosen = wanted([EDITOR, ...PAGES]);
  await window.openFile(TRAINED);
  await window.goToLine(3);
  await window.command('View attention panel');
  await window.panel();
  await sleep(1500);
  if (chosen.includes(EDITOR)) await editorViews(window, theme);
  await pages(window, theme, chosen);
  await window.page.context().close();
}

async function editorViews(window: EditorWindow, theme: string): Promise<void> {
  await take(window, `${theme} editor beside panel`);
  await window.explorerMenu(TRAINED, 'Evaluate with a model');
  await window.choose(isStudied ? 'rope-finetuned' : 'birthplaces-rope');
  await window.page
    .locator('.codelens-decoration', { hasText: 'right' })
    .first()
    .waitFor({ timeout: 60_000 });
  await window.page
    .locator('.activitybar .action-item', { has: window.page.locator('[aria-label^="Attention Lab"]') })
    .first()
    .click();
  // What the pointer rests on would explain itself.
  await window.page.mouse.move(900, 980);
  await sleep(1000);
  await take(window, `${theme} results and runs`);
}

/** The panel alone, page by page. */
async function pages(window: EditorWindow, theme: string, chosen: readonly string[]): Promise<void> {
  await window.command('View: Toggle Primary Side Bar Visibility');
  await window.command('View attention panel');
  await window.page.locator('.tab', { hasText: 'Attention Lab' }).first().click();
  await window.command('View: Maximize Editor Group and Hide Side Bars').catch(() => undefined);
  for (const page of PAGES.filter((one) => chosen.includes(one))) {
    const panel = await window.panel();
    await panel.locator(`#tab-${page}`).click();
    for (const width of wanted(WIDTHS)) {
      await window.page.setViewportSize({ width: Number(width) + 48, height: 1000 });
      await sleep(page === 'heads' ? 2500 : 1200);
      await take(window, `${theme} ${page} ${width}`);
    }
  }
}

async function take(window: EditorWindow, name: string): Promise<void> {
  await window.page.screenshot({ path: join(OUTPUT, `${name.replaceAll(' ', '-')}.png`) });
}

async function main(): Promise<void> {
  const needs = requirements();
  if (typeof needs === 'string') throw new Error(needs);
  mkdirSync(OUTPUT, { recursive: true });
  const folder = await (isStudied ? studied() : prepare());
  const names = wanted(Object.keys(THEMES));
  for (const [name, theme] of Object.entries(THEMES)) {
    if (!names.includes(name)) continue;
    const editor = await Editor.start(needs, { settings: { 'workbench.colorTheme': theme } });
    try {
      await photograph(editor, folder, name);
      console.log(name);
    } finally {
      await editor.stop();
    }
  }
  console.log(OUTPUT);
}

void main();
