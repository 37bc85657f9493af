import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { hostTensor } from '../../../src/engine/tensors';
import { HeadAnalyst } from '../../../src/heads/headAnalyst';
import { chanceLevels } from '../../../src/heads/chanceLevels';
import type { AnalysisCall } from '../../../src/heads/analysisCall';
import { type HeadRequest, headRequestSchema } from '../../../src/heads/kinds';
import * as v from 'valibot';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { SMALL, SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

const QUESTIONS = ['is abel?\tAda', 'is bo?\tBad', 'is cid?\tCab', 'is dan?'];

/** A run with two checkpoints, the second of which says something else. */
async function madeRun() {
  const folder = new RunFolder(await temporaryFolder());
  await folder.create();
  const { weights } = smallModel();
  const louder = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      return [
        name,
        hostTensor(
          shape,
          Float32Array.from(data, (value) => 1.2 * value),
        ),
      ] as const;
    }),
  );
  const characters = SMALL_VOCABULARY.characters;
  const checkpoint = (step: number) => ({
    model: SMALL,
    characters,
    progress: { step, tokens: 10 * step, seconds: step },
  });
  await writeCheckpoint(folder.checkpoint(1), { ...checkpoint(1), tensors: weights });
  await writeCheckpoint(folder.checkpoint(2), { ...checkpoint(2), tensors: louder });
  await writeCheckpoint(folder.weights, { ...checkpoint(2), tensors: louder });
  const file = join(folder.path, 'questions.tsv');
  await writeFile(file, `${QUESTIONS.join('\n')}\n`);
  return { folder, file };
}

let run: Awaited<ReturnType<typeof madeRun>>;
let analyst: HeadAnalyst;
const total = { onProgress: () => undefined };

beforeAll(async () => {
  run = await madeRun();
  analyst = new HeadAnalyst(smallModel().engine);
});

function about(request: HeadRequest, more: Partial<AnalysisCall> = {}): AnalysisCall {
  const line = { text: 'is abel?', question: true, answer: 'Ada' };
  const { folder, file } = run;
  return { run: folder.path, checkpoint: folder.weights, line, file, request, ...more };
}

