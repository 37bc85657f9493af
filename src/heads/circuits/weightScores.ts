/**
 * What heads are by their weights alone: whether one copies, and which of them read what others write.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ComposedHeads, WeightScores } from '../results';
import type { HeadMatrices, ModelMatrices } from './headMatrices';

/** Copying scores of all heads, and all compositions between them. */
export function weightScores(matrices: ModelMatrices, step: number): WeightScores {
  const { heads, embedding } = matrices;
  const copying = copyingScores(matrices);
  const grams = heads.map(gramsOf);
  return {
    step,
    chance: 1 / Math.sqrt(embedding.columns),
    heads: grams.map(({ head, query, key, value, output }, place) => {
      const { block, layer, head: index } = head;
      const sizes = {
        qk: query && key ? Math.sqrt(traceOf(query, key)) : null,
        ov: Math.sqrt(traceOf(output, value)),
      };
      return { block, layer, head: index, copying: copying[place] ?? null, ...sizes };
    }),
    compositions: compositions(grams),
  };
}

/** Copying scores of all heads, in their order; see {@link copyingScore}. */
export function copyingScores({ heads, embedding, unembedding }: ModelMatrices): readonly (number | null)[] {
  // W_Eᵀ W_U, [width, width], is the same for all heads.
  const ends = embedding.transpose().mmul(unembedding);
  return heads.map((head) => copyingScore(head, ends));
}

/**
 * Σλ / Σ|λ| of the eigenvalues of W_U W_O W_V W_E: 1 where the head raises the logits of the tokens that it looks at,
 * −1 where it lowers them (Elhage et al., 2021). Null where no way leads from a token through the head to a
 * prediction: a Perceiver's latents lie between.
 *
 * Σλ is the trace. AB and BA have the same eigenvalues but for zeros, so a matrix of d × d is enough in place of one
 * of vocabulary × vocabulary.
 */
function copyingScore({ sides, value, output }: HeadMatrices, ends: Matrix): number | null {
  if (sides.queries !== 'text' || sides.keys !== 'text') return null;
  const small = value.mmul(ends).mmul(output);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(small, {
    assumeSymmetric: false,
  });
  const sizes = realEigenvalues.reduce(
    (sum, real, index) => sum + Math.hypot(real, imaginaryEigenvalues[index] ?? 0),
    0,
  );
  return sizes === 0 ? null : small.trace() / sizes;
}

/** What a head is to others: [d, d] each. */
interface Grams {
  readonly head: HeadMatrices;
  readonly query: Matrix | undefined;
  readonly key: Matrix | undefined;
  readonly value: Matrix;
  readonly output: Matrix;
}

function gramsOf(head: HeadMatrices): Grams {
  const { query, key, value, output } = head;
  return {
    head,
    query: query && outer(query),
    key: key && outer(key),
    value: outer(value),
    output: outer(output.transpose()),
  };
}

/**
 * ‖A B‖ / (‖A‖ ‖B‖) in Frobenius' norm, B the W_OV of an earlier head, A the W_QKᵀ (Q), W_QK (K) or W_OV (V) of a
 * later one (Elhage et al., 2021). Null where the later head reads another stream than the earlier one writes to, or
 * compares nothing.
 */
function compositions(grams: readonly Grams[]): readonly ComposedHeads[] {
  return grams.flatMap((later) =>
    grams
      .filter((earlier) => earlier.head.layer < later.head.layer)
      .map((earlier) => composed(earlier, later)),
  );
}

function outer(a: Matrix): Matrix {
  return a.mmul(a.transpose());
}

function composed(earlier: Grams, later: Grams): ComposedHeads {
  const { head: from } = earlier;
  const { head: to } = later;
  const written = from.sides.queries;
  const size = (read: Matrix | undefined, other: Matrix | undefined): number | null => {
    if (!read || !other) return null;
    // ‖Lᵀ R O V‖² = tr(Xᵀ (L Lᵀ) X (V Vᵀ)) with X = R O: nothing larger than d × d is multiplied.
    const met = read.mmul(from.output);
    const square = traceOf(met.transpose().mmul(other).mmul(met), earlier.value);
    const sizes = traceOf(other, outer(read)) * traceOf(earlier.output, earlier.value);
    return sizes === 0 ? null : Math.sqrt(Math.max(0, square) / sizes);
  };
  const place = ({ block, layer, head }: HeadMatrices) => ({ block, layer, head });
  return {
    from: place(from),
    to: place(to),
    q: written === to.sides.queries ? size(to.query, later.key) : null,
    k: written === to.sides.keys ? size(to.key, later.query) : null,
    v: written === to.sides.keys ? size(to.value, later.output) : null,
  };
}

/** tr(A B) of two symmetric matrices. */
function traceOf(a: Matrix, b: Matrix): number {
  return Matrix.mul(a, b).sum();
}
