/**
 * *Pretrain model*: what each preset will take is said while one chooses, and sizes may be one's own.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Estimates } from '../../../src/host/commands/estimates';
import { pretrain } from '../../../src/host/commands/pretrain';
import { problemOf, sizesOf } from '../../../src/host/commands/trainingChoice';
import { temporaryFolder } from '../../support/files';
import { aMemento } from '../../support/memento';
import { Uri, editor, openFolder, resetEditor } from '../../support/vscode';
import { SomeRuns, aLab } from './someRuns';

beforeEach(() => {
  resetEditor();
});

const ESTIMATE = {
  device: 'onnx-cpu',
  steps: 10,
  secondsPerStep: 1,
  seconds: 540,
  parameters: 3.3e6,
  memory: 1.2e9,
};
const WORDS = 'about 9 min on onnx-cpu, 3.3\u00a0M parameters, 1.2\u00a0GB';

/** A lab with a corpus, whose command line estimates by hand and starts nothing. */
async function lab(ended: () => Promise<{ code: number | null; stdout: string }>) {
  const root = await temporaryFolder();
  const corpus = join(root, 'wiki.txt');
  await writeFile(corpus, 'Ada was born in Arlen.\n');
  openFolder(root);
  const asked: (readonly string[])[] = [];
  const signals: AbortSignal[] = [];
  const started: (readonly string[])[] = [];
  const launcher = {
    run: (args: readonly string[], { signal }: { readonly signal: AbortSignal }) => {
      asked.push(args);
      signals.push(signal);
      return ended();
    },
    start: (args: readonly string[]) => {
      started.push(args);
      return { ended: Promise.resolve(0) };
    },
  };
  const context = { workspaceState: aMemento(), globalStorageUri: Uri.file(join(root, 'storage')) };
  const own = aLab({ launcher, context, store: new SomeRuns() });
  return { own, corpus: Uri.file(corpus), asked, signals, started };
}

const done = () => Promise.resolve({ code: 0, stdout: JSON.stringify(ESTIMATE) });
const never = () => new Promise<never>(() => undefined);

describe('the presets', () => {
  it('say one after the other what they take on this corpus', async () => {
    const { own, corpus, asked } = await lab(done);
    editor.lists.choices = ['rope'];
    editor.lists.waits = true;
    const asking = pretrain(own, corpus);
    await vi.waitFor(() => {
      expect(editor.lists.shown.at(-1)?.title).toBe('Which preset?');
      expect(editor.lists.last?.items.map(({ detail }) => detail)).toEqual([
        `${WORDS} · the shortest way to a good model`,
        `${WORDS} · a small model, to look around`,
        `${WORDS} · the published schedule, the longest`,
        'what is learned, sizes and tokens of your own',
      ]);
    });
    editor.lists.last?.hide();
    await asking;
    expect(asked.map((args) => args.find((word) => word.startsWith('--preset')))).toEqual([
      '--preset=fast',
      '--preset=quick',
      '--preset=study',
    ]);
    expect(asked[0]?.join(' ')).toMatch(
      /^estimate --corpus=\S+wiki\.txt .*--variant=rope.*--times=\S+ --json$/,
    );
  });

  it('need not wait for it: what is being measured ends with the choice', async () => {
    const { own, corpus, signals, started } = await lab(never);
    editor.lists.choices = ['rope', 'quick'];
    await pretrain(own, corpus);
    expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true));
    expect(started).toHaveLength(1);
    expect(started[0]?.join(' ')).toContain('--preset=quick');
    expect(started[0]?.join(' ')).not.toContain('--layers');
  });

  it('say nothing more where it cannot be known', async () => {
    const failed = new Estimates((await lab(() => Promise.resolve({ code: 1, stdout: '' }))).own);
    expect(await failed.of({ corpus: '/data/wiki.txt' })).toBeUndefined();
    const odd = new Estimates((await lab(() => Promise.resolve({ code: 0, stdout: '{}' }))).own);
    expect(await odd.of({ corpus: '/data/wiki.txt' })).toBeUndefined();
  });
});

