/**
 * Bad input gets one clear sentence: what is wrong, where, what to do. Never a stack, never lost data.
 */
import { existsSync } from 'node:fs';
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyFiles } from '../../src/data/studyFiles';
import { TINY, cli, cliHere, madeUpPeople } from '../support/cli';
import { temporaryFile, temporaryFolder } from '../support/files';

let people: StudyFiles;
let trained: string;
beforeAll(async () => {
  people = await madeUpPeople();
  trained = join(await temporaryFolder(), 'trained');
  const run = ['pretrain', '--corpus', people.corpus, '--out', trained, ...TINY, '--steps', '4'];
  expect(await cliHere(...run)).toMatchObject({ code: 0 });
});

async function pretrainOn(content: string | Uint8Array, ...more: readonly string[]) {
  const corpus = await temporaryFile('corpus.txt', content);
  const out = join(await temporaryFolder(), 'run');
  return cliHere('pretrain', '--corpus', corpus, '--out', out, ...TINY, '--steps', '2', ...more);
}

async function pretrainArguments(...more: readonly string[]): Promise<readonly string[]> {
  const out = join(await temporaryFolder(), 'run');
  return ['pretrain', '--corpus', people.corpus, '--out', out, ...TINY, ...more];
}

async function pretrainWith(...more: readonly string[]) {
  return cliHere(...(await pretrainArguments(...more)));
}

function expectSentence(
  { code, stderr }: { code: number | null; stderr: string },
  wanted: number,
  message: RegExp,
): void {
  expect(stderr).toMatch(message);
  expect(code).toBe(wanted);
  expect(stderr).not.toMatch(/^ {4}at /m);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('warning: '));
  expect(lines).toHaveLength(1);
}

describe('corpora', () => {
  it.each([
    ['empty', '', /corpus\.txt is empty/],
    ['binary', Uint8Array.of(1, 0, 255, 0, 200), /corpus\.txt is a binary file/],
    ['not UTF-8', Buffer.from('caf\xe9 au lait\n', 'latin1'), /corpus\.txt is not UTF-8 text \(line 1\)/],
  ])('%s', async (_what, content, message) => {
    expectSentence(await pretrainOn(content), 1, message);
  });

  it.each([
    ['one document only', 'Ada was born in Arlen.', /warning: .*holds one document only/],
    [
      'a line of 50 MB',
      `${'lorem ipsum '.repeat(4_200_000)}\nAda was born in Arlen.\n`,
      /warning: .*line 1: a document of 50,400,000/,
    ],
    [
      'UTF-16',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Ada was born.\nBo too.\n', 'utf16le')]),
      /^$/,
    ],
  ])('%s is trained on all the same', async (_what, content, message) => {
    const { code, stderr } = await pretrainOn(content);
    expect(code).toBe(0);
    expect(stderr).toMatch(message);
  });
});

describe('options that say nothing together', () => {
  it.each([
    [['--prompt-share', '0.2'], 'There are no prompts for --prompt-share: name their file too'],
    [['--prompt-answers', 'given'], 'There are no prompts for --prompt-answers: name their file too'],
    [
      ['--objective', 'stream', '--prompts', 'q.tsv'],
      'A plain language model (--objective stream) is not asked questions while it learns: leave --prompts out.',
    ],
  ])('%j are refused before anything is read', async (given, message) => {
    const { code, stderr } = await cliHere('pretrain', '--corpus', 'none.txt', '--out', 'none', ...given);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('questions', () => {
  async function finetuneOn(content: string, ...more: readonly string[]) {
    const questions = await temporaryFile('questions.tsv', content);
    const out = join(await temporaryFolder(), 'run');
    return cliHere(
      'finetune',
      '--from',
      trained,
      '--questions',
      questions,
      '--out',
      out,
      '--preset',
      'quick',
      '--steps',
      '2',
      ...more,
    );
  }

  it.each([
    [
      'without tab',
      'Where?\tHere\nWhen?\n',
      /questions\.tsv, line 2 has no answer, so nothing can be learned/,
    ],
    ['with three columns', 'Where?\tHere\tnow\n', /questions\.tsv, line 1 has 3 columns. Keep two/],
    ['with an empty answer', 'Where?\t\n', /questions\.tsv, line 1 has no answer/],
    [
      'longer than the context',
      `${'x'.repeat(200)}\tHere\n`,
      /no question fits into the model’s 64 characters/,
    ],
  ])('%s', async (_what, content, message) => {
    expectSentence(await finetuneOn(content), 1, message);
  });

  it('with characters outside of the vocabulary are learned without them, and said to be', async () => {
    const { code, stderr } = await finetuneOn('Where is Łódź?\tŁódź\nWhere?\tHere\n');
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*line 1 has characters the model does not know \(Ł ó ź\): left out/);
  });
});

describe('a start that fails', () => {
  it('leaves no folder behind', async () => {
    const parent = join(await temporaryFolder(), 'runs');
    const out = join(parent, 'run');
    const unanswered = await temporaryFile('questions.tsv', 'Where was Ada born?\n');
    const calls = [
      ['finetune', '--from', trained, '--questions', unanswered, '--out', out, '--steps', '2'],
      ['pretrain', '--corpus', people.corpus, '--out', out, ...TINY, '--device', 'abacus'],
    ];
    for (const call of calls) {
      expect((await cliHere(...call)).code).toBe(1);
      expect(existsSync(parent)).toBe(false);
    }
  });

  it('leaves of a folder that was there what was in it', async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, 'log.txt'), 'a line\n');
    const call = ['pretrain', '--corpus', people.corpus, '--out', out, ...TINY, '--device', 'abacus'];
    expect((await cliHere(...call)).code).toBe(1);
    expect(await readdir(out)).toEqual(['log.txt']);
  });
});

