import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PromptAnswers } from '../../../src/data/prompts';
import { MASK_TOKEN } from '../../../src/data/vocabulary';
import { randomNumbers } from '../../../src/numbers/randomNumbers';
import type { RunConfig } from '../../../src/runs/runConfig';
import { checkConfig } from '../../../src/runs/configFile';
import { presetModel, presetTraining } from '../../../src/training/presets';
import { keptBackOf, readDataFiles, trainingData } from '../../../src/training/trainingData';
import { vocabularyOf } from '../../../src/training/vocabularies';
import { temporaryFile, temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';

const SIZE = {
  task: 'pretrain',
  examples: 640,
  documents: 640,
  contextLength: 128,
  pretrained: false,
} as const;

async function prompted(share: number, answers: PromptAnswers = 'learned') {
  const folder = await temporaryFolder();
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const files = await readDataFiles({
    corpus: await file('corpus.txt', 'Ada. Ada was born in Arlen.\nBo. Bo was born in Marsk, by the sea.\n'),
    prompts: await file('train.tsv', 'Where was Cy born?\tArlen\nWhere was Di born?\tMarsk\n'),
    heldOut: await file('dev.tsv', 'Where was Bo born?\tMarsk\n'),
  });
  const vocabulary = vocabularyOf(files);
  const { corpus, prompts, heldOut } = files;
  if (!corpus || !prompts || !heldOut) throw new Error('The files were not read.');
  const config: RunConfig = checkConfig('The configuration', {
    version: 1,
    task: 'pretrain',
    created: '2026-01-01T00:00:00Z',
    preset: 'fast',
    seed: 1,
    device: 'onnx-cpu',
    model: { ...presetModel('fast', 'rope'), vocabularySize: vocabulary.size },
    training: presetTraining('fast', SIZE),
    corpus: corpus.reference,
    prompts: { questions: prompts.reference, share, answers },
    heldOut: heldOut.reference,
  });
  const data = trainingData(config, files, vocabulary);
  const next = randomNumbers(1);
  const texts = Array.from({ length: data.source.size }, (_, index) =>
    vocabulary.decode(data.source.example(index, next).tokens.filter((token) => token !== MASK_TOKEN)),
  );
  return { data, texts };
}

it('asks during a run only what can be scored', async () => {
  const heldOut = await temporaryFile('dev.tsv', 'Where was Bo born?\n');
  await expect(readDataFiles({ heldOut })).rejects.toThrow(/dev\.tsv: no question has an answer/);
});

describe('pretraining with prompts', () => {
  it('asks documents about themselves, as often as the share says', async () => {
    const { texts } = await prompted(0.75);
    // Two documents, and three times as many questions.
    expect(texts).toHaveLength(8);
    expect(texts.filter((text) => text.startsWith('Where was '))).toHaveLength(6);
  });

  it('asks nothing but questions when the share is one', async () => {
    const { texts } = await prompted(1);
    for (const text of texts) expect(['Where was Ada born?Arlen', 'Where was Bo born?Marsk']).toContain(text);
  });

  it('learns the answers of the file alone where nothing may be found', async () => {
    await expect(prompted(0.75, 'given')).rejects.toThrow(/can be asked about itself/);
  });

  it('scores itself on the held-out questions', async () => {
    const { data } = await prompted(0.75);
    expect(data.heldOut).toHaveLength(1);
  });

  it('needs fewer epochs than reading alone, and one gentle epoch of finetuning', () => {
    const reading = presetTraining('fast', SIZE);
    const asking = presetTraining('fast', { ...SIZE, prompted: true });
    expect(asking.steps).toBeLessThan(reading.steps / 2);
    const size = { ...SIZE, task: 'finetune', pretrained: true } as const;
    expect(presetTraining('fast', { ...SIZE, prompted: true, objective: 'names' }).steps).toBeGreaterThan(
      reading.steps,
    );
    const rates = [presetTraining('fast', size), presetTraining('fast', { ...size, prompted: true })];
    expect(rates[1]?.optimizer.learningRate).toBeLessThan(rates[0]?.optimizer.learningRate ?? 0);
  });
});

describe('pretraining on names', () => {
  async function named(text: string) {
    const files = await readDataFiles({ corpus: await temporaryFile('corpus.txt', text) });
    const vocabulary = vocabularyOf(files);
    const config = { ...runConfigOf('pretrain', {}), objective: 'names' as const };
    return { data: trainingData(config, files, vocabulary), vocabulary };
  }

  it('asks documents for the names that they share', async () => {
    const { data, vocabulary } = await named(
      'Ada. Ada was born in Arlen.\nBo. Bo came from Arlen.\nNobody knows.\n',
    );
    const rows = Array.from({ length: 20 }, (_, seed) => data.source.example(1, randomNumbers(seed)));
    const texts = rows.map(({ tokens }) => vocabulary.decode(tokens));
    expect(texts).toContain('came Bo from⁇Arlen');
    expect(data.source.size).toBe(3);
  });

  it('says when there are none', async () => {
    await expect(named('Ada was born in Arlen.\nBo came from Marsk.\n')).rejects.toThrow(
      /corpus\.txt can be asked for names: none begins with a title .* Train without --objective names\./,
    );
  });
});

describe('finetuning without a held-out file', () => {
  it.each([
    [4, 0],
    [80, 16],
    [200, 40],
    [400, 50],
    [1500, 75],
    [10_000, 100],
  ])('keeps back enough of %i questions to measure by: %i', (questions, kept) => {
    expect(keptBackOf(questions)).toBe(kept);
  });

  it.each([
    [16, 16],
    // A run that an older version began goes on with the questions that it had.
    [undefined, 4],
  ])('asks as many as its configuration says (%s): %i of 80', async (keptBack, asked) => {
    const lines = Array.from({ length: 80 }, (_, index) => `Where was P${index} born?\tArlen\n`);
    const questions = await temporaryFile('questions.tsv', lines.join(''));
    const files = await readDataFiles({ questions });
    const vocabulary = vocabularyOf(files);
    const config = runConfigOf('finetune', keptBack === undefined ? {} : { keptBack });
    const data = trainingData(config, files, vocabulary);
    expect([data.heldOut.length, data.source.size]).toEqual([asked, 80 - asked]);
  });
});

describe('a plain language model', () => {
  async function learned(objective: 'documents' | 'stream') {
    const corpus = await temporaryFile('corpus.txt', 'Ada was born.\nBo went away.\n');
    const files = await readDataFiles({ corpus });
    const vocabulary = vocabularyOf(files, { objective });
    const config = { ...runConfigOf('pretrain', {}), objective };
    return { data: trainingData(config, files, vocabulary), vocabulary };
  }

  it('reads whole documents, and is asked nothing', async () => {
    const { data, vocabulary } = await learned('documents');
    expect(vocabulary.decode(data.source.example(1, randomNumbers(1)).tokens)).toBe('Bo went away.');
    expect([data.source.size, data.heldOut.length]).toEqual([2, 0]);
  });

  it('reads the file as one text, and knows its line ends', async () => {
    const { data, vocabulary } = await learned('stream');
    expect(vocabulary.decode(data.source.example(0, randomNumbers(1)).tokens)).toContain('born.\nBo');
  });
});
