import { describe, expect, it } from 'vitest';
import { AttentionReader } from '../../../src/model/attentionMaps';
import { HeadScorer } from '../../../src/heads/scores/headScorer';
import { chanceScores } from '../../../src/heads/scores/chance';
import { scoresOfMap } from '../../../src/heads/scores/mapScores';
import { NO_SCORES } from '../../../src/heads/scores/noScores';
import type { ReadText } from '../../../src/heads/texts';
import { allTokens, repeatedTexts } from '../../../src/heads/repeatedScores';
import type { HeadScores } from '../../../src/heads/results';
import { type AttentionMap, TEXT_SIDES } from '../../../src/model/attentionMap';
import { HEAD_SCORES } from '../../../src/heads/headScores';
import { SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

/** `abcabc?⁇`: from the fourth on, each letter was there before, three back. */
const text: ReadText = {
  tokens: SMALL_VOCABULARY.encode('abcabc?⁇'),
  mask: 7,
  name: { from: 3, to: 6 },
};

/** One head's map: what each query sees of each key that is not after it. */
function pattern(weight: (query: number, key: number) => number): AttentionMap {
  const size = text.tokens.length;
  const weights = Float32Array.from({ length: size * size }, (_, index) => {
    const [query, key] = [Math.floor(index / size), index % size];
    return key <= query ? weight(query, key) : 0;
  });
  return { block: 'blocks.0', heads: 1, queries: size, keys: size, weights };
}

function scores(weight: (query: number, key: number) => number): HeadScores {
  const found = scoresOfMap(pattern(weight), text)[0] ?? NO_SCORES;
  // Maps are float32.
  const rounded = Object.entries(found).map(([name, score]) => {
    return [name, score === null ? null : Math.round(1e6 * score) / 1e6] as const;
  });
  return { ...NO_SCORES, ...Object.fromEntries(rounded) };
}

/** All attention on one key. */
const on = (target: (query: number) => number) => (query: number, key: number) =>
  Number(key === Math.max(0, target(query)));

describe('scores of patterns that are known', () => {
  it('a pure previous-token head', () => {
    const found = scores(on((query) => query - 1));
    expect(found).toMatchObject({ entropy: 0, distance: 1, previousToken: 1, duplicateToken: 0, onMask: 0 });
    expect(found.firstToken).toBeCloseTo(1 / 7, 5);
    expect(found.induction).toBe(0);
    expect(found.onName).toBe(0);
  });

  it('a pure induction head looks behind the last time that its character was there', () => {
    const found = scores(on((query) => query - 2));
    // a, b, c come again at 3, 4, 5; what followed them is two back.
    expect(found).toMatchObject({ induction: 1, duplicateToken: 0, onName: 1 });
    expect(scores(on((query) => query - 3)).induction).toBe(0);
  });

  it('a pure duplicate-token head', () => {
    expect(scores(on((query) => query - 3))).toMatchObject({ duplicateToken: 1, induction: 0, entropy: 0 });
  });

  it('an attention sink', () => {
    const found = scores(on(() => 0));
    expect(found).toMatchObject({ firstToken: 1, entropy: 0, onName: 0 });
    // The mean of 1 … 7.
    expect(found.distance).toBe(4);
  });

  it('a uniform head', () => {
    const found = scores((query) => 1 / (query + 1));
    const sizes = [2, 3, 4, 5, 6, 7, 8];
    const mean = (value: (size: number) => number) => sizes.reduce((sum, size) => sum + value(size), 0) / 7;
    expect(found.entropy).toBeCloseTo(mean(Math.log), 5);
    expect(found.distance).toBeCloseTo(
      mean((size) => (size - 1) / 2),
      6,
    );
    expect(found.previousToken).toBeCloseTo(
      mean((size) => 1 / size),
      6,
    );
    expect(found.onName).toBeCloseTo(3 / 8, 5);
    expect(found.onMask).toBeCloseTo(1 / 8, 5);
    expect(found.induction).toBeCloseTo((1 / 4 + 1 / 5 + 1 / 6) / 3, 5);
  });

  it('are not defined where nothing can score', () => {
    const plain = { tokens: SMALL_VOCABULARY.encode('abcdefgh'), mask: undefined, name: undefined };
    const [found] = scoresOfMap(pattern(on((query) => query)), plain);
    expect(found).toMatchObject({
      induction: null,
      duplicateToken: null,
      onName: null,
      onMask: null,
      distance: 0,
    });
  });

  it('do not take a letter’s own double for induction', () => {
    const double = { tokens: SMALL_VOCABULARY.encode('all'), mask: undefined, name: undefined };
    const map = {
      ...pattern(on((query) => query)),
      queries: 3,
      keys: 3,
      weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    };
    expect(scoresOfMap(map, double)[0]?.induction).toBeNull();
  });
});

describe('what chance gives', () => {
  it('is what a head scores that looks at everything alike', () => {
    const uniform = pattern((query) => 1 / (query + 1));
    const [found] = scoresOfMap(uniform, text);
    const chance = chanceScores({ latentsOf: () => 0 }, TEXT_SIDES, text);
    for (const name of HEAD_SCORES) close(found?.[name], chance[name]);
    expect(chance.induction).toBeCloseTo((1 / 4 + 1 / 5 + 1 / 6) / 3, 6);
  });

  it('counts of a latent only what lies in its stride or before', () => {
    // Strides of three characters: two latents are filled, which see 3 and 6 of the 8 characters.
    const model = { latentsOf: (length: number) => Math.floor(length / 3) };
    const chance = chanceScores(model, { queries: 'latents', keys: 'text', firstChooses: true }, text);
    expect(chance).toMatchObject({ onName: (0 + 3 / 6) / 2, onMask: 0, firstToken: (1 / 3 + 1 / 6) / 2 });
    expect(chance.entropy).toBeCloseTo((Math.log(3) + Math.log(6)) / 2, 6);
    expect(chance.induction).toBeNull();
  });

  it('leaves out a latent that sees one character alone, as heads are scored', () => {
    const sides = { queries: 'latents', keys: 'text' } as const;
    const chance = chanceScores({ latentsOf: (length: number) => Math.min(3, length) }, sides, text);
    expect(chance.firstToken).toBeCloseTo((1 / 2 + 1 / 3) / 2, 6);
    const weights = Float32Array.of(1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3);
    const [found] = scoresOfMap({ block: 'down_block', heads: 1, queries: 3, keys: 3, sides, weights }, text);
    close(found?.firstToken, chance.firstToken);
    close(found?.entropy, chance.entropy);
  });
});

describe('random characters that come twice', () => {
  const [first, second] = repeatedTexts(allTokens(SMALL_VOCABULARY.size), 23);
  if (!first || !second) throw new Error('There are no sequences.');
  const half = first.period ?? 0;

  function twice(weight: (query: number, key: number) => number): HeadScores {
    const size = first?.tokens.length ?? 0;
    const weights = Float32Array.from({ length: size * size }, (_, index) =>
      weight(Math.floor(index / size), index % size),
    );
    const map = { block: 'blocks.0', heads: 1, queries: size, keys: size, weights };
    return scoresOfMap(map, first ?? text)[0] ?? NO_SCORES;
  }

  it('fill the context with two equal halves, the same every time, without padding or mask', () => {
    expect(half).toBe(11);
    expect(first.tokens.slice(half)).toEqual(first.tokens.slice(0, half));
    expect(repeatedTexts(allTokens(SMALL_VOCABULARY.size), 23)[0]).toEqual(first);
    expect(second.tokens).not.toEqual(first.tokens);
    expect(Math.min(...first.tokens, ...second.tokens)).toBeGreaterThan(1);
  });

  it('show induction at an offset of length − 1 and doubles at an offset of length, and nothing else', () => {
    const induction = twice(on((query) => query - half + 1));
    expect(induction.induction).toBeCloseTo(1, 6);
    expect(induction.duplicateToken).toBe(0);
    const duplicate = twice(on((query) => query - half));
    expect(duplicate.duplicateToken).toBeCloseTo(1, 6);
    expect(duplicate.induction).toBe(0);
    const previous = twice(on((query) => query - 1));
    expect(previous.previousToken).toBeCloseTo(1, 6);
    expect(previous.duplicateToken).toBe(0);
  });
});

describe('scores inside the engine', () => {
  const texts: readonly ReadText[] = [
    text,
    { tokens: SMALL_VOCABULARY.encode('is abe?⁇Ada'), mask: 7, name: { from: 3, to: 6 } },
    { tokens: SMALL_VOCABULARY.encode('the cat sat on'), mask: undefined, name: undefined },
  ];

  it.each([
    { variant: 'vanilla' },
    { variant: 'rope' },
    { variant: 'synthesizer' },
    { variant: 'perceiver' },
    { variant: 'perceiver', latents: 'strided' as const },
  ])('of $variant $latents are those of its maps', async (config) => {
    const { engine, model, store } = smallModel(config);
    const scorer = new HeadScorer(engine, model);
    const found: HeadScores[][] = [];
    await scorer.each(store, texts, {}, (index, heads) => {
      found[index] = heads.map(({ scores: own }) => own);
    });
    const reader = new AttentionReader(engine, model);
    for (const [index, own] of texts.entries()) {
      const maps = await reader.maps(store, own.tokens);
      const expected = maps.flatMap((map) => scoresOfMap(map, own));
      expect(found[index]).toHaveLength(12);
      expected.forEach((scoresOfHead, head) => {
        for (const name of HEAD_SCORES) close(found[index]?.[head]?.[name], scoresOfHead[name]);
      });
    }
  });

  it('are averaged over the texts that define them', async () => {
    const { engine, model, store } = smallModel();
    const scorer = new HeadScorer(engine, model);
    const each: number[] = [];
    await scorer.each(store, texts, {}, (index, [first]) => {
      each[index] = first?.scores.onName ?? NaN;
    });
    const [mean] = await scorer.mean(store, texts);
    expect(mean?.scores.onName).toBeCloseTo(((each[0] ?? NaN) + (each[1] ?? NaN)) / 2, 5);
    expect(each[2]).toBeNaN();
  });
});

function close(ours: number | null | undefined, theirs: number | null): void {
  if (theirs === null) expect(ours).toBeNull();
  else expect(ours).toBeCloseTo(theirs, 5);
}
