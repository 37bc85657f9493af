import { deviation } from 'd3-array';
import { describe, expect, it } from 'vitest';
import { type Batch, BatchPlan } from '../../../src/data/batches';
import { readCorpus } from '../../../src/data/corpus';
import {
  type Example,
  answeredQuestion,
  corrupted,
  fixedExamples,
  spanCorruption,
  spanLength,
} from '../../../src/data/examples';
import { MASK_TOKEN, Vocabulary } from '../../../src/data/vocabulary';
import { randomNumbers } from '../../../src/numbers/randomNumbers';
import { missingStudyFiles, studyFile } from '../../support/files';

const vocabulary = Vocabulary.of(['abcdefghijklmnopqrstuvwxyz .?']);

function text(tokens: readonly number[]): string {
  return vocabulary.decode(tokens).replaceAll('□', '_');
}

describe('the length of a cut-out span', () => {
  it.each([4, 5, 6, 7, 31, 112, 113])('is a quarter of %i characters on average, odd or even', (length) => {
    const count = 50_000;
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += spanLength(length, (draw + 0.5) / count);
    expect(sum / count).toBeCloseTo(length / 4, 2);
  });

  it('leaves something of each document', () => {
    for (const length of [2, 3, 4, 5, 9, 112]) {
      expect(spanLength(length, 0)).toBe(1);
      expect(spanLength(length, 1 - 1e-12)).toBeLessThan(length);
    }
  });
});

describe('span corruption', () => {
  it('moves the span behind the second mask, and predicts every next character', () => {
    const { tokens, targets, answerStart } = corrupted(vocabulary.encode('ada was born in arlen.'), 16, 5);
    expect(text(tokens)).toBe('ada was born in ⁇.⁇arle');
    expect(text(targets)).toBe('da was born in ⁇.⁇arlen');
    expect(text(targets.slice(answerStart))).toBe('arlen');
  });

  it('cuts documents to a length between 4 and 7/8 of the context, and a quarter of that on average', () => {
    const document = vocabulary.encode('abcdefghij'.repeat(20));
    const source = spanCorruption([document], { contextLength: 128 });
    const next = randomNumbers(1);
    const lengths: number[] = [];
    const shares: number[] = [];
    const starts = new Set<number>();
    for (let draw = 0; draw < 4000; draw++) {
      const { tokens, answerStart } = source.example(0, next);
      const row = [...tokens, 2];
      const length = row.length - 2;
      const span = row.length - 1 - answerStart;
      lengths.push(length);
      shares.push(span / length);
      starts.add(row.indexOf(MASK_TOKEN));
    }
    expect(Math.min(...lengths)).toBe(4);
    expect(Math.max(...lengths)).toBe(112);
    expect(mean(lengths)).toBeCloseTo(58, -0.5);
    expect(mean(shares)).toBeCloseTo(0.25, 1);
    expect(Math.abs(mean(shares) - 0.25)).toBeLessThan(0.02);
    expect(starts.size).toBeGreaterThan(90);
  });

  it('loses no character of the document', () => {
    const document = vocabulary.encode('ada was born.');
    const next = randomNumbers(2);
    for (let draw = 0; draw < 200; draw++) {
      const { tokens, targets } = spanCorruption([document], { contextLength: 128 }).example(0, next);
      const row = [...tokens, targets.at(-1) ?? 0];
      const [prefix, rest] = [row.slice(0, row.indexOf(MASK_TOKEN)), row.slice(row.indexOf(MASK_TOKEN) + 1)];
      const second = rest.lastIndexOf(MASK_TOKEN);
      const restored = [...prefix, ...rest.slice(second + 1), ...rest.slice(0, second)];
      expect(text(restored)).toBe('ada was born.'.slice(0, restored.length));
    }
  });
});

describe('a question with its answer', () => {
  it('predicts only what follows the question', () => {
    const { tokens, targets } = answeredQuestion(vocabulary.encode('where?'), vocabulary.encode('here'));
    expect(text(tokens)).toBe('where?⁇here');
    expect(text(targets)).toBe('_____⁇here⁇');
  });
});

function exampleOf(length: number): Example {
  const tokens = new Array<number>(length).fill(length);
  return { tokens, targets: tokens, answerStart: 0 };
}

