import { dirname, join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../../src/experiments/stages';
import { readExperiment } from '../../../src/experiments/experimentFile';
import { experimentForm } from '../../../src/experiments/experimentForm';
import { temporaryFile } from '../../support/files';

const FILES = { corpus: 'text.txt', questions: 'train.tsv', heldOut: 'dev.tsv' };

async function written(more: object) {
  return temporaryFile('lab.attn.json', JSON.stringify({ ...FILES, ...more }));
}

describe('an experiment file', () => {
  it('names its files from its own folder, and one of something is a list of one', async () => {
    const path = await written({ variants: 'own.attention.ts', seeds: 7 });
    const experiment = await readExperiment(path);
    expect(experiment).toMatchObject({
      corpus: join(dirname(path), 'text.txt'),
      variants: [join(dirname(path), 'own.attention.ts')],
      seeds: [7],
      preset: ['fast'],
    });
  });

  it('may begin with the byte order mark that some editors write', async () => {
    const path = await temporaryFile('lab.attn.json', `\uFEFF${JSON.stringify(FILES)}`);
    expect(await readExperiment(path)).toMatchObject({ seeds: [1] });
  });

  it('asks for every variant with every seed, and for no pretraining with each', async () => {
    const path = await written({
      variants: ['rope', 'vanilla'],
      seeds: [1, 2],
      steps: 9,
      finetuneSteps: 3,
      prompts: true,
      model: { layers: 2, dropout: 0.5 },
    });
    const stages = stagesOf(await readExperiment(path), 'out');
    expect(stages.map(({ name }) => name)).toEqual([
      'no pretraining, seed 1',
      'rope, seed 1',
      'vanilla, seed 1',
      'no pretraining, seed 2',
      'rope, seed 2',
      'vanilla, seed 2',
    ]);
    const questions = join(dirname(path), 'train.tsv');
    expect(stages[0]).toMatchObject({
      pretraining: undefined,
      finetuning: { variant: 'rope', seed: 1, steps: 3, layers: 2, dropout: 0.5 },
    });
    expect(stages[5]).toMatchObject({
      pretraining: { variant: 'vanilla', seed: 2, steps: 9, prompts: questions, layers: 2 },
      finetuning: { seed: 2, steps: 3 },
    });
    expect(stages[5]?.finetuning).not.toHaveProperty('variant');
  });

  it('without a corpus asks for questions from nothing, with the settings of finetuning', async () => {
    const settings = { finetuneSteps: 9, weightDecay: [0, 1], beta2: 0.98, warmup: 10, optimizer: 'adamw' };
    const path = await written({ corpus: undefined, variants: ['rope', 'vanilla'], ...settings });
    const stages = stagesOf(await readExperiment(path), 'out');
    expect(stages.map(({ name }) => name)).toEqual([
      'rope, weight decay 0',
      'vanilla, weight decay 0',
      'rope, weight decay 1',
      'vanilla, weight decay 1',
    ]);
    expect(stages[3]).toMatchObject({
      pretraining: undefined,
      files: { corpus: undefined, trained: join(dirname(path), 'train.tsv') },
      finetuning: { variant: 'vanilla', steps: 9, weightDecay: 1, beta2: 0.98, warmup: 10 },
    });
  });

  it('compares ways to cut a text into tokens', async () => {
    const stages = stagesOf(
      await readExperiment(await written({ tokens: ['characters', 'bpe:512'] })),
      'out',
    );
    expect(stages.map(({ name, stem, pretraining }) => [name, stem, pretraining?.tokens])).toEqual([
      ['rope, characters', 'rope-tokens-characters', 'characters'],
      ['rope, bpe:512', 'rope-tokens-bpe512', 'bpe:512'],
    ]);
  });

  it.each([
    [{ weightDecay: -1 }, /not valid at 'weightDecay'/],
    [{ beta2: 1 }, /not valid at 'beta2'/],
    [{ objective: 'poems' }, /not valid at 'objective'/],
    [{ tokens: 'words' }, /not valid at 'tokens'/],
    [{ variants: [] }, /not valid at 'variants'/],
    [{ model: { layers: 1.5 } }, /not valid at 'model.layers'/],
    [{ preset: 'slow' }, /not valid at 'preset'/],
    [{ tempo: 3 }, /not valid at 'tempo'/],
  ])('that is wrong is told where: %o', async (more, message) => {
    await expect(readExperiment(await written(more))).rejects.toThrow(message);
  });

  it.each([
    [{ device: ['onnx-cpu', 'auto'] }, "'device': it takes one device, not several."],
    [{ noPretraining: [true, false] }, "'noPretraining': it takes true or false, not both."],
    [{ corpus: ['a.txt', 'b.txt'] }, "'corpus': it takes the path of one file."],
    [
      { variants: { from: 1, to: 2 } },
      "'variants': it takes rope, vanilla, synthesizer, perceiver, the path of a module, or a list of these.",
    ],
    [{ preset: { from: 1, to: 2 } }, "'preset': it takes study, fast, quick, or a list of these."],
    [{ prompts: 'yes' }, "'prompts': it takes true, false, or a list of these."],
    [{ tokens: 'bpe' }, "'tokens': it takes characters, bpe:N (N from 258 to 65536), or a list of these."],
    [
      { steps: { from: 1 } },
      `'steps': it takes a number, a list of numbers, or a range as in {"from": 1, "to": 4}.`,
    ],
    [{ search: 'random' }, `'search': it takes "grid" or a number of draws as in {"random": 20}.`],
  ])('is told in a sentence what there is instead: %o', async (more, sentence) => {
    await expect(readExperiment(await written(more))).rejects.toThrow(sentence);
  });
});

describe('the JSON schema that the build makes of the form', () => {
  it('asks for what must be there, forbids what nobody reads and knows the defaults', () => {
    const schema = toJsonSchema(experimentForm, { typeMode: 'input' });
    expect(schema).toMatchObject({
      title: 'Attention Lab experiment',
      additionalProperties: false,
      properties: {
        seeds: {
          default: [1],
          anyOf: [
            { type: 'array', minItems: 1 },
            { type: 'integer', minimum: 0 },
            { type: 'object', required: ['from', 'to'], additionalProperties: false },
          ],
        },
        preset: { default: ['fast'] },
        model: {
          additionalProperties: false,
          properties: {
            dropout: { anyOf: [{ items: { maximum: 0.9 } }, { maximum: 0.9 }, { type: 'object' }] },
          },
        },
      },
    });
  });
});
