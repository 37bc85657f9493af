/**
 * Attention rollout: how much of what each position holds behind a block comes from each character, when
 * the blocks' maps are multiplied from first to last (Abnar & Zuidema, 2020).
 */
import type { FlowLayer, Matrix } from './layers';

/**
 * The rollout behind each block: [positions or latents, characters].
 *
 * @param layers From first to last.
 * @param characters The text's length.
 */
export function rollout(layers: readonly FlowLayer[], characters: number): readonly Matrix[] {
  let current = identity(characters);
  return layers.map(({ before, fromText }) => {
    const next = product(before, current);
    for (let row = 0; fromText > 0 && row < Math.min(next.rows, characters); row++) {
      const diagonal = row * characters + row;
      next.data[diagonal] = (next.data[diagonal] ?? 0) + fromText;
    }
    current = next;
    return next;
  });
}

function identity(size: number): Matrix {
  const data = new Float64Array(size * size);
  for (let row = 0; row < size; row++) data[row * size + row] = 1;
  return { rows: size, columns: size, data };
}

function product(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let row = 0; row < a.rows; row++) {
    for (let inner = 0; inner < a.columns; inner++) {
      const weight = a.data[row * a.columns + inner] ?? 0;
      if (weight === 0) continue;
      for (let column = 0; column < b.columns; column++) {
        const at = row * b.columns + column;
        data[at] = (data[at] ?? 0) + weight * (b.data[inner * b.columns + column] ?? 0);
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}
