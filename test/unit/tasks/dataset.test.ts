import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentProblems } from '../../../src/experiments/experimentProblems';
import { readExperiment } from '../../../src/experiments/experimentFile';
import { makeDataset } from '../../../src/tasks/dataset';
import { ALL_TASKS, taskOf } from '../../../src/tasks';
import type { DatasetOptions } from '../../../src/tasks/options';
import { type TaskName, TASK_NAMES } from '../../../src/tasks/task';
import { readTaskFile } from '../../../src/tasks/taskFile';
import { temporaryFolder } from '../../support/files';

/** Enough lines to see what they are. */
const FEW: Readonly<Record<TaskName, Omit<DatasetOptions, 'task' | 'out'>>> = {
  sort: { examples: 200, heldOut: 50 },
  addition: { examples: 200, heldOut: 50 },
  repeat: { examples: 200, heldOut: 50 },
  recall: { examples: 200, heldOut: 50 },
  brackets: { examples: 400, heldOut: 50 },
  modular: { size: 7 },
  markov: { examples: 50, heldOut: 20 },
  text: {},
  people: { size: 20 },
};

async function made(name: TaskName, more: Partial<DatasetOptions> = {}) {
  const out = await temporaryFolder();
  const text = name === 'text' ? { text: join(out, 'poems.txt') } : {};
  const poem = Array.from({ length: 700 }, (_, line) => `A line of ${line} words\n`).join('');
  if (text.text !== undefined) await writeFile(text.text, poem);
  const dataset = await makeDataset({ task: name, out, ...FEW[name], ...text, ...more });
  const linesOf = async (file: string) => (await readFile(join(out, file), 'utf8')).trimEnd().split('\n');
  const learned = await linesOf(dataset.task.questions ?? dataset.task.corpus ?? '');
  return { out, dataset, learned, heldOut: await linesOf(dataset.task.asked), linesOf };
}

function pairs(lines: readonly string[]): readonly (readonly [question: string, answer: string])[] {
  return lines.map((line) => {
    const [question = '', answer = ''] = line.split('\t');
    return [question, answer];
  });
}

