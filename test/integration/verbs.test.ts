/**
 * Verbs that need no trained run, as people call them.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFile, temporaryFolder } from '../support/files';

/** What a call that must succeed prints under `--json`. */
async function found(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await cliHere(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('the help', () => {
  it('lists all verbs, and each verb its options', async () => {
    const { code, stdout } = await cliHere('help');
    expect(code).toBe(0);
    for (const verb of ['pretrain', 'heads', 'experiment', 'devices']) expect(stdout).toMatch(verb);
    const one = await cliHere('predict', '--help');
    expect(one).toMatchObject({ code: 0 });
    expect(one.stdout).toMatch(/--temperature T +0 takes the most probable token/);
  });

  it('answers a call without a verb, and one with an unknown verb', async () => {
    expect(await cliHere()).toMatchObject({ code: 2, stdout: (await cliHere('help')).stdout });
    const unknown = await cliHere('constructor');
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: "There is no verb 'constructor'. Run: attention-lab help\n",
    });
  });
});

describe('people', () => {
  it('are the same for the same seed, and as many as were asked for', async () => {
    const [one, other] = [await temporaryFolder(), await temporaryFolder()];
    const made = async (out: string, ...more: readonly string[]) => {
      const files = await found('people', '--out', out, '--people', '8', '--tellings', '2', ...more);
      // Sound: the verb’s result is the files that it has written.
      return readFile((files as StudyFiles).corpus, 'utf8');
    };
    const corpus = await made(one, '--seed', '3');
    expect(corpus.trimEnd().split('\n')).toHaveLength(16);
    expect(await made(other, '--seed', '3')).toBe(corpus);
    expect(await made(other, '--seed', '4')).not.toBe(corpus);
    const plain = await made(one, '--no-paraphrase', '--no-permutation');
    // Always the same wording: what follows the name is the same in both tellings of a life.
    expect(new Set(plain.trimEnd().split('\n')).size).toBe(8);
  });
});

describe('bench', () => {
  it('measures a training step against the machine’s own limit', async () => {
    const [result] = (await found('bench', '--batch', '2', '--length', '8', '--steps', '1')) as [
      Readonly<Record<string, number>>,
    ];
    expect(result).toMatchObject({ batch: 2, length: 8 });
    const { gflops = NaN, limitGflops = NaN, shareOfLimit, tokensPerSecond } = result;
    expect(tokensPerSecond).toBeGreaterThan(0);
    expect(shareOfLimit).toBeCloseTo(gflops / limitGflops, 6);
  });
});

describe('check', () => {
  it('says of a causal variant that it is, and of a leaky one where it leaks', async () => {
    const sizes = ['--layers', '1', '--heads', '1', '--width', '8', '--context', '16'];
    expect(await found('check', '--variant', 'rope', ...sizes)).toEqual({ variant: 'rope', causal: true });
    const leaky = await temporaryFile(
      'leaky.attention.js',
      `import { defineAttention, maskedSoftmax, tf } from 'attention-lab';
      export default defineAttention({
        name: 'leaky',
        learnedPositions: true,
        layer: () => ({
          parameters: {},
          weights: ({ batch, heads, queryLength, keyLength }) =>
            maskedSoftmax(tf.zeros([batch, heads, queryLength, keyLength]), () => true),
        }),
      });`,
    );
    const { code, stderr } = await cliHere('check', '--variant', leaky, ...sizes);
    expect(code).toBe(1);
    expect(stderr).toMatch(/'leaky' sees the future: its prediction at position 0 depends on .* position 1/);
  });
});

describe('a tiny run', () => {
  let run: string;
  let people: StudyFiles;

  beforeAll(async () => {
    people = await madeUpPeople();
    run = join(await temporaryFolder(), 'run');
    const steps = ['--steps', '4'];
    const trained = await cliHere('pretrain', '--corpus', people.corpus, '--out', run, ...TINY, ...steps);
    expect(trained.code, trained.stderr).toBe(0);
  });

  it('is estimated before it is made, and faster the second time', async () => {
    const times = join(await temporaryFolder(), 'times.json');
    const args = ['estimate', '--corpus', people.corpus, ...TINY, '--steps', '9', '--times', times] as const;
    const first = await found(...args);
    expect(first).toMatchObject({ device: 'onnx-cpu', steps: 9 });
    expect(await found(...args)).toEqual(first);
  });

  it('is exported, and what was exported goes on as the run does', async () => {
    const out = join(await temporaryFolder(), 'exported');
    expect(await found('export', '--run', run, '--to', 'huggingface', '--out', out)).toMatchObject({ out });
    const text = ['--tokens', '6', 'Ada'];
    const exported = (await found('predict', '--run', out, ...text)) as { readonly continuation: string };
    expect(exported.continuation).toHaveLength(6);
    const again = await found('predict', '--run', out, '--seed', '5', ...text);
    expect(again).toEqual(exported);
    const nothing = await cliHere('export', '--run', run, '--out', out);
    expect(nothing).toMatchObject({ code: 2 });
  });

  it('draws what it says where it is asked to draw, the same for the same seed', async () => {
    const drawn = (seed: string) =>
      found('predict', '--run', run, '--temperature', '1.5', '--seed', seed, 'Where was Ada born?');
    const [one, two] = [await drawn('1'), await drawn('2')];
    expect(await drawn('1')).toEqual(one);
    expect(two).not.toEqual(one);
  });

  it('refuses questions that it cannot read', async () => {
    expect(await cliHere('predict', '--run', run)).toMatchObject({ code: 2 });
    const long = await cliHere('predict', '--run', run, 'why '.repeat(100));
    expect(long.code).toBe(2);
    expect(long.stderr).toMatch(/The text has \d+ tokens; the model reads 63\. Shorten it\./);
    const strange = await cliHere('predict', '--run', run, 'Where was Łucja born?');
    expect(strange.stderr).toMatch(/does not know these characters: Ł/);
  });
});