describe('sizes of one’s own', () => {
  it('are those of the preset at first, and go to the trainer as they were typed', async () => {
    const { own, corpus, asked, started } = await lab(done);
    editor.lists.choices = ['rope', 'More', 'Layers', 'Preset', 'quick', 'Start'];
    editor.typed = '6';
    await pretrain(own, corpus);
    const first = editor.lists.shown.find(({ title }) => title === 'How should it be trained?');
    expect(first?.items.map(({ label, description }) => [label, description])).toEqual([
      ['$(play) Start training', undefined],
      ['Objective', 'cut-out spans'],
      ['Questions asked on the way', 'none'],
      ['Context, in tokens', '128'],
      ['Layers', '4'],
      ['Heads of a layer', '8'],
      ['Width', '256'],
      ['Tokens', 'characters'],
      ['Preset', 'fast'],
    ]);
    const sizes = '--layers=6 --heads=8 --width=256 --context=128';
    expect(started[0]?.join(' ')).toContain(sizes);
    expect(started[0]?.join(' ')).toContain('--preset=quick');
    await vi.waitFor(() => {
      expect(asked.map((args) => args.join(' '))).toContainEqual(expect.stringContaining(sizes));
    });
  });

  it('hold tokens that are learned from the text', async () => {
    const { own, corpus, asked, started } = await lab(done);
    editor.lists.choices = ['rope', 'More', 'Tokens', 'Start'];
    editor.typed = '2000';
    await pretrain(own, corpus);
    expect(editor.lists.shown.at(-1)?.items.find(({ label }) => label === 'Tokens')?.description).toBe(
      '2000, learned from the text',
    );
    expect(started[0]?.join(' ')).toContain('--tokens=bpe:2000');
    await vi.waitFor(() => {
      expect(asked.map((args) => args.join(' '))).toContainEqual(
        expect.stringContaining('--tokens=bpe:2000'),
      );
    });
  });

  it('that do not fit together are said not to, and nothing begins', async () => {
    const { own, corpus, started } = await lab(done);
    editor.lists.choices = ['rope', 'More', 'Width', 'Start', undefined];
    editor.typed = '100';
    await pretrain(own, corpus);
    expect(editor.lists.shown.at(-1)?.items[0]?.detail).toBe('The width 100 cannot be cut into 8 heads.');
    expect(started).toEqual([]);
  });

  it('of rope need an even width of a head', () => {
    const choice = {
      preset: 'fast' as const,
      sizes: { ...sizesOf('fast', 'rope'), heads: 4, width: 12 },
    };
    expect(problemOf(choice, 'rope')).toBe(
      'Heads of width 3 have no pairs to turn: rope needs an even width.',
    );
    expect(problemOf(choice, 'vanilla')).toBeUndefined();
  });
});

describe('what is learned', () => {
  it('may be names, with questions asked on the way', async () => {
    const { own, corpus, asked, started } = await lab(done);
    await writeFile(join(dirname(corpus.fsPath), 'train.tsv'), 'Where was Ada born?\tArlen\n');
    editor.lists.choices = ['rope', 'More', 'Objective', 'names', 'Questions', 'train.tsv', 'Start'];
    await pretrain(own, corpus);
    const last = editor.lists.shown.at(-1)?.items.map(({ label, description }) => [label, description]);
    expect(last).toContainEqual(['Objective', 'names']);
    expect(last).toContainEqual(['Questions asked on the way', 'train.tsv']);
    for (const args of [started[0], asked.at(-1)]) {
      expect(args).toContain('--objective=names');
      expect(args?.find((word) => word.startsWith('--prompts'))).toMatch(/train\.tsv$/);
    }
  });

  it('asks the questions of the settings, unless they are left out', async () => {
    const { own, corpus, started } = await lab(done);
    editor.settings.set('attentionLab.prompts', '/data/asked.tsv');
    editor.lists.choices = ['rope', 'quick'];
    await pretrain(own, corpus);
    expect(started[0]).toContain('--prompts=/data/asked.tsv');
    editor.lists.choices = ['rope', 'More', 'Questions', 'None', 'Start'];
    await pretrain(own, corpus);
    expect(started[1]?.join(' ')).not.toContain('--prompts');
  });

  it('cannot be the next token while questions are asked: nothing begins until one of them is left out', async () => {
    const { own, corpus, started } = await lab(done);
    editor.settings.set('attentionLab.prompts', '/data/asked.tsv');
    editor.lists.choices = [
      'rope',
      'More',
      'Objective',
      'next token of',
      'Start',
      'Questions',
      'None',
      'Start',
    ];
    await pretrain(own, corpus);
    const details = editor.lists.shown.map(({ items }) => items[0]?.detail);
    expect(details).toContain(
      'A model that predicts the next token is not asked questions on the way: leave them out.',
    );
    expect(started).toHaveLength(1);
    expect(started[0]).toContain('--objective=stream');
  });

  it('stays as it was where the list of it is closed', async () => {
    const { own, corpus, started } = await lab(done);
    editor.settings.set('attentionLab.prompts', '/data/asked.tsv');
    const left = ['Objective', 'Questions', 'Preset'].flatMap((part) => [part, undefined]);
    editor.lists.choices = ['rope', 'More', 'Objective', 'names', 'Preset', 'quick', ...left, 'Start'];
    await pretrain(own, corpus);
    expect(started).toHaveLength(1);
    expect(started[0]).toEqual(
      expect.arrayContaining(['--objective=names', '--prompts=/data/asked.tsv', '--preset=quick']),
    );
  });
});