describe('run folders', () => {
  it('that are files', async () => {
    const file = await temporaryFile('run', 'text');
    expectSentence(
      await cliHere('pretrain', '--corpus', people.corpus, '--out', file, ...TINY),
      1,
      /is a file. Name a folder/,
    );
  });

  it('of another version', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'config.json'), '{"version": 7}');
    expectSentence(
      await cliHere('pretrain', '--resume', '--out', folder),
      1,
      /written in format 7; this version of Attention Lab reads format 1/,
    );
  });

  it('that hold no run', async () => {
    const folder = await temporaryFolder();
    expectSentence(
      await cliHere('evaluate', '--run', folder, '--questions', people.heldOut),
      1,
      /has no readable config\.json: it is neither a run nor a Hugging Face model/,
    );
    expectSentence(
      await cliHere('predict', '--run', folder, 'Where?'),
      1,
      /has no readable config\.json: it is neither a run nor a Hugging Face model/,
    );
  });

  it('with damaged weights', async () => {
    const folder = await temporaryFolder();
    for (const [content, message] of [
      ['', /is not a usable checkpoint: it is too short/],
      ['garbage, garbage, garbage', /is not a usable checkpoint: its header claims/],
    ] as const) {
      await writeFile(join(folder, 'weights.safetensors'), content);
      expectSentence(await cliHere('predict', '--run', folder, 'Where?'), 1, message);
    }
  });
});

describe('options', () => {
  it.each([
    [['--steps', '0'], /--steps must be a whole number of at least 1, not '0'/],
    [['--steps=-3'], /--steps must be a whole number of at least 1, not '-3'/],
    [['--steps', 'many'], /--steps must be a whole number of at least 1, not 'many'/],
    [['--steps', '1.5'], /--steps must be a whole number of at least 1, not '1.5'/],
    [['--learning-rate', '0'], /--learning-rate must be a number above 0, not '0'/],
    [['--preset', 'slow'], /--preset must be one of study, fast, quick, not 'slow'/],
    [['--tempo', '3'], /Unknown option '--tempo'/],
  ])('%s', async (options, message) => {
    expectSentence(await pretrainWith(...options), 2, message);
  });

  it.each([
    [['--device', 'abacus'], /There is no device 'abacus'. Choose auto, onnx-cuda/],
    [
      ['--variant', 'linear'],
      /There is no attention variant 'linear'. Choose vanilla, rope, synthesizer, perceiver/,
    ],
    [['--heads', '3'], /width is not a multiple of heads/],
    [
      ['--variant', 'perceiver', '--bottleneck', '500'],
      /bottleneck lies between 1 and the context length 64/,
    ],
  ])('%s', async (options, message) => {
    expectSentence(await pretrainWith('--steps', '2', ...options), 1, message);
  });

  it('that are missing, and verbs that do not exist', async () => {
    expectSentence(await cliHere('pretrain', '--out', 'x'), 2, /--corpus is missing/);
    expectSentence(await cliHere('dance'), 2, /There is no verb 'dance'. Run: attention-lab help/);
    expectSentence(
      await cliHere('attention', '--run', trained, '--text', 'x', '--out', 'maps.gif'),
      2,
      /must end in .json, .svg or .png/,
    );
  });

  it('are explained on request', async () => {
    const { code, stdout } = await cliHere('pretrain', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--corpus FILE +the text to learn/);
    expect((await cliHere('help')).stdout).toMatch(/usage: attention-lab VERB/);
    expect((await cliHere()).code).toBe(2);
  });
});