describe('a data set', () => {
  it.each(TASK_NAMES)('of %s has all that trains on it, and says in ten lines what it is', async (name) => {
    const { out, dataset, learned, heldOut } = await made(name);
    const experiment = await readExperiment(dataset.experiment);
    expect(experimentProblems(experiment)).toEqual([]);
    const readme = await readFile(join(out, 'README.md'), 'utf8');
    expect(readme.trimEnd().split('\n')).toHaveLength(10);
    expect(await readTaskFile(out)).toEqual(dataset.task);
    expect([learned.length, heldOut.length]).toEqual([dataset.task.examples, dataset.task.heldOut]);
    for (const file of await readdir(out)) {
      if (!['README.md', 'task.json', 'poems.txt', `${name}.attn.json`].includes(file))
        expect(readme).toContain(file);
    }
  });

  it('replaces its own files only, and never the text that it is made from', async () => {
    const { out, dataset } = await made('text');
    await makeDataset({ task: 'text', out, text: join(out, 'poems.txt') });
    const text = join(out, dataset.task.corpus ?? '');
    const before = await readFile(text, 'utf8');
    await expect(makeDataset({ task: 'text', out, text })).rejects.toThrow(/is there already/);
    expect(await readFile(text, 'utf8')).toBe(before);
    const project = await temporaryFolder();
    await writeFile(join(project, 'README.md'), 'mine');
    await expect(makeDataset({ task: 'sort', out: project, ...FEW.sort })).rejects.toThrow(
      /README.md is there already, and would be replaced/,
    );
    expect(await readdir(project)).toEqual(['README.md']);
  });

  it.each(TASK_NAMES)(
    'of %s learns nothing that is held out, and comes again from its seed',
    async (name) => {
      const first = await made(name);
      const learned = new Set(first.learned);
      expect(first.heldOut.filter((line) => learned.has(line))).toEqual([]);
      expect((await made(name)).heldOut).toEqual(first.heldOut);
      if (name !== 'text') expect((await made(name, { seed: 2 })).heldOut).not.toEqual(first.heldOut);
    },
  );

  it('of sorting is sorted', async () => {
    const { learned } = await made('sort', { size: 5 });
    for (const [question, answer] of pairs(learned)) {
      expect(question).toMatch(/^\d{5}$/);
      const counts = Array.from('0123456789', (digit) => digit.repeat(question.split(digit).length - 1));
      expect(answer).toBe(counts.join(''));
    }
  });

  it('of addition adds up, its sums read backwards', async () => {
    for (const [question, answer] of pairs((await made('addition', { size: 4 })).learned)) {
      const [a = 0, b = 0] = question.split('+').map(Number);
      expect(question).toMatch(/^\d{4}\+\d{4}$/);
      expect(answer).toHaveLength(5);
      expect(Number(Array.from(answer).reverse().join(''))).toBe(a + b);
    }
  });

  it('of repetition begins with letters that differ, and goes on with pieces of them', async () => {
    for (const line of (await made('repeat', { size: 8 })).learned) {
      expect(line).toMatch(/^[a-l]{24}$/);
      expect(new Set(line.slice(0, 8)).size).toBe(8);
      for (const place of taskOf('repeat').known?.(line) ?? [])
        expect(line.slice(0, 8)).toContain(line.slice(place - 1, place + 1));
    }
    expect(taskOf('repeat').known?.('abcdefghcdeabcdfgh'.padEnd(24, 'h'))).toEqual([
      9, 10, 12, 13, 14, 16, 17,
    ]);
  });

  it('of recall asks each key once, and its value is known', async () => {
    for (const line of (await made('recall', { size: 5 })).learned) {
      const cells = line.match(/../g) ?? [];
      const [told, asked] = [cells.slice(0, 5), cells.slice(5)];
      expect(new Set(told.map((cell) => cell[0])).size).toBe(5);
      expect([...asked].sort()).toEqual([...told].sort());
    }
  });

  it('of brackets says of each row whether it is balanced, half of them each', async () => {
    const { learned, linesOf } = await made('brackets', { size: 16 });
    const longer = await linesOf('longer.tsv');
    for (const [question, answer] of pairs([...learned, ...longer])) {
      let rest = question;
      while (rest.includes('()')) rest = rest.replace('()', '');
      expect(answer).toBe(rest === '' ? 'yes' : 'no');
    }
    const yes = learned.filter((line) => line.endsWith('yes')).length / learned.length;
    expect(yes).toBeGreaterThan(0.35);
    expect(yes).toBeLessThan(0.65);
    expect(Math.max(...pairs(learned).map(([question]) => question.length))).toBe(16);
    for (const [question] of pairs(longer)) expect([18, 20, 22, 24]).toContain(question.length);
  });

  it('of modular addition holds every pair of remainders once', async () => {
    const { learned, heldOut } = await made('modular', { size: 7 });
    const all = pairs([...learned, ...heldOut]);
    expect(new Set(all.map(([question]) => question)).size).toBe(49);
    for (const [question, answer] of all) {
      const [a = 0, b = 0] = Array.from(question, Number);
      expect(Number(answer)).toBe((a + b) % 7);
    }
  });

  it('of Markov chains has lines that differ in what follows what', async () => {
    const { learned } = await made('markov', { size: 2 });
    const repeats = learned.map((line) => (line.match(/aa/g) ?? []).length);
    for (const line of learned) expect(line).toMatch(/^[ab]{100}$/);
    expect(Math.max(...repeats) - Math.min(...repeats)).toBeGreaterThan(10);
  });

  it('of a text holds its end out', async () => {
    const { learned, heldOut } = await made('text');
    expect(learned[0]).toBe('A line of 0 words');
    expect(heldOut.at(-1)).toBe('A line of 699 words');
    expect(heldOut.length / (learned.length + heldOut.length)).toBeCloseTo(0.1, 1);
  });

  it.each<[string, Partial<DatasetOptions> & { readonly task: TaskName }, RegExp]>([
    [
      'more lines than there are',
      { task: 'addition', size: 1, examples: 200 },
      /only about 100 different additions/,
    ],
    [
      'more sums than there are',
      { task: 'modular', size: 7, examples: 40, heldOut: 10 },
      /There are 49 sums/,
    ],
    [
      'a size that no line has',
      { task: 'recall', size: 27 },
      /from 2 to 26 pairs, not 27: choose another --size/,
    ],
    [
      'a size where there is none',
      { task: 'text', size: 3, text: 'a.txt' },
      /'text' has no --size: leave it out/,
    ],
    ['a text that is not named', { task: 'text' }, /needs a text: --text FILE/],
    ['a text that is not there', { task: 'text', text: '/nowhere/a.txt' }, /no such file/],
    ['a text where none is read', { task: 'sort', text: 'a.txt' }, /reads no text: leave --text out/],
    ['lines of a text', { task: 'text', text: 'a.txt', examples: 9 }, /takes all of its text/],
    ['more questions than people', { task: 'people', size: 20, examples: 30 }, /20 people cannot be asked/],
  ])('says in a sentence what cannot be: %s', async (_what, options, message) => {
    const out = join(await temporaryFolder(), 'data');
    await expect(makeDataset({ out, ...options })).rejects.toThrow(message);
    // Nothing is left behind.
    await expect(readdir(out)).rejects.toThrow();
  });
});

describe('the file of a task', () => {
  it.each([
    ['{', /task.json/],
    ['{"version": 1, "task": "poems"}', /not valid at 'task'/],
    [
      '{"version":1,"task":"sort","size":6,"examples":1,"heldOut":1,"seed":1,"asked":"../secret.tsv","more":[]}',
      /not valid at 'asked': is no name of a file/,
    ],
  ])('is foreign until it was checked: %s', async (content, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'task.json'), content);
    await expect(readTaskFile(folder)).rejects.toThrow(message);
  });

  it('is missed in a folder of something else', async () => {
    await expect(readTaskFile(await temporaryFolder())).rejects.toThrow(/is no folder of a task/);
  });
});

describe('the list of tasks', () => {
  it('has one line for each', () => {
    expect(ALL_TASKS.map(({ name }) => name)).toEqual(TASK_NAMES);
    for (const { summary } of ALL_TASKS) expect(summary.length).toBeLessThan(100);
  });
});