describe('questions about heads', () => {
  it('about a line: silencing, rollout and logits', async () => {
    const heads = [{ block: 'blocks.1', head: 2 }];
    const silence = await analyst.analyse(about({ what: 'silence', heads }), total);
    expect(silence).toMatchObject({
      what: 'silence',
      result: { silenced: [{ block: 'blocks.1', layer: 1, head: 2 }] },
    });
    const rollout = await analyst.analyse(about({ what: 'rollout' }), total);
    expect(rollout).toMatchObject({
      what: 'rollout',
      result: { characters: Array.from('is abel?⁇'), position: 8 },
    });
    const logits = await analyst.analyse(about({ what: 'logits' }), total);
    expect(logits).toMatchObject({ what: 'logits', result: { character: 'A' } });
  });

  it('about a file are kept with the run, by step', async () => {
    const scores = await analyst.analyse(about({ what: 'scores' }), total);
    expect(scores).toMatchObject({ what: 'scores', result: { step: 2, texts: 4, skipped: 0 } });
    const table = await analyst.analyse(about({ what: 'silencingTable' }), total);
    expect(table).toMatchObject({ what: 'silencingTable', result: { step: 2, questions: 3, skipped: 1 } });
    const kept = await readdir(run.folder.analysis);
    expect(kept.map((name) => name.split('-').slice(0, 2).join('-')).sort()).toEqual([
      'scores-00000002',
      'silencing-00000002',
    ]);
    // Kept results come without a word about progress.
    const onProgress = () => {
      throw new Error('It was computed again.');
    };
    expect(await analyst.analyse(about({ what: 'silencingTable' }), { onProgress })).toEqual(table);
  });

  it('about a run go through its checkpoints', async () => {
    const overTime = await analyst.analyse(about({ what: 'overTime' }), total);
    if (overTime.what !== 'overTime') throw new Error('Another answer.');
    expect(overTime.result.map(({ step }) => step)).toEqual([1, 2]);
    const [first, second] = overTime.result.map(({ heads }) => heads[0]?.scores.entropy);
    expect(first).not.toBe(second);
    const timeline = await analyst.analyse(about({ what: 'timeline' }), total);
    expect(timeline).toMatchObject({ what: 'timeline', result: { steps: [1, 2], skipped: 1 } });
  });

  it('about nothing but the model read random characters that come twice', async () => {
    const found = await analyst.analyse(about({ what: 'repeatedScores' }), total);
    if (found.what !== 'repeatedScores') throw new Error('Another answer.');
    expect(found.result).toMatchObject({ step: 2, texts: 32, skipped: 0 });
    expect(found.result.heads).toHaveLength(12);
    for (const { scores, chance } of found.result.heads) {
      expect(scores.induction).toBeGreaterThan(0);
      expect(chance.induction).toBeCloseTo(found.result.heads[0]?.chance.induction ?? NaN, 6);
      expect(scores.onName).toBeNull();
    }
    const levels = chanceLevels(found.result.heads);
    expect(Object.keys(levels)).toEqual(['previousToken', 'firstToken', 'duplicateToken', 'induction']);
  });

  it('about what heads became read what the run wrote down, or its checkpoints where it did not', async () => {
    const { result: looked } = await analyst.analyse(about({ what: 'formation' }), total);
    const scored = Array.from({ length: 4 }, () => expect.any(Number) as number);
    const model = { copying: [scored, scored, scored], lens: [] };
    expect(looked).toMatchObject({ recorded: false, points: [{ model }, { model }] });
    const points = [0, 1, 2].map((step) => ({
      step,
      blocks: [{ block: 'blocks.0', chance: [0, 0, 0, 0, 0], heads: [[0.1, 0.2, 0.3, 0.4, 1]] }],
    }));
    await writeFile(run.folder.heads, points.map((point) => `${JSON.stringify(point)}\n`).join(''));
    const { result: read } = await analyst.analyse(about({ what: 'formation' }), total);
    expect(read).toMatchObject({ recorded: true, points });
    await rm(run.folder.heads);
  });

  it('say which characters of a line or a file were left out', async () => {
    const line = { text: 'is líné?', question: true };
    const rollout = await analyst.analyse(about({ what: 'rollout' }, { line }), total);
    expect(rollout.warnings).toEqual(['The model does not know these characters: í é. They are left out.']);
    const file = join(run.folder.path, 'strange.tsv');
    await writeFile(file, 'is bo?\tBad\nis ñu?\tAda\nis é?\tAda\n');
    const scores = await analyst.analyse(about({ what: 'scores' }, { file }), total);
    expect(scores.warnings).toEqual([
      expect.stringMatching(/strange\.tsv, line 2 and 1 more lines have characters .* \(ñ é\): left out\.$/),
    ]);
    expect((await analyst.analyse(about({ what: 'rollout' }), total)).warnings).toEqual([]);
  });

  it('come over a channel only in the form of their kind', () => {
    const known = { what: 'patching', region: 'name' };
    expect(v.parse(headRequestSchema, known)).toEqual(known);
    for (const wrong of [
      { what: 'patching' },
      { what: 'patching', region: 'nowhere' },
      { what: 'rollout', region: 'name' },
      { what: 'silence', heads: [{ block: 'blocks.0', head: -1 }] },
      { what: 'constructor' },
      {},
    ])
      expect(v.is(headRequestSchema, wrong)).toBe(false);
  });

  it('that cannot be answered say what to do', async () => {
    const { folder } = run;
    const line = { text: 'a plain line', question: false };
    const withoutFile: AnalysisCall = {
      run: folder.path,
      checkpoint: folder.weights,
      line,
      request: { what: 'silencingTable' },
    };
    await expect(analyst.analyse(withoutFile, total)).rejects.toThrow(
      'This takes a file of questions. Open a .tsv file: question, tab, answer.',
    );
    await expect(analyst.analyse(about({ what: 'patching', region: 'answer' }), total)).rejects.toThrow(
      'The model answers 0 of 3 questions right',
    );
    const short = about({ what: 'logits' }, { line: { text: 'a', question: false } });
    await expect(analyst.analyse(short, total)).rejects.toThrow('The line is too short');
  });
});
