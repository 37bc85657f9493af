/**
 * From a run to what may be believed of it: `trust`, then `report`, then the report in a browser without a
 * network.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import type { TrustReport } from '../../src/answers/trust';
import { RunFolder } from '../../src/runs/runFolder';
import { newestTrust, readTrust, trustPath } from '../../src/answers/trustFile';
import { TINY, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';
import { findProgram } from '../support/programs';
import { required } from '../support/required';

/** Browsers that a machine for development may have. */
const BROWSER = findProgram('chromium');
const obstacle = required(BROWSER === undefined ? 'chromium is missing' : undefined);

let people: StudyFiles;
let run: RunFolder;

/** The report of a call that must succeed. */
async function trustOf(...args: readonly string[]): Promise<TrustReport> {
  const { code, stdout, stderr } = await cliHere('trust', ...args, '--json');
  expect(code, stderr).toBe(0);
  // Sound: the verb’s result is a report.
  return JSON.parse(stdout) as TrustReport;
}

beforeAll(async () => {
  people = await madeUpPeople();
  const folder = await temporaryFolder();
  run = new RunFolder(join(folder, 'tuned'));
  const base = join(folder, 'base');
  const pretrain = ['pretrain', '--corpus', people.corpus, '--out', base, ...TINY, '--steps', '30'];
  const finetune = ['finetune', '--from', base, '--questions', people.trained, '--out', run.path];
  for (const args of [pretrain, [...finetune, '--preset', 'quick', '--device', 'onnx-cpu']]) {
    const { code, stderr } = await cliHere(...args);
    expect(code, stderr).toBe(0);
  }
});

describe('trust', () => {
  it('judges every line, keeps the report, and agrees with evaluate', async () => {
    const report = await trustOf('--run', run.path, '--questions', people.heldOut, '--inventions', '20');
    expect(report.lines).toHaveLength(20);
    expect(report.score?.scored).toBe(20);
    expect(report.score?.ceiling).toBe(20);
    expect(report.inventions?.lines.length).toBeGreaterThan(10);
    expect(await newestTrust(run)).toEqual(report);
    const evaluated = await cliHere('evaluate', '--run', run.path, '--questions', people.heldOut, '--json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ correct: report.score?.correct });
  });

  it('says so where it looks into another text than the one that was learned', async () => {
    const other = join(await temporaryFolder(), 'other.txt');
    await writeFile(other, `${await readFile(people.corpus, 'utf8')}Zed. Zed was born in Zel.\n`);
    const asked = ['--run', run.path, '--questions', people.heldOut, '--inventions', '0', '--out'];
    const there = [...asked, join(await temporaryFolder(), 'trust.json'), '--corpus'];
    const said = /other\.txt is not the text that tuned has learned/;
    expect((await trustOf(...there, other)).warnings.join()).toMatch(said);
    expect((await trustOf(...there, people.corpus)).warnings.join()).not.toMatch(/is not the text/);
  });

  it('takes several runs as a committee, and compares with another', async () => {
    const alone = await newestTrust(run);
    const twice = ['--run', run.path, '--run', run.path, '--compare', run.path];
    const report = await trustOf(...twice, '--questions', people.heldOut, '--inventions', '0');
    expect(report.members).toHaveLength(2);
    expect(report.lines.every(({ agreement }) => agreement === 1)).toBe(true);
    expect(report.comparison).toMatchObject({ onlyFirst: 0, onlySecond: 0, test: { pExact: 1 } });
    expect(await readTrust(trustPath(run, people.heldOut, { committee: true }))).toEqual(report);
    expect(await newestTrust(run)).toEqual(alone);
  });

  it('says what is missing', async () => {
    const { code, stderr } = await cliHere('trust', '--questions', people.heldOut);
    expect([code, stderr]).toEqual([2, '--run is missing.\n']);
  });
});

describe.skipIf(obstacle)(`a report in a browser without a network ${obstacle ?? ''}`, () => {
  it.each(['light', 'dark'] as const)('opens in %s, complete and by itself', async (colorScheme) => {
    const file = join(await temporaryFolder(), 'report.html');
    const { code, stderr } = await cliHere('report', '--run', run.path, '--out', file);
    expect(code, stderr).toBe(0);
    const browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] });
    try {
      const context = await browser.newContext({ colorScheme, offline: true, javaScriptEnabled: false });
      const page = await context.newPage();
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => problems.push(message.text()));
      await page.goto(pathToFileURL(file).href);
      expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
      expect(problems).toEqual([]);
      expect(await page.locator('h2').allTextContents()).toEqual([
        ...['Pretraining', 'Finetuning', 'What it knows, and what it makes up', 'When to believe it'],
        ...['What it leans towards', 'Attention', 'Configuration', 'Configuration'],
      ]);
      expect(await page.locator('svg').count()).toBeGreaterThanOrEqual(8);
      await page.setViewportSize({ width: 400, height: 800 });
      const [ink = '', paper = '', wide] = await page.evaluate<readonly string[]>(
        `[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor,
            String(document.documentElement.scrollWidth)]`,
      );
      expect(wide).toBe('400');
      expect(contrast(ink, paper)).toBeGreaterThan(7);
      expect(luminance(paper) > 0.5).toBe(colorScheme === 'light');
      const other = colorScheme === 'light' ? 'dark' : 'light';
      await page.locator(`#theme-${other}`).check();
      const background = 'getComputedStyle(document.body).backgroundColor';
      expect(luminance(await page.evaluate<string>(background)) > 0.5).toBe(other === 'light');
      expect(await page.locator(`.maps .on-${other}`).first().isVisible()).toBe(true);
      expect(await page.locator(`.maps .on-${colorScheme}`).first().isVisible()).toBe(false);
    } finally {
      await browser.close();
    }
  });
});

/** Relative luminance and contrast as WCAG 2 defines them, of colours such as `rgb(31, 35, 40)`. */
function luminance(colour: string): number {
  const parts = Array.from(colour.matchAll(/\d+/g), ([part]) => Number(part) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}
