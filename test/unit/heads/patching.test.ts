import { describe, expect, it } from 'vitest';
import { pairing } from '../../../src/heads/patching/alignment';
import { Patcher, differingPairs, patchingTable } from '../../../src/heads/patching/patching';
import { answeredTexts } from '../../../src/heads/texts';
import { MASK_TOKEN } from '../../../src/data/vocabulary';
import { PATCH_REGIONS, type PatchRegion } from '../../../src/heads/results';
import { type ChangeHead, at, plainForward } from '../../support/plainForward';
import { SMALL, SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

const small = smallModel();
const reading = { vocabulary: SMALL_VOCABULARY, contextLength: SMALL.contextLength };

const { texts } = answeredTexts(
  [
    { line: 1, question: 'is abel?', answer: 'Ada' },
    { line: 2, question: 'is bo?', answer: 'Ash' },
    { line: 3, question: 'is cid?', answer: 'Ada' },
  ],
  reading,
);
const [abel, bo, cid] = texts;
if (!abel || !bo || !cid) throw new Error('The questions do not fit.');

const [RECEIVER, DONOR] = ['is abel?⁇A', 'is bo?⁇A'].map((text) => SMALL_VOCABULARY.encode(text));

/** The receiver's positions and the donor's that stand for them, written out by hand. */
const PLACES: Readonly<Record<PatchRegion, readonly (readonly [number, number])[]>> = {
  answer: [[9, 7]],
  name: [
    [6, 4],
    [5, 3],
  ],
  all: [9, 8, 7, 6, 5, 4, 3, 2].map((place) => [place, place - 2] as const),
};

function differenceByHand(region: PatchRegion, block: number, head: number): number {
  const donated = plainForward(small.weights, SMALL, DONOR ?? []).heads[block]?.[head];
  const change: ChangeHead = (output, ownBlock, ownHead) => {
    if (ownBlock !== block || ownHead !== head) return output;
    const donor = new Map(PLACES[region]);
    return output.map((row, place) => {
      const from = donor.get(place);
      return from === undefined ? row : at(donated, from);
    });
  };
  const logits = at(plainForward(small.weights, SMALL, RECEIVER ?? [], change).logits, -1);
  const [d, s] = SMALL_VOCABULARY.encode('ds');
  return (logits[d ?? 0] ?? NaN) - (logits[s ?? 0] ?? NaN);
}

describe('patching', () => {
  const patcher = new Patcher(small.engine, small.model, small.vocabulary);

  it.each(PATCH_REGIONS)('at %s: each head’s exchange is as recomputed by hand', async (region) => {
    const [patched] = await patcher.exchange(small.store, [{ receiver: abel, donor: bo }], region);
    expect(patched).toMatchObject({ receiver: 'is abel?', donor: 'is bo?', shared: 'A' });
    expect(patched?.characters).toEqual(['d', 's']);
    expect(patched?.heads).toHaveLength(12);
    for (const { layer, head, choice, effect } of patched?.heads ?? []) {
      const byHand = differenceByHand(region, layer, head);
      expect(choice.difference).toBeCloseTo(byHand, 4);
      const [from, to] = [patched?.clean.difference ?? NaN, patched?.donorClean.difference ?? NaN];
      expect(effect).toBeCloseTo((from - byHand) / (from - to), 3);
    }
  });

  it('asks for two answers that differ', async () => {
    await expect(patcher.exchange(small.store, [{ receiver: abel, donor: cid }], 'all')).rejects.toThrow(
      "'is abel?' and 'is cid?' have the same answer. Choose two questions whose answers differ.",
    );
  });

  it('of all heads of a Perceiver’s latents needs no positions', async () => {
    const perceiver = smallModel({ variant: 'perceiver' });
    const own = new Patcher(perceiver.engine, perceiver.model, perceiver.vocabulary);
    const [patched] = await own.exchange(perceiver.store, [{ receiver: abel, donor: bo }], 'answer');
    expect(
      patched?.heads.map(({ block }) => block).filter((block, index, all) => all.indexOf(block) === index),
    ).toEqual(['down_block', 'blocks.0', 'up_block']);
  });

  it('averages over exchanges', async () => {
    const pairs = [
      { receiver: abel, donor: bo },
      { receiver: bo, donor: abel },
    ];
    const exchanges = await patcher.exchange(small.store, pairs, 'answer');
    const table = patchingTable(exchanges, { step: 7, region: 'answer' });
    const differences = exchanges.map(({ clean }) => clean.difference);
    expect(table).toMatchObject({ step: 7, exchanges: 2 });
    expect(table.clean).toBeCloseTo(((differences[0] ?? NaN) + (differences[1] ?? NaN)) / 2, 6);
    // Each is the other’s donor.
    expect(table.donorClean).toBeCloseTo(-table.clean, 4);
  });

  it('pairs positions from the right, and questions whose answers begin differently', () => {
    const text = (tokens: number, from: number, to: number) => {
      return { tokens: new Array<number>(tokens).fill(MASK_TOKEN), name: { from, to } };
    };
    expect(pairing('name', text(9, 3, 6), text(8, 3, 5))).toEqual([
      [5, 4],
      [4, 3],
    ]);
    expect(pairing('answer', text(9, 3, 6), text(8, 3, 5))).toEqual([[8, 7]]);
    const other = { ...cid, tokens: [...cid.tokens.slice(0, 8), 9, ...cid.tokens.slice(9)] };
    expect(differingPairs([abel, bo, other], 5)).toEqual([{ receiver: abel, donor: other }]);
  });
});
