import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MASK_TOKEN } from '../../../../src/data/vocabulary';
import { BytePairTokens, bytePairTokenizer } from '../../../../src/data/tokens/bytePairTokens';
import { FEWEST_TOKENS } from '../../../../src/data/tokens/tokenBounds';
import { learnBytePairs } from '../../../../src/data/tokens/bytePairTraining';
import { BYTE_ALPHABET, byteLevelName } from '../../../../src/data/tokens/tokenBytes';
import { readTokenizer } from '../../../../src/data/tokens/tokenizerFile';
import { readableTokens, wholeText } from '../../../../src/data/tokens/tokens';
import { temporaryFolder } from '../../../support/files';

const TEXTS = [
  "Ada's cat sat on the mat.",
  'The cat that sat there was Zoë’s.',
  'the 2000 mats,  and the cats',
];

/** What the definition says, over all words anew for each pair: [left, right] by their visible bytes. */
function byDefinition(texts: readonly string[], count: number): readonly (readonly [string, string])[] {
  const split = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
  const order = new Map(BYTE_ALPHABET.map((name, rank) => [name, rank]));
  let words = texts.flatMap((text) =>
    (` ${text}`.match(split) ?? []).map((word) => Array.from(byteLevelName(word))),
  );
  const merges: (readonly [string, string])[] = [];
  while (merges.length < count) {
    const counts = new Map<string, number>();
    for (const word of words)
      for (let at = 0; at + 1 < word.length; at++) {
        const pair = `${word[at] ?? ''} ${word[at + 1] ?? ''}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const rank = (pair: string) => pair.split(' ').map((name) => order.get(name) ?? 0);
    const [best] = [...counts].sort(([a, m], [b, n]) => {
      const [left, right] = [rank(a), rank(b)];
      return n - m || (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
    });
    if (!best || best[1] < 2) return merges;
    const [left = '', right = ''] = best[0].split(' ');
    merges.push([left, right]);
    order.set(left + right, order.size);
    words = words.map((word) =>
      word.flatMap((name, at) => {
        if (name === right && word[at - 1] === left) return [];
        return [name === left && word[at + 1] === right ? left + right : name];
      }),
    );
  }
  return merges;
}

describe('byte pairs', () => {
  const learned = learnBytePairs(TEXTS, 40);
  const tokens = new BytePairTokens(learned);

  it('are learned as the definition says', () => {
    expect(learned).toEqual(byDefinition(TEXTS, 40));
  });

  it('are as many as asked for, or as many as stand twice', () => {
    expect(learnBytePairs(TEXTS, 5)).toEqual(learned.slice(0, 5));
    expect(learnBytePairs(['abc'], 5)).toEqual([]);
    expect(learnBytePairs(['ab ab'], 500)).toEqual([
      ['a', 'b'],
      ['Ġ', 'ab'],
    ]);
  });

  it('hold any text: what is encoded is read back', () => {
    for (const text of ['the cat', 'Zoë’s 日本語 🎉', '  two  spaces ', 'line\nline', "it's"]) {
      const encoded = tokens.encode(text);
      expect(wholeText(tokens, encoded)).toBe(text.startsWith(' ') ? text.slice(1) : text);
      expect(Math.max(...encoded)).toBeLessThan(tokens.size);
    }
    expect(tokens.size).toBe(FEWEST_TOKENS + learned.length);
    expect(tokens.encode('')).toEqual([]);
  });

  it('begin each text with a space, behind a mask too, and have the mask as one token', () => {
    const answer = tokens.encode('the');
    expect(answer.map((token) => tokens.label(token))).toEqual(['␣the']);
    expect(tokens.encode('cat⁇the')).toEqual([...tokens.encode('cat'), MASK_TOKEN, ...answer]);
    expect(readableTokens(tokens, answer)).toBe(' the');
    expect(tokens.label(tokens.encode('ë')[1] ?? 0)).toBe('<0xC3>');
  });

  it('are the same tokens for who reads them from a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(bytePairTokenizer(learned)));
    const read = await readTokenizer(folder);
    for (const text of TEXTS) expect(read.encode(text)).toEqual(tokens.encode(text));
  });
});
