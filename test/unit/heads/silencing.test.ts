import { describe, expect, it } from 'vitest';
import { headsCalled } from '../../../src/heads/headPlaces';
import { FileSilencer } from '../../../src/heads/silencing/fileSilencing';
import { TextSilencer } from '../../../src/heads/silencing/textSilencing';
import { answeredTexts } from '../../../src/heads/texts';
import { readTensorFile } from '../../../src/model/checkpoints/safetensors';
import { MASK_TOKEN } from '../../../src/data/vocabulary';
import { Answerer } from '../../../src/model/answers';
import { largestDifference } from '../../support/engines';
import { missingStudyFiles, studyFile } from '../../support/files';
import { type ChangeHead, at, logSoftmax, plainForward } from '../../support/plainForward';
import { SMALL, SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

/** Room for a question and nine letters of an answer: by hand, each letter is a pass of its own. */
const CONTEXT = 17;
const small = endingAt('q', smallModel({ contextLength: CONTEXT }));
const reading = { vocabulary: SMALL_VOCABULARY, contextLength: CONTEXT };

/** A model that ends its answers where it would have said this letter: one with random weights never ends them. */
function endingAt(letter: string, model: ReturnType<typeof smallModel>) {
  const head = model.weights['head.weight'];
  const [token] = SMALL_VOCABULARY.encode(letter);
  if (!head || token === undefined) throw new Error('There is no such letter.');
  const data = Float32Array.from(head.data);
  const row = data.subarray(token * SMALL.width, (token + 1) * SMALL.width);
  data.set(
    row.map((value) => 1.05 * value),
    MASK_TOKEN * SMALL.width,
  );
  const weights = { ...model.weights, 'head.weight': { ...head, data } };
  return { ...model, weights, store: model.engine.createStore(weights) };
}

/** Nothing comes from this head. */
function without(block: number, head: number): ChangeHead {
  return (output, ownBlock, ownHead) =>
    block === ownBlock && head === ownHead ? output.map((row) => row.map(() => 0)) : output;
}

/** Mean −log p of everything from position `from` on, by hand. */
function lossByHand(row: readonly number[], from: number, change?: ChangeHead): number {
  const { logits } = plainForward(small.weights, SMALL, row.slice(0, -1), change);
  const surprises = row.slice(1).map((target, place) => -(logSoftmax(at(logits, place))[target] ?? NaN));
  return surprises.slice(from).reduce((sum, surprise) => sum + surprise, 0) / (surprises.length - from);
}

/** What greedy decoding says, by hand. */
function answerByHand(question: string, change?: ChangeHead): string {
  const tokens = [...SMALL_VOCABULARY.encode(question), MASK_TOKEN];
  const start = tokens.length;
  while (tokens.length < CONTEXT) {
    const row = at(plainForward(small.weights, SMALL, tokens.slice(0, CONTEXT - 1), change).logits, -1);
    const best = row.indexOf(Math.max(...row));
    if (best <= 1) break;
    tokens.push(best);
  }
  return SMALL_VOCABULARY.decode(tokens.slice(start));
}

const names = ['abe', 'bob', 'cid', 'dan', 'eve', 'fay'];
const HEADS = Array.from({ length: 12 }, (_, number) => [Math.floor(number / 4), number % 4] as const);

/** Questions whose answers are what the model says, with all heads or without one. */
const questions = names.map((name, index) => {
  const question = `is ${name}?`;
  const [block, head] = HEADS[2 * index] ?? [0, 0];
  const said = answerByHand(question, index % 2 === 0 ? undefined : without(block, head));
  return { line: index + 1, question, answer: said === '' ? 'a' : said.slice(0, 8) };
});

describe('silencing', () => {
  it.skipIf(missingStudyFiles)('the recomputation by hand is PyTorch’s', async () => {
    const { tensors } = await readTensorFile(studyFile('parity', 'vanilla.outputs.safetensors'));
    const tokens = [17, 15, 6, 12, 6, 3, 5, 1, 37, 20, 26, 5, 12, 5, 13, 7, 15, 15, 17, 9];
    const { tensors: reference } = await readTensorFile(studyFile('parity', 'vanilla.weights.safetensors'));
    const { logits } = plainForward(reference, SMALL, tokens);
    const theirs = tensors['logits']?.data.slice(0, 20 * 40) ?? [];
    expect(largestDifference(logits.flat(), theirs)).toBeLessThan(1e-4);
  });

  it('changes a text’s loss as recomputed by hand', async () => {
    const silencer = new TextSilencer(small.engine, small.model, small.vocabulary);
    const row = SMALL_VOCABULARY.encode('the cat sat Ada');
    for (const [block, head] of HEADS) {
      const heads = headsCalled(`${block + 1}.${head + 1}`, small.model);
      const { before, after } = await silencer.compare(
        small.store,
        { text: 'the cat sat Ada', question: false },
        heads,
      );
      expect(before.loss).toBeCloseTo(lossByHand(row, 0), 5);
      expect(after.loss).toBeCloseTo(lossByHand(row, 0, without(block, head)), 5);
      expect(after.answer).toBe('');
    }
  });

  it('changes an answer as recomputed by hand', async () => {
    const silencer = new TextSilencer(small.engine, small.model, small.vocabulary);
    const question = { text: 'is abe?', question: true, answer: 'cb' };
    const row = [...SMALL_VOCABULARY.encode('is abe?'), 1, ...SMALL_VOCABULARY.encode('cb'), 1];
    for (const [block, head] of HEADS.slice(0, 3)) {
      const heads = headsCalled(`${block + 1}.${head + 1}`, small.model);
      const { before, after } = await silencer.compare(small.store, question, heads);
      expect(before.answer).toBe(answerByHand('is abe?'));
      expect(after.answer).toBe(answerByHand('is abe?', without(block, head)));
      expect(after.loss).toBeCloseTo(lossByHand(row, 7, without(block, head)), 5);
    }
  });

  it('answers a text as the evaluation does when no head is silent', async () => {
    const silencer = new TextSilencer(small.engine, small.model, small.vocabulary);
    const { before, after } = await silencer.compare(small.store, { text: 'is bob?', question: true }, []);
    const answerer = new Answerer(small.engine, small.model, small.store);
    const [answer] = await answerer.answer([SMALL_VOCABULARY.encode('is bob?')]);
    expect(before).toEqual(after);
    expect(before.loss).toBeNull();
    expect(before.answer).toBe(SMALL_VOCABULARY.decode(answer?.tokens ?? []));
    expect(before.probability).toBeCloseTo(Math.exp(answer?.logProbability ?? NaN), 6);
  });

  it('of each head over a file tells what is lost and gained, by hand', async () => {
    const { texts } = answeredTexts(questions, reading);
    const { before, after } = await new FileSilencer(small.engine, small.model).eachHead(
      small.store,
      texts,
      {},
    );
    const right = (change?: ChangeHead) =>
      texts.map(({ question }) => answerByHand(question.question, change) === question.answer);
    const all = right();
    // With all answers wrong nothing could be lost, with all right nothing gained.
    expect(new Set(all)).toEqual(new Set([true, false]));
    expect(before.correct).toBe(all.filter(Boolean).length);
    expect(after).toHaveLength(12);
    // The heads without which three of the answers were made.
    [2, 6, 10].forEach((number) => {
      const [block, head] = HEADS[number] ?? [0, 0];
      const now = right(without(block, head));
      expect(after[number]).toMatchObject({
        correct: now.filter(Boolean).length,
        lost: all.filter((was, index) => was && !now[index]).length,
        gained: all.filter((was, index) => !was && now[index] === true).length,
      });
    });
    expect(after[2]).toMatchObject({ lost: 3, gained: 1 });
  });

  it('tells progress and stops within one batch when asked', async () => {
    const { texts } = answeredTexts(questions, reading);
    const silencer = new FileSilencer(small.engine, small.model);
    const control = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      control.abort();
    };
    const running = { onProgress, signal: control.signal };
    await expect(silencer.eachHead(small.store, texts, running)).rejects.toThrow('aborted');
    expect(seen).toEqual([2]);
  });

  it('knows heads by layer and head, and says what there is', () => {
    expect(headsCalled('1.1, 3.4', small.model)).toEqual([
      { block: 'blocks.0', layer: 0, head: 0 },
      { block: 'blocks.2', layer: 2, head: 3 },
    ]);
    expect(() => headsCalled('4.1', small.model)).toThrow(
      "There is no head '4.1'. Write layer.head, from 1.1 to 3.4.",
    );
  });
});