describe('batches', () => {
  const lengths = Array.from({ length: 300 }, (_, index) => 5 + (index % 110));
  const settings = { seed: 1, batchRows: 32, microBatchRows: 16, longest: 127 };
  const plan = () => new BatchPlan(fixedExamples(lengths.map(exampleOf)), settings);

  it('go through every example once an epoch', () => {
    const batches = plan();
    expect(batches.batchesPerEpoch).toBe(10);
    for (const epoch of [0, 3]) {
      const seen: number[] = [];
      for (let index = 0; index < 10; index++) {
        const batch = batches.batch(10 * epoch + index);
        expect(batch.epoch).toBe(epoch);
        for (const { tokens, rows, length } of batch.microBatches) {
          for (let row = 0; row < rows; row++) {
            const used = tokens[row * length] ?? 0;
            if (used > 0) seen.push(used);
          }
        }
      }
      expect(seen.sort((a, b) => a - b)).toEqual([...lengths].sort((a, b) => a - b));
    }
  });

  it('are rows drawn at random where they are asked for, sorted within each batch', () => {
    const random = new BatchPlan(fixedExamples(lengths.map(exampleOf)), { ...settings, randomRows: true });
    expect(random.batchesPerEpoch).toBe(10);
    const batches = Array.from({ length: 10 }, (_, index) => random.batch(index));
    const counts = (all: readonly Batch[]) =>
      all.map(({ microBatches }) => microBatches.reduce((sum, { tokenCount }) => sum + tokenCount, 0));
    const spread = (all: readonly Batch[]) => deviation(counts(all).slice(0, 9)) ?? NaN;
    const alike = plan();
    // 32 of 300 lengths that are even from 5 to 114 sum up to some 1,900 ± 180.
    expect(spread(batches)).toBeLessThan(400);
    expect(spread(Array.from({ length: 10 }, (_, index) => alike.batch(index)))).toBeGreaterThan(500);
    const all = lengths.reduce((sum, length) => sum + length, 0);
    expect(counts(batches).reduce((sum, count) => sum + count, 0)).toBe(all);
    for (const { microBatches } of batches) {
      const [short, long] = microBatches.map(({ length }) => length);
      expect(short).toBeLessThanOrEqual(long ?? Infinity);
    }
  });

  it('are functions of their number: in any order, from any process', () => {
    const forward = plan();
    const there = [0, 7, 12].map((index) => forward.batch(index));
    const back = plan();
    const again = [12, 7, 0].map((index) => back.batch(index)).reverse();
    expect(again).toEqual(there);
  });

  it('differ from epoch to epoch and from seed to seed', () => {
    const other = new BatchPlan(fixedExamples(lengths.map(exampleOf)), { ...settings, seed: 2 });
    expect(plan().batch(10)).not.toEqual(plan().batch(0));
    expect(other.batch(0)).not.toEqual(plan().batch(0));
  });

  it('are as long as they must be, in steps', () => {
    for (const { length } of plan().batch(0).microBatches) {
      expect(length % 8 === 0 || length === 127).toBe(true);
    }
  });

  it.skipIf(missingStudyFiles).each([
    [8, 10],
    [4, 5],
  ])(
    `waste with lengths in steps of %i less than %i %% on padding, on the study's corpus ${missingStudyFiles ?? ''}`,
    async (lengthStep, percent) => {
      const { documents } = await readCorpus(studyFile('a5', 'wiki.txt'));
      const own = Vocabulary.of(documents);
      const source = spanCorruption(
        documents.map((document) => own.encode(document)),
        { contextLength: 128 },
      );
      const settings = { batchRows: 128, microBatchRows: 16, longest: 127 };
      const study = new BatchPlan(source, { seed: 1, ...settings, lengthStep });
      expect(study.batchesPerEpoch).toBe(23);
      let [used, computed] = [0, 0];
      for (let index = 0; index < 46; index++) {
        for (const { tokenCount, rows, length } of study.batch(index).microBatches) {
          used += tokenCount;
          computed += rows * length;
        }
      }
      expect(1 - used / computed).toBeLessThan(percent / 100);
    },
  );
});

describe('the vocabulary', () => {
  it('begins with padding and mask, and goes on by code point', () => {
    const { characters } = Vocabulary.of(['bä', 'a😀']);
    expect(characters.slice(0, 2)).toEqual(['□', '⁇']);
    expect(characters.slice(-2)).toEqual(['ä', '😀']);
    expect(characters.indexOf('a')).toBeLessThan(characters.indexOf('b'));
  });

  it('knows the characters of questions, whatever the corpus holds', () => {
    expect(Vocabulary.of(['abc']).unknown('Where was Ada Arlen-Smith born?')).toEqual([]);
  });

  it('leaves out what it does not know, and says what that is', () => {
    expect(vocabulary.decode(vocabulary.encode('aλb'))).toBe('ab');
    expect(vocabulary.unknown('aλbλ')).toEqual(['λ']);
  });

  it('is refused for an empty corpus', () => {
    expect(() => Vocabulary.of([])).toThrow(/holds no characters/);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
