/**
 * Options that the model of a call, or the rest of the call, would ignore: refused before any model is opened.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cliHere } from '../../support/cli';
import { temporaryFolder } from '../../support/files';

let folder: string;

/** Enough of each kind of model to tell which it is. */
beforeAll(async () => {
  folder = await temporaryFolder();
  for (const name of ['run', 'gpt2']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'run', 'config.json'), '{}');
  await writeFile(join(folder, 'gpt2', 'config.json'), '{"model_type": "gpt2"}');
  await writeFile(join(folder, 'done.params'), '');
});

async function refused(model: string, verb: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await cliHere(verb, '--run', join(folder, model), ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return stderr.replaceAll(join(folder, model), model);
}

const TEXT = ['--text', 'x'];
const OUT = ['--out', 'maps.json'];
const TSV = ['--questions', 'dev.tsv'];

describe('an option that the model would ignore is refused', () => {
  it.each([
    ['gpt2', 'heads', [...TEXT, '--step', '9999'], '--step is for a run, and gpt2 is a Hugging Face folder'],
    [
      'run',
      'heads',
      [...TEXT, '--template', 'zzz'],
      '--template is for a Hugging Face folder or a checkpoint',
    ],
    ['run', 'heads', [...TEXT, '--heads-each', '3'], '--heads-each is for an assignment, and run is a run'],
    ['run', 'heads', [...TEXT, '--corpus', 'none'], '--corpus is for an assignment, and run is a run'],
    ['gpt2', 'attention', [...TEXT, ...OUT, '--corpus', 'none'], '--corpus is for an assignment'],
    [
      'done.params',
      'predict',
      ['Who?', '--template', 'zzz'],
      'and done.params is an assignment: leave it out.',
    ],
    ['run', 'export', ['--to', 'onnx', ...OUT, '--heads-each', '3'], '--heads-each is for an assignment'],
    [
      'run',
      'evaluate',
      [...TSV, '--tokens', '1'],
      '--tokens is for a Hugging Face folder or a checkpoint file or',
    ],
    ['run', 'evaluate', [...TSV, '--heads-each', '7'], '--heads-each is for an assignment, and run is a run'],
  ])('%s: %s %j', async (model, verb, args, sentence) => {
    expect(await refused(model, verb, ...args)).toContain(sentence);
  });

  it('but not one that it follows', async () => {
    const asked = [...TSV, '--template', 'Q {question}', '--tokens', '1', '--corpus', 'wiki.txt'];
    const { code, stderr } = await cliHere('evaluate', '--run', join(folder, 'run'), ...asked);
    expect([code, stderr]).toEqual([1, expect.stringContaining('dev.tsv')]);
  });
});

describe('options that say two things are refused', () => {
  it.each([
    ['label', ['--star', '--no-star'], '--star does not go with --no-star: leave one of them out.'],
    ['heads', ['--what', 'lens', ...TEXT, '--over-time'], '--over-time does not go with --what lens.'],
    ['heads', ['--what', 'scores', ...TSV, '--region', 'all'], '--region does not go with --what scores.'],
    ['heads', [...TEXT, '--on', 'twice'], "--on must be one of repeated, not 'twice'."],
  ])('%s %j', async (verb, args, sentence) => {
    expect(await refused('run', verb, ...args)).toBe(`${sentence}\n`);
  });

  it('runs --csv --json', async () => {
    const { code, stdout, stderr } = await cliHere('runs', folder, '--csv', '--json');
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      '--csv does not go with --json: leave one of them out.\n',
    ]);
  });
});
