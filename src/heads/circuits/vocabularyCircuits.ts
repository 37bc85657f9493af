/**
 * The QK and the OV circuit of one head as matrices over the vocabulary (Elhage et al., 2021): which token would look at
 * which, and what looking at a token does to the logits of all.
 */
import type { Matrix } from 'ml-matrix';
import type { VocabularyCircuits } from '../results';
import type { HeadMatrices, ModelMatrices } from './headMatrices';

/** More rows than a picture can name. */
const MOST_TOKENS = 64;

/**
 * The circuits of a head; of many tokens over those that its OV circuit moves most. Null where a Perceiver's
 * latents stand in the way, and the QK circuit also where the head compares nothing.
 *
 * @param among The tokens that are looked at; all when left out
 */
export function vocabularyCircuits(
  head: HeadMatrices,
  { embedding, unembedding }: ModelMatrices,
  label: (token: number) => string,
  among: readonly number[] = Array.from({ length: embedding.rows }, (_, token) => token),
): Omit<VocabularyCircuits, 'step'> {
  const { block, layer, head: index, sides, query, key } = head;
  const readsTokens = sides.queries === 'text' && sides.keys === 'text';
  // [vocabulary, d]: what each token would pass on, and what each prediction takes of it.
  const passed = embedding.mmul(head.value.transpose());
  const taken = unembedding.mmul(head.output);
  const tokens = strongest(passed, taken, among);
  const across = (rows: Matrix, columns: Matrix, scale = 1) =>
    tokens.map((row) => tokens.map((column) => rounded(scale * products(rows, row, columns, column))));
  const asked = query && embedding.mmul(query.transpose());
  const asking = key && embedding.mmul(key.transpose());
  return {
    ...{ block, layer, head: index, vocabulary: among.length, tokens: tokens.map(label) },
    ov: readsTokens ? across(passed, taken) : null,
    qk: readsTokens && asked && asking ? across(asked, asking, 1 / Math.sqrt(asked.columns)) : null,
  };
}

/** All tokens; of many those with the longest rows in what they pass on and take, in the vocabulary's order. */
function strongest(passed: Matrix, taken: Matrix, all: readonly number[]): readonly number[] {
  if (all.length <= MOST_TOKENS) return all;
  const length = (of: Matrix, row: number) => Math.hypot(...of.getRow(row));
  const sizes = all.map((token) => length(passed, token) * length(taken, token));
  return [...all]
    .sort((one, other) => (sizes[other] ?? 0) - (sizes[one] ?? 0))
    .slice(0, MOST_TOKENS)
    .sort((one, other) => one - other);
}

function products(a: Matrix, row: number, b: Matrix, other: number): number {
  let sum = 0;
  for (let inner = 0; inner < a.columns; inner++) sum += a.get(row, inner) * b.get(other, inner);
  return sum;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
