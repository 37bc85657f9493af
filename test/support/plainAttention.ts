/**
 * Attention maps of open models in plain loops over numbers, written without the product's code: rotation,
 * grouping and the layout of fused projections can be checked against them.
 */

type Matrix = readonly (readonly number[])[];

/** One head's query and key for each position, turned or not. */
export interface PlainSides {
  readonly queries: Matrix;
  readonly keys: Matrix;
}

/** softmax(q · k / √d) over the positions so far: row by row, with zeros behind. */
export function plainMap({ queries, keys }: PlainSides): Matrix {
  return queries.map((query, position) => {
    const scores = keys.slice(0, position + 1).map((key) => dot(query, key) / Math.sqrt(query.length));
    const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return keys.map((_, key) => (weights[key] ?? 0) / total);
  });
}

/** Turns number i together with number i + n/2 of the first `n`, by position · frequency. */
export function plainTurn(rows: Matrix, frequencies: readonly number[]): Matrix {
  const half = frequencies.length;
  return rows.map((row, position) =>
    row.map((value, index) => {
      if (index >= 2 * half) return value;
      const angle = position * (frequencies[index % half] ?? 0);
      const other = index < half ? -(row[index + half] ?? 0) : (row[index - half] ?? 0);
      return value * Math.cos(angle) + other * Math.sin(angle);
    }),
  );
}

/** The rows of a flat matrix. */
export function rowsOf(data: ArrayLike<number>, columns: number): Matrix {
  return Array.from({ length: data.length / columns }, (_, row) =>
    Array.from({ length: columns }, (__, column) => data[row * columns + column] ?? NaN),
  );
}

/** x · weightᵀ + bias, for weight [outputs, inputs]. */
export function plainLinear(x: Matrix, weight: Matrix, bias: ArrayLike<number> = []): Matrix {
  return x.map((row) => weight.map((column, output) => dot(row, column) + (bias[output] ?? 0)));
}

/** x / √(mean x² + epsilon) · scale. */
export function plainRmsNorm(x: Matrix, scale: ArrayLike<number>, epsilon: number): Matrix {
  return x.map((row) => {
    const size = Math.sqrt(dot(row, row) / row.length + epsilon);
    return row.map((value, index) => (value / size) * (scale[index] ?? NaN));
  });
}

/** (x − mean) / √(variance + 1e-5) · scale + offset. */
export function plainLayerNorm(x: Matrix, scale: ArrayLike<number>, offset: ArrayLike<number>): Matrix {
  return x.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const centred = row.map((value) => value - mean);
    const size = Math.sqrt(dot(centred, centred) / row.length + 1e-5);
    return centred.map((value, index) => (value / size) * (scale[index] ?? NaN) + (offset[index] ?? NaN));
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
