/**
 * Small dense matrices: enough for bases, projections and the angles between subspaces.
 *
 * Not for models, whose products run in an engine; these have at most a few thousand numbers.
 */
import { type RandomNumbers, randomNormal } from './randomNumbers';

/** A matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows · columns]. */
  readonly data: Float64Array;
}

/** The matrix whose number in row r and column c is `value(r, c)`. */
export function matrixOf(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Matrix {
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) data[row * columns + column] = value(row, column);
  }
  return { rows, columns, data };
}

/** One number of a matrix. */
export function entry({ columns, data }: Matrix, row: number, column: number): number {
  return data[row * columns + column] ?? 0;
}

/** The sum of products of two vectors of equal length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** Euclid’s length of a vector. */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** The distance of two vectors of equal length. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return norm(Float64Array.from({ length: a.length }, (_, index) => (a[index] ?? 0) - (b[index] ?? 0)));
}

/** The product of a matrix, [rows, columns], and a vector, [columns]. */
export function times(matrix: Matrix, vector: ArrayLike<number>): Float64Array {
  const { rows, columns, data } = matrix;
  const row = (index: number) => data.subarray(index * columns, (index + 1) * columns);
  return Float64Array.from({ length: rows }, (_, index) => dot(row(index), vector));
}

/** Aᵀ. */
export function transposed(matrix: Matrix): Matrix {
  return matrixOf(matrix.columns, matrix.rows, (row, column) => entry(matrix, column, row));
}

/** The product of two matrices, [a.rows, b.columns]. Throws when they do not fit. */
export function product(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new Error(`A matrix of ${a.columns} columns meets one of ${b.rows} rows.`);
  return matrixOf(a.rows, b.columns, (row, column) => {
    let sum = 0;
    for (let inner = 0; inner < a.columns; inner++) sum += entry(a, row, inner) * entry(b, inner, column);
    return sum;
  });
}

/**
 * Random orthonormal rows, [rows, columns]: Gram and Schmidt’s method on normal numbers, each row
 * cleaned twice, after which nothing but rounding is left (Giraud et al., 2005).
 *
 * @throws When there are more rows than columns: so many cannot be orthogonal.
 */
export function orthonormalRows(next: RandomNumbers, rows: number, columns: number): Matrix {
  if (rows > columns)
    throw new Error(`${rows} vectors cannot be orthogonal to each other in ${columns} dimensions.`);
  const matrix = matrixOf(rows, columns, () => randomNormal(next));
  const row = (index: number) => matrix.data.subarray(index * columns, (index + 1) * columns);
  for (let index = 0; index < rows; index++) {
    for (let round = 0; round < 2; round++) {
      for (let former = 0; former < index; former++) {
        addScaled(row(index), row(former), -dot(row(index), row(former)));
      }
      scale(row(index), 1 / norm(row(index)));
    }
  }
  return matrix;
}

/** Adds `factor · from` to `to`, in place. */
function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index++) {
    to[index] = (to[index] ?? 0) + factor * (from[index] ?? 0);
  }
}

function scale(vector: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) * factor;
}

/** Rotations find singular values to rounding in about six sweeps; more means a bug. */
const SWEEPS = 30;

/**
 * The singular values of a matrix, largest first, as many as it has columns: one-sided Jacobi
 * rotations (Hestenes, 1958), which keep small values exact where eigenvalues of AᵀA would not.
 */
export function singularValues(matrix: Matrix): readonly number[] {
  const { data, rows: columns, columns: rows } = transposed(matrix);
  const column = (index: number) => data.subarray(index * rows, (index + 1) * rows);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false;
    for (let first = 0; first < columns; first++) {
      for (let second = first + 1; second < columns; second++) {
        turned = makeOrthogonal(column(first), column(second)) || turned;
      }
    }
    if (!turned) break;
  }
  return Array.from({ length: columns }, (_, index) => norm(column(index))).sort((a, b) => b - a);
}

/** Turns two vectors in their plane until they are orthogonal; tells whether they were not. */
function makeOrthogonal(a: Float64Array, b: Float64Array): boolean {
  const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
  if (Math.abs(ab) <= 1e-15 * Math.sqrt(aa * bb)) return false;
  const ratio = (bb - aa) / (2 * ab);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    a[index] = cosine * x - sine * y;
    b[index] = sine * x + cosine * y;
  }
  return true;
}

/**
 * The principal angles between two subspaces in degrees, smallest first: the arc cosines of the
 * singular values of AᵀB (Björck & Golub, 1973).
 *
 * @param a Orthonormal rows, [p, d].
 * @param b Orthonormal rows, [q, d].
 */
export function principalAngles(a: Matrix, b: Matrix): readonly number[] {
  const cosines = singularValues(product(a, transposed(b)));
  return cosines.map((cosine) => (Math.acos(Math.min(1, cosine)) * 180) / Math.PI);
}
