/**
 * Measures the extension in a real editor and prints its figures. Not a test: machines differ.
 *
 * Run with: npm run figures
 */
import { appendFileSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { cli, cliSucceeds, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { Editor } from './editor';
import { type EditorWindow, choose, eventually } from './editorWindow';
import { requirements } from './requirements';

const ROOT = resolve(__dirname, '../..');
const QUESTIONS = 'birthplaces-train.tsv';

async function main(): Promise<void> {
  const needs = requirements();
  if (typeof needs === 'string') throw new Error(needs);
  const folder = await prepare();
  const editor = await Editor.start(needs);
  try {
    console.log(`VSIX, linux-x64: ${megabytes(needs.extension)}`);
    console.log(
      `panel: ${megabytes(join(ROOT, 'dist/panel.js'))} unminified, styles ${megabytes(join(ROOT, 'dist/panel.css'))}`,
    );
    await activation(editor);
    const window = await editor.open(folder);
    await longMetrics(window);
    await cursorToMaps(window);
    await framesWhileTraining(window, folder);
    await largeFiles(window, folder);
  } finally {
    await editor.stop();
  }
}

/** A run of the study's size, one with a million lines of metrics, and large files. */
async function prepare(): Promise<string> {
  const people = await madeUpPeople(60);
  const folder = dirname(people.corpus);
  const run = join(folder, 'runs', 'study-size');
  const sizes = ['--preset', 'fast', '--variant', 'rope', '--device', 'onnx-cpu', '--steps', '2'];
  await cliSucceeds('pretrain', '--corpus', people.corpus, ...sizes, '--out', run);
  const long = join(folder, 'runs', 'long');
  cpSync(run, long, { recursive: true });
  writeMetrics(join(long, 'metrics.jsonl'), 1_000_000);
  const line = readFileSync(people.corpus, 'utf8').split('\n')[0] ?? '';
  writeFileSync(join(folder, 'large.txt'), `${line}\n`.repeat(Math.ceil(100e6 / (line.length + 1))));
  writeFileSync(join(folder, 'large.tsv'), 'Where was Ada Arlen born?\tArlen\n'.repeat(100_000));
  return folder;
}

function writeMetrics(path: string, count: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  for (let first = 0; first < count; first += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const step = first + index + 1;
      const loss = 1 + 4 * Math.exp(-step / 200_000) + 0.2 * Math.sin(step * 12.9898);
      const row = { step, epoch: 1, tokens: step * 2000, seconds: step / 4, loss, accuracy: 1 - loss / 6 };
      return JSON.stringify({
        ...row,
        learningRate: 0.001,
        gradientNorm: 1,
        tokensPerSecond: 8000,
        memoryBytes: 1e9,
        secondsLeft: 0,
      });
    });
    appendFileSync(path, lines.join('\n') + '\n');
  }
}

async function activation(editor: Editor): Promise<void> {
  // In an empty folder nothing has activated the extension before.
  const { output } = await editor.runInHost(await temporaryFolder(), join(ROOT, 'dist/hostTests.js'));
  console.log(/activated in .*/.exec(output)?.[0] ?? 'activation: not measured');
}

async function longMetrics(window: EditorWindow): Promise<void> {
  await window.openFile(QUESTIONS);
  await window.command('View attention panel');
  const panel = await window.panel();
  const started = Date.now();
  await showRun(panel, 'long');
  await eventually('the long curve', async () => {
    const label = await panel
      .locator('curve-chart .plot')
      .first()
      .getAttribute('aria-label', { timeout: 500 })
      .catch(() => '');
    return label?.includes('long') === true;
  });
  console.log(`1,000,000 lines of metrics drawn after ${Date.now() - started} ms`);
  console.log(`Training page, 20,000 points: ${await framesPerSecond(panel)} frames/s`);
}

