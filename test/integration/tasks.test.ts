import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TaskCheck } from '../../src/tasks/taskCheck';
import { cliHere } from '../support/cli';
import { temporaryFile, temporaryFolder } from '../support/files';

const SMALL = ['--preset', 'quick', '--layers', '2', '--heads', '2', '--width', '16', '--device', 'onnx-cpu'];

async function dataset(task: string, ...more: readonly string[]): Promise<string> {
  const folder = join(await temporaryFolder(), task);
  const { code, stderr } = await cliHere('dataset', '--task', task, '--out', folder, ...more);
  expect([code, stderr]).toEqual([0, '']);
  return folder;
}

describe('checking a run against its task', () => {
  it('measures the held-out questions, looks for circuits, and is checked again by another', async () => {
    const folder = await dataset('sort', '--size', '2', '--examples', '60', '--held-out', '20');
    const run = join(folder, 'run');
    const files = ['--questions', join(folder, 'train.tsv'), '--held-out', join(folder, 'held-out.tsv')];
    await cliHere('finetune', ...files, '--steps', '8', '--context', '8', ...SMALL, '--out', run);
    const checked = await cliHere('check-task', folder, '--run', run, '--json');
    // So little is learned in eight steps; a program is told so by what is printed.
    expect(checked.code).toBe(0);
    const found = JSON.parse(checked.stdout) as TaskCheck;
    expect(found).toMatchObject({ task: 'sort', genuine: true, passed: false, figure: { of: 20 } });
    expect(found.circuits[0]?.history.length).toBeGreaterThan(2);
    expect(await readFile(join(run, 'check.html'), 'utf8')).toContain('value head');
    const against = ['--against', join(run, 'check.json')];
    const again = await cliHere('check-task', folder, '--run', run, ...against);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('The report is true.')]);

    await appendFile(join(folder, 'held-out.tsv'), '11\t11\n');
    const changed = await cliHere('check-task', folder, '--run', run, ...against);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('the data are not those that the task makes');
    expect(changed.stdout).toContain('The hash of held-out.tsv');

    const other = await dataset('sort', '--size', '3', '--examples', '60', '--held-out', '20');
    const { code, stderr } = await cliHere('check-task', other, '--run', run);
    expect([code, stderr]).toEqual([1, expect.stringContaining('was not trained on')]);
  });

  it.each([
    ['markov', ['--size', '2'], 'documents', 'above the best that can be known'],
    ['recall', ['--size', '2'], 'documents', 'of 100 right'],
  ])('measures documents of %s', async (task, size, objective, words) => {
    const folder = await dataset(task, ...size, '--examples', '64', '--held-out', '50');
    const run = join(folder, 'run');
    const what = ['--corpus', join(folder, 'corpus.txt'), '--objective', objective, '--context', '102'];
    await cliHere('pretrain', ...what, '--steps', '4', ...SMALL, '--out', run);
    const { code, stdout } = await cliHere('check-task', folder, '--run', run);
    expect(code).toBe(1);
    expect(stdout).toContain(words);
    expect(stdout).toContain('induction head');
  });

  it('measures a text by character, whatever its tokens are', async () => {
    const said = Array.from({ length: 1500 }, (_, line) => `the ${line % 7} of the ${line % 11} others`);
    const folder = await dataset('text', '--text', await temporaryFile('said.txt', said.join('\n')));
    const run = join(folder, 'run');
    const what = ['--corpus', join(folder, 'corpus.txt'), '--objective', 'stream', '--context', '32'];
    await cliHere('pretrain', ...what, '--tokens', 'bpe:300', '--steps', '1', ...SMALL, '--out', run);
    const { figure } = JSON.parse(
      (await cliHere('check-task', folder, '--run', run, '--json')).stdout,
    ) as TaskCheck;
    // One step leaves it guessing among 300 tokens, each several characters of this text.
    expect(figure.value).toBeLessThan(Math.log(300) / 2);
  });

  it('measures no characters of byte pairs where a figure is counted by character', async () => {
    const folder = await dataset('markov', '--size', '2', '--examples', '64', '--held-out', '50');
    const run = join(folder, 'run');
    const what = ['--corpus', join(folder, 'corpus.txt'), '--objective', 'documents', '--context', '102'];
    await cliHere('pretrain', ...what, '--tokens', 'bpe:300', '--steps', '1', ...SMALL, '--out', run);
    const { code, stderr } = await cliHere('check-task', folder, '--run', run);
    expect([code, stderr]).toEqual([1, expect.stringContaining('train one with --tokens characters')]);
  });

  it('says in a sentence what it cannot check', async () => {
    const folder = await dataset('people', '--size', '20');
    const nothing = await cliHere('check-task', folder, '--run', folder);
    expect(nothing.stderr).toMatch(/Nothing is published that a model of the task 'people' should reach/);
    expect((await cliHere('check-task', '--run', 'x')).code).toBe(2);
    expect((await cliHere('check-task', '/nowhere', '--run', 'x')).stderr).toMatch(/is no folder of a task/);
  });
});
