import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AnalysisCache } from '../../../src/heads/analysisCache';
import { answeredTexts, nameIn, questionTexts } from '../../../src/heads/texts';
import { factTimeline } from '../../../src/heads/timeline';
import { wordingOf } from '../../../src/data/questionWording';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { SMALL, SMALL_VOCABULARY } from '../../support/smallModel';

const reading = { vocabulary: SMALL_VOCABULARY, contextLength: SMALL.contextLength };
const questions = [
  { line: 1, question: 'is abe?', answer: 'Ada' },
  { line: 3, question: 'is bob?', answer: 'Bad' },
  { line: 4, question: 'is cid?', answer: undefined },
];

describe('the timeline of facts', () => {
  it('says when an answer was first right and last lost', () => {
    const read = answeredTexts(questions, reading);
    const at = (step: number, right: readonly boolean[]) => {
      return { step, right, onName: [step / 100, null], onNameMost: [step / 50, null] };
    };
    const timeline = factTimeline(read, [
      at(10, [false, false]),
      at(20, [true, false]),
      at(30, [false, false]),
      at(40, [true, false]),
    ]);
    expect(timeline).toMatchObject({ steps: [10, 20, 30, 40], skipped: 1 });
    expect(timeline.facts[0]).toMatchObject({
      line: 1,
      firstRight: 20,
      lastLost: 30,
      onName: [0.1, 0.2, 0.3, 0.4],
    });
    expect(timeline.facts[1]).toMatchObject({
      line: 3,
      firstRight: null,
      lastLost: null,
      onName: [null, null, null, null],
    });
  });
});

describe('texts', () => {
  it('know where the name and the ⁇ stand', () => {
    const { texts } = questionTexts(questions, reading);
    expect(texts.map(({ mask, name }) => ({ mask, name }))).toEqual([
      { mask: 7, name: { from: 3, to: 6 } },
      { mask: 7, name: { from: 3, to: 6 } },
      { mask: 7, name: { from: 3, to: 6 } },
    ]);
    expect(nameIn('is it?', { before: '', after: '' }, reading)).toBeUndefined();
    expect(wordingOf(questions.map(({ question }) => question))).toEqual({ before: 'is ', after: '?' });
  });

  it('that are longer than the model reads are counted', () => {
    const long = { line: 9, question: 'is abcdefghijklmnopqrst?', answer: 'Ada' };
    expect(questionTexts([...questions, long], reading).skipped).toBe(1);
  });
});

describe('kept results', () => {
  const schema = v.object({ value: v.number() });
  const key = {
    kind: 'scores',
    version: 1,
    progress: { step: 3, tokens: 4, seconds: 5 },
    file: 'abcdef0123456789',
  };

  it('are computed once for a checkpoint, a file and a version', async () => {
    const cache = new AnalysisCache(new RunFolder(await temporaryFolder()));
    let computed = 0;
    const compute = () => Promise.resolve({ value: ++computed });
    expect(await cache.remember(key, schema, compute)).toEqual({ value: 1 });
    expect(await cache.remember(key, schema, compute)).toEqual({ value: 1 });
    // Started anew in the same folder: the same step after other seconds.
    const anew = { ...key, progress: { ...key.progress, seconds: 6 } };
    expect(await cache.remember(anew, schema, compute)).toEqual({ value: 2 });
    expect(await cache.remember({ ...key, version: 2 }, schema, compute)).toEqual({ value: 3 });
    expect(await cache.remember({ ...key, file: 'other56789abcdef' }, schema, compute)).toEqual({ value: 4 });
  });

  it.each(['{"value":"<b>"}', 'null', '{"value":1e999', '['.repeat(10_000)])(
    'are computed again when the file holds %s',
    async (result) => {
      const folder = new RunFolder(await temporaryFolder());
      const cache = new AnalysisCache(folder);
      await cache.remember(key, schema, () => Promise.resolve({ value: 1 }));
      const [name = ''] = await readdir(folder.analysis);
      await writeFile(join(folder.analysis, name), `{"key":${JSON.stringify(key)},"result":${result}}`);
      expect(await cache.remember(key, schema, () => Promise.resolve({ value: 2 }))).toEqual({ value: 2 });
    },
  );
});
