/**
 * Code that a run names is not run because the run names it.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cli, cliIn, madeUpPeople, startCli } from '../support/cli';
import { temporaryFolder } from '../support/files';

const MODULE = `
import { writeFileSync } from 'node:fs';
import { defineAttention, maskedSoftmax, tf } from 'attention-lab';
writeFileSync(__dirname + '/ran', '');
export default defineAttention({
  name: 'uniform',
  learnedPositions: true,
  layer: () => ({
    parameters: {},
    weights: ({ batch, heads, queryLength, keyLength, visible }) =>
      maskedSoftmax(tf.zeros([batch, heads, queryLength, keyLength]), visible),
  }),
});
`;

let people: StudyFiles;
let run: string;
let variant: string;
beforeAll(async () => {
  people = await madeUpPeople();
  const place = await temporaryFolder();
  [run, variant] = [join(place, 'run'), join(place, 'own.ts')];
  await writeFile(variant, MODULE);
  const args = ['--corpus', people.corpus, '--out', run, '--variant', variant, ...TINY, '--steps', '2'];
  expect(await cli('pretrain', ...args)).toMatchObject({ code: 0 });
  // The code of the module that was named has run; whether it runs from now on is what is asked.
  expect(existsSync(join(place, 'ran'))).toBe(true);
  await writeFile(variant, MODULE.replace("'/ran'", "'/ran-again'"));
});

const ranAgain = () => existsSync(join(variant, '..', 'ran-again'));

describe('attention code that a run names', () => {
  it.each([
    ['predict', ['--run', 'RUN', 'Where was Ada born?']],
    ['attention', ['--run', 'RUN', '--text', 'Ada', '--out', 'RUN/map.json']],
    ['pretrain', ['--resume', '--out', 'RUN']],
  ])('is refused by %s, with its name and hash', async (verb, args) => {
    const { code, stderr } = await cli(verb, ...args.map((word) => word.replace('RUN', run)));
    expect(stderr).toMatch(/code of its own.*own\.ts \(SHA-256 [0-9a-f]{64}\).*--allow-code/);
    expect([code, ranAgain()]).toEqual([1, false]);
  });

  it('is refused in a folder that is not trusted, whatever is allowed', async () => {
    const args = ['predict', '--run', run, '--allow-code', 'Where was Ada born?'];
    const { code, stderr } = await startCli(args, { ATTENTION_LAB_BUILT_IN_ONLY: '1' }).ended;
    expect(stderr).toMatch(/is code of a folder that is not trusted/);
    expect([code, ranAgain()]).toEqual([1, false]);
  });

  it('runs with --allow-code', async () => {
    const { code, stderr } = await cli('predict', '--run', run, '--allow-code', 'Where was Ada born?');
    expect([stderr, code, ranAgain()]).toEqual(['', 0, true]);
  });

  it('is the same module where it is named from its own folder', async () => {
    const out = join(await temporaryFolder(), 'tuned');
    const args = ['--from', run, '--variant', './own.ts', '--questions', people.trained, '--out', out];
    const { code, stderr } = await cliIn(dirname(variant), 'finetune', ...args, '--steps', '1');
    expect(code, stderr).toBe(0);
  });
});
