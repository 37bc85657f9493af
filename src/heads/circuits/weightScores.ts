/**
 * What heads are by their weights alone: whether one copies, and which of them read what others write.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { WeightScores } from '../results';
import type { Compositions } from './compositions';
import type { HeadMatrices, ModelMatrices } from './headMatrices';

/** Copying scores of all heads, and all compositions between them. */
export async function weightScores(
  matrices: ModelMatrices,
  step: number,
  compositions: Compositions,
): Promise<WeightScores> {
  const { heads, embedding } = matrices;
  const copying = copyingScores(matrices);
  return {
    step,
    chance: 1 / Math.sqrt(embedding.columns),
    heads: heads.map(({ block, layer, head, query, key, value, output }, place) => {
      const qk = query && key ? productSize(query, key) : null;
      const ov = productSize(output.transpose(), value);
      return { block, layer, head, copying: copying[place] ?? null, qk, ov };
    }),
    compositions: await compositions.of(heads),
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

/** ‖Aᵀ B‖ in Frobenius' norm of two matrices [d, width]: its square is tr(A Aᵀ · B Bᵀ), of d × d alone. */
function productSize(a: Matrix, b: Matrix): number {
  return Math.sqrt(Matrix.mul(a.mmul(a.transpose()), b.mmul(b.transpose())).sum());
}