async function cursorToMaps(window: EditorWindow): Promise<void> {
  const panel = await window.panel();
  await showRun(panel, 'study-size');
  await panel.locator('#tab-heads').click();
  await panel.locator('.source').waitFor({ timeout: 60_000 });
  await window.page.locator(`.tab[data-resource-name="${QUESTIONS}"]`).click();
  await window.goToLine(1);
  await sleep(2000);
  // Resolves when the maps of another line have been painted.
  await panel.evaluate(`window.painted = () => new Promise((resolve) => {
    const source = document.querySelector('.source');
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
    }).observe(source, { attributes: true, attributeFilter: ['data-line'] });
  })`);
  const times: number[] = [];
  for (let line = 0; line < 25; line++) {
    const painted = panel.evaluate<number>('window.painted()');
    await sleep(150);
    const pressed = Date.now();
    await window.page.keyboard.press('ArrowDown');
    times.push((await painted) - pressed);
  }
  times.sort((a, b) => a - b);
  console.log(`cursor to painted maps, 32 heads: median ${times[12] ?? NaN} ms, p95 ${times[23] ?? NaN} ms`);
}

async function framesWhileTraining(window: EditorWindow, folder: string): Promise<void> {
  const run = join(folder, 'runs', 'training');
  const corpus = join(folder, 'biographies.txt');
  const training = cli(
    'pretrain',
    '--corpus',
    corpus,
    '--preset',
    'fast',
    '--variant',
    'rope',
    '--device',
    'onnx-cpu',
    '--steps',
    '80',
    '--out',
    run,
  );
  const panel = await window.panel();
  await sleep(3000);
  await showRun(panel, 'training');
  await sleep(5000);
  console.log(`Heads page while training, 32 heads: ${await framesPerSecond(panel)} frames/s`);
  await panel.locator('#tab-training').click();
  await panel.locator('.head-timelines curve-chart').first().waitFor({ timeout: 60_000 });
  console.log(
    `Training page while training, with what heads became: ${await framesPerSecond(panel)} frames/s`,
  );
  await training;
}

async function largeFiles(window: EditorWindow, folder: string): Promise<void> {
  let started = Date.now();
  await window.openFile('large.tsv');
  await window.goToLine(90_000);
  console.log(`100,000 questions: open and at line 90,000 after ${Date.now() - started} ms`);
  started = Date.now();
  await window.explorerMenu('large.txt', 'Pretrain on this file');
  await window.choose('rope');
  await window.choose('quick');
  const chosen = Date.now();
  await eventually(
    'a run folder',
    () => Promise.resolve(exists(join(folder, 'runs', 'large-rope', 'status.json'))),
    120,
  );
  console.log(`100 MB of text: running ${Date.now() - chosen} ms after the last answer`);
  started = Date.now();
  await window.offers('Stop run');
  console.log(`the palette answers within ${Date.now() - started} ms meanwhile`);
  await window.command('Stop run');
  // Runs outlive the editor; this one would go on for days.
  await eventually(
    'the run to stop',
    () => Promise.resolve(!isRunning(join(folder, 'runs', 'large-rope'))),
    60,
  );
}

function isRunning(run: string): boolean {
  return readFileSync(join(run, 'status.json'), 'utf8').includes('"running"');
}

/** Chooses a run in the panel's list of runs. */
function showRun(panel: Frame, name: string): Promise<void> {
  return choose(panel, 'Run or model', name);
}

function framesPerSecond(panel: Frame): Promise<number> {
  return panel.evaluate<number>(`new Promise((resolve) => {
    let frames = 0;
    const started = performance.now();
    const count = () => {
      frames++;
      if (performance.now() - started < 4000) requestAnimationFrame(count);
      else resolve(Math.round((1000 * frames) / (performance.now() - started)));
    };
    requestAnimationFrame(count);
  })`);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function megabytes(path: string): string {
  return `${(statSync(path).size / 1e6).toFixed(1)} MB`;
}

void main();
