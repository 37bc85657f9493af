/**
 * Nothing is asked for in vain: an option that a call cannot follow is refused, in one sentence.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFolder } from '../support/files';

let people: StudyFiles;
let trained: string;
beforeAll(async () => {
  people = await madeUpPeople();
  trained = join(await temporaryFolder(), 'trained');
  const run = ['pretrain', '--corpus', people.corpus, '--out', trained, ...TINY, '--steps', '2'];
  expect(await cliHere(...run)).toMatchObject({ code: 0 });
});

function expectSentence({ code, stderr }: { code: number | null; stderr: string }, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
}

describe('options that would be ignored', () => {
  it('of a run that goes on', async () => {
    const resumed = await cliHere('pretrain', '--resume', '--out', trained, '--learning-rate', '1');
    expectSentence(resumed, /--learning-rate does not go with --resume: .* control --run RUN set/);
  });

  it('of another model than the pretrained one', async () => {
    const out = join(await temporaryFolder(), 'run');
    const args = [
      'finetune',
      '--from',
      trained,
      '--questions',
      people.trained,
      '--out',
      out,
      '--layers',
      '9',
    ];
    expectSentence(await cliHere(...args), /--layers is \d+ in the pretrained model, not 9: leave it out/);
    expect(existsSync(out)).toBe(false);
  });

  it('of Slurm, where nothing goes to Slurm', async () => {
    const out = join(await temporaryFolder(), 'out');
    const args = ['experiment', '--out', out, '--partition', 'gpu'];
    expectSentence(await cliHere(...args), /--partition is for Slurm: add --on slurm, or leave it out/);
  });
});
