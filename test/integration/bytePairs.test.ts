/**
 * A run whose tokens are byte pairs learned from its corpus, through every verb that takes a run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cli, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFile, temporaryFolder } from '../support/files';

const TOKENS = 400;

interface Settings {
  readonly settings: readonly { readonly figures: { readonly loss: { readonly mean: number } } }[];
}

let people: StudyFiles;
let run = '';
let tuned = '';

async function found(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await cliHere(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  people = await madeUpPeople();
  [run, tuned] = [join(await temporaryFolder(), 'pairs'), join(await temporaryFolder(), 'tuned')];
  const pretrain = ['pretrain', '--corpus', people.corpus, '--tokens', `bpe:${TOKENS}`, '--out', run];
  await found(...pretrain, ...TINY, '--steps', '6');
  const questions = ['--questions', people.trained, '--held-out', people.heldOut];
  await found('finetune', '--from', run, ...questions, '--out', tuned, '--steps', '6', '--preset', 'quick');
}, 120_000);

describe('a run of byte pairs', () => {
  it('keeps its tokens beside its weights, and so does what is finetuned from it', async () => {
    for (const folder of [run, tuned]) {
      const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
      expect(config).toMatchObject({ tokens: `bpe:${TOKENS}`, model: { vocabularySize: TOKENS } });
      const tokenizer: unknown = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
      expect(tokenizer).toMatchObject({ model: { vocab: { '□': 0, '⁇': 1 } } });
    }
  });

  it('answers, is scored and looked into, token by token', async () => {
    const question = 'Where was Ada Alberg born?';
    expect(await found('predict', '--run', tuned, question)).toMatchObject({ question });
    const maps = join(await temporaryFolder(), 'maps.json');
    await found('attention', '--run', run, '--text', 'Ada was born', '--for', 'bertviz', '--out', maps);
    const { tokens } = JSON.parse(await readFile(maps, 'utf8')) as { tokens: readonly string[] };
    expect(tokens.join('')).toBe('␣Ada␣was␣born');
    expect(tokens.length).toBeLessThan('Ada was born'.length);
    const on = ['heads', '--run', tuned];
    const silenced = await found(...on, '--text', question, '--what', 'silencing', '--heads', '1.1');
    expect(silenced).toMatchObject({ silenced: [{ layer: 1, head: 1 }] });
    expect(await found(...on, '--questions', people.heldOut)).toHaveProperty('heads');
    expect(await found('evaluate', '--run', tuned, '--questions', people.heldOut)).toHaveProperty('accuracy');
    const trust = ['trust', '--run', tuned, '--questions', people.heldOut, '--inventions', '2'];
    expect(await found(...trust, '--corpus', people.corpus)).toHaveProperty('score');
    const report = join(await temporaryFolder(), 'report.html');
    await found('report', '--run', tuned, '--out', report);
    expect(await readFile(report, 'utf8')).toContain('nats a token');
  });

  it('is taken out with a tokenizer, and answers the same where it is opened', async () => {
    const out = join(await temporaryFolder(), 'gpt-neox');
    await found('export', '--run', tuned, '--to', 'huggingface', '--out', out);
    const question = 'Where was Ada Alberg born?';
    const here = (await found('predict', '--run', tuned, question)) as {
      answer: string;
      probability: number;
    };
    const there = (await found('predict', '--run', out, question, '--question')) as typeof here;
    expect(there.answer).toBe(here.answer.trim());
    expect(there.probability).toBeCloseTo(here.probability, 6);
  });

  it('is compared with a run of characters by its loss a character', async () => {
    const folder = await temporaryFolder();
    const [file, out] = [join(folder, 'experiment.json'), join(folder, 'out')];
    const model = { layers: 1, heads: 1, width: 8, context: 32 };
    const tokens = ['characters', 'bpe:600'];
    const { corpus } = people;
    await writeFile(file, JSON.stringify({ corpus, tokens, model, preset: 'quick', steps: 2, batch: 4 }));
    const { code, stderr } = await cli('experiment', '--file', file, '--out', out);
    expect(code, stderr).toBe(0);
    const { settings } = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Settings;
    // Two steps leave them guessing: by token it would be the logarithm of their number.
    const losses = settings.map(({ figures }) => figures.loss.mean);
    expect(losses[1]).toBeLessThan(Math.log(600) / 1.5);
    expect(losses[1]).toBeGreaterThan(Math.log(600) / 6);
  });

  it('goes on where it was stopped', async () => {
    const { stderr, code } = await cliHere('pretrain', '--resume', '--out', run);
    expect(code, stderr).toBe(0);
  });

  it('learns a stream too, and says where a corpus has no more pairs', async () => {
    const corpus = await temporaryFile('short.txt', 'one two one two\nthree three\n');
    const out = join(await temporaryFolder(), 'stream');
    const call = ['pretrain', '--corpus', corpus, '--tokens', 'bpe:5000', '--objective', 'stream'];
    const { code, stderr } = await cliHere(...call, ...TINY, '--steps', '1', '--out', out);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/short\.txt gives \d+ tokens instead of 5000: no other pair/);
  });

  it.each(['bpe', 'bpe:12', 'bpe:70000', 'words', 'bpe:1e3'])(
    'is not made of --tokens %s',
    async (tokens) => {
      const out = join(await temporaryFolder(), 'run');
      const ended = await cliHere('pretrain', '--corpus', people.corpus, '--tokens', tokens, '--out', out);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(/--tokens must be characters, or bpe:N with N from 258 to 65536/);
    },
  );
});