describe('names that are awkward', () => {
  it.each(['constructor', '__proto__', 'toString'])('no verb: %s', async (name) => {
    expectSentence(await cliHere(name), 2, /There is no verb '.*'. Run: attention-lab help/);
  });

  it('an ending that is no kind of picture', async () => {
    const call = ['attention', '--run', trained, '--text', 'x', '--out', 'maps.constructor'];
    expectSentence(await cliHere(...call), 2, /must end in .json, .svg or .png, not 'maps.constructor'/);
  });

  it('folders that are files, files that are folders, names that are too long', async () => {
    const [file, folder] = [await temporaryFile('file', 'text'), await temporaryFolder()];
    const long = join(folder, 'x'.repeat(300));
    const questions = people.heldOut;
    const trust = ['trust', '--run', trained, '--questions', questions, '--inventions', '0'];
    const maps = ['attention', '--run', trained, '--text', 'x', '--out'];
    for (const [call, message] of [
      [['people', '--out', file], /Cannot write .*file: there is something else of this name/],
      [['people', '--out', join(file, 'in')], /Cannot write .*in: a part of its path is a file/],
      [['study', '--out', file], /Cannot write .*file: there is something else of this name/],
      [['people', '--out', long], /Cannot write .*x: the name is too long/],
      [['pretrain', '--corpus', folder, '--out', join(folder, 'run')], /it is a folder, not a file/],
      [['pretrain', '--corpus', people.corpus, '--out', long], /Cannot write .*x: the name is too long/],
      [[...maps, `${long}.json`], /Cannot write .*: the name is too long/],
      [[...trust, '--corpus', folder], /Cannot read .*: it is a folder, not a file/],
      [[...trust, '--out', folder], /Cannot write .*: there is a folder of this name/],
      [['experiment', '--file', folder, '--out', join(folder, 'out')], /it is a folder, not a file/],
      [['evaluate', '--run', trained, '--questions', long], /Cannot read .*x: the name is too long/],
    ] as const) {
      expectSentence(await cliHere(...call), 1, message);
    }
  });

  it('a folder of analyses that is a file', async () => {
    const run = join(await temporaryFolder(), 'run');
    await cp(trained, run, { recursive: true });
    await rm(join(run, 'analysis'), { recursive: true, force: true });
    await writeFile(join(run, 'analysis'), 'in the way');
    const trust = ['trust', '--run', run, '--questions', people.heldOut, '--inventions', '0'];
    expectSentence(
      await cliHere(...trust),
      1,
      /Cannot write .*analysis: there is something else of this name/,
    );
  });
});

describe('sizes that are absurd', () => {
  it.each([
    ['--context', '100000'],
    ['--width', '80000'],
  ])('%s %s', async (...size) => {
    expectSentence(
      await pretrainWith('--steps', '2', ...size),
      1,
      /This training would take about [\d,.]+\sGB of memory, and this machine has [\d,.]+\sGB\. /,
    );
  });

  it('--batch 999999999', async () => {
    const message = /--batch must be a whole number of at least 1 and at most 65536, not '999999999'/;
    expectSentence(await pretrainWith('--batch', '999999999'), 2, message);
  });

  it('more people than there are names', async () => {
    const out = join(await temporaryFolder(), 'people');
    expectSentence(
      await cliHere('people', '--people', '50000', '--out', out),
      1,
      /There are names for 22,000 people, not for 50,000\. Ask for fewer\./,
    );
    expect(existsSync(out)).toBe(false);
    expectSentence(
      await cliHere('people', '--tellings', '100000000', '--out', out),
      1,
      /would have 16,000,000,000 lines\. Ask for at most/,
    );
  });
});

describe('one’s own attention', () => {
  const text = (weights: string) => `
    import { defineAttention, maskedSoftmax, tf } from 'attention-lab';
    export default defineAttention({
      name: 'own', learnedPositions: true,
      layer: () => ({ parameters: {}, weights: (call) => ${weights} }),
    });`;
  const zeros = 'tf.zeros([call.batch, call.heads, call.queryLength, call.keyLength])';

  /** Code that is allowed stays so in its process: each call has one of its own. */
  async function pretrainWithCode(...more: readonly string[]) {
    return cli(...(await pretrainArguments('--steps', '2', '--variant', ...more)));
  }

  it('that leaks the future is refused, unless told otherwise', async () => {
    const path = await temporaryFile('own.js', text(`maskedSoftmax(${zeros}, () => true)`));
    expectSentence(await pretrainWithCode(path), 1, /'own' sees the future.*--allow-leak/);
    expect((await pretrainWithCode(path, '--allow-leak')).code).toBe(0);
  });

  it('that throws or returns the wrong shape', async () => {
    const throwing = await temporaryFile('own.js', text('call.nothing.at.all'));
    expectSentence(await pretrainWithCode(throwing), 1, /'own' failed: .*\(line 5\)/);
    const wrong = await temporaryFile('own.js', text('tf.zeros([1, 2, 3, 4])'));
    expectSentence(
      await pretrainWithCode(wrong),
      1,
      /must have the shape .* but weights\(\) returned \[1, 2, 3, 4\]/,
    );
  });

  it('that is sound is trained and, when its code is allowed, asked', async () => {
    const path = await temporaryFile('own.js', text(`maskedSoftmax(${zeros}, call.visible)`));
    const out = join(await temporaryFolder(), 'run');
    const run = [
      'pretrain',
      '--corpus',
      people.corpus,
      '--out',
      out,
      ...TINY,
      '--steps',
      '3',
      '--variant',
      path,
    ];
    expect(await cli(...run)).toMatchObject({ code: 0 });
    const ask = ['predict', '--run', out, 'Where was Ada born?'];
    expectSentence(await cli(...ask), 1, /code of its own.*--allow-code/);
    expect(await cli(...ask, '--allow-code')).toMatchObject({ code: 0 });
  });
});
