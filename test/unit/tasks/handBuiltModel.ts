/**
 * An attention-only model of two layers, built by hand with a known induction head, in plain loops (Elhage et al.,
 * 2021). Its first head looks at the position before and passes on what stands there; the head above it looks for
 * positions that were passed its own token.
 */
import type { AttentionMap } from '../../../src/model/attentionMap';

/** How sure the heads are: the scores that they give to what they look for, before the softmax. */
const SURE = 20;

type Vectors = readonly (readonly number[])[];

/** The maps of both layers, one head each, for tokens from 0. */
export function handBuiltMaps(tokens: readonly number[]): readonly [AttentionMap, AttentionMap] {
  const vocabulary = Math.max(...tokens) + 1;
  const oneHot = (token: number) => Array.from({ length: vocabulary }, (_, index) => Number(index === token));
  const own: Vectors = tokens.map(oneHot);
  const first = attention(tokens.length, (query, key) => (key === query - 1 ? SURE : 0));
  // What the first head writes: the token before, in a part of the stream of its own.
  const before: Vectors = tokens.map((_, query) =>
    oneHot(-1).map((_zero, dimension) =>
      tokens.reduce((sum, _token, key) => {
        return sum + (first[query]?.[key] ?? 0) * (own[key]?.[dimension] ?? 0);
      }, 0),
    ),
  );
  const second = attention(tokens.length, (query, key) => {
    // A position cannot be passed anything by itself.
    return key === 0 ? 0 : SURE * product(own[query] ?? [], before[key] ?? []);
  });
  return [mapOf('blocks.0', first), mapOf('blocks.1', second)];
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** Causal softmax of scores. */
function attention(length: number, score: (query: number, key: number) => number): number[][] {
  return Array.from({ length }, (_, query) => {
    const powers = Array.from({ length }, (_key, key) => (key <= query ? Math.exp(score(query, key)) : 0));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  });
}

function mapOf(block: string, rows: readonly (readonly number[])[]): AttentionMap {
  const length = rows.length;
  return { block, heads: 1, queries: length, keys: length, weights: Float32Array.from(rows.flat()) };
}
