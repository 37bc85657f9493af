/**
 * The four matrices of every head, and those before and behind all heads, as the mathematics of circuits has them
 * (Elhage et al., 2021): what stands between a token and a head, and between a head and a prediction, is folded in.
 *
 * The normalization before a head subtracts the mean and multiplies by a scale; both are linear and belong to its
 * matrices. That it also divides by the deviation does not, nor do biases and the turning of queries and keys by their
 * positions (`rope`): circuits leave these out.
 */
import { Matrix } from 'ml-matrix';
import type { Store } from '../../engine/engine';
import { UserError } from '../../files/userError';
import { type MapSides, TEXT_SIDES } from '../../model/attentionMap';
import type { Model } from '../../model/transformer';
import { headPlaces } from '../headPlaces';
import type { HeadPlace } from '../results';

/** One head. */
export interface HeadMatrices extends HeadPlace {
  readonly sides: MapSides;
  /** [d, width]; undefined for a head that compares nothing. */
  readonly query: Matrix | undefined;
  readonly key: Matrix | undefined;
  /** [d, width]. */
  readonly value: Matrix;
  /** [width, d]. */
  readonly output: Matrix;
}

/** All heads of a model, and its ends. */
export interface ModelMatrices {
  /** By block, then by head. */
  readonly heads: readonly HeadMatrices[];
  /** W_E and W_U: [vocabulary, width] both. */
  readonly embedding: Matrix;
  readonly unembedding: Matrix;
}

const EMBEDDING = 'tok_emb.weight';

/** Whether {@link readMatrices} knows the form of a model's weights. */
export function hasMatrices({ blockNames, parameters }: Model): boolean {
  return EMBEDDING in parameters && blockNames.every((block) => `${block}.attn.value.weight` in parameters);
}

/**
 * Reads them.
 *
 * @throws UserError for a model that was not trained here: others keep their matrices in other forms.
 */
export async function readMatrices(store: Store, model: Model): Promise<ModelMatrices> {
  const { blockNames, parameters, readout } = model;
  if (!hasMatrices(model)) {
    throw new UserError(
      'Circuits are read from the weights of models that were trained here; this is another.',
    );
  }
  const read = (name: string) => matrix(store, name);
  const scaled = async (name: string, norm: string | undefined) =>
    norm === undefined ? read(name) : folded(await read(name), (await store.read(norm)).data);
  const heads: HeadMatrices[] = [];
  for (const block of blockNames) {
    const sides = model.sides[block] ?? TEXT_SIDES;
    const norms = normsOf(block, sides);
    const side = async (name: string, norm: string | undefined) =>
      `${block}.attn.${name}.weight` in parameters ? scaled(`${block}.attn.${name}.weight`, norm) : undefined;
    const parts = {
      ...{ query: await side('query', norms.queries), key: await side('key', norms.keys) },
      value: await scaled(`${block}.attn.value.weight`, norms.keys),
      output: await read(`${block}.attn.proj.weight`),
    };
    const own = headPlaces(model).filter((place) => place.block === block);
    heads.push(...own.map((place) => ({ ...place, sides, ...cut(parts, place.head, own.length) })));
  }
  return {
    heads,
    embedding: await read(EMBEDDING),
    unembedding: await scaled(readout.unembedding, readout.norm.scale),
  };
}

/** Reads the matrices of one model, and keeps those read last: what heads are and what they do are asked together. */
export class MatricesReader {
  private last: { readonly key: string; readonly matrices: ModelMatrices } | undefined;

  constructor(private readonly model: Model) {}

  /**
   * The matrices of these weights.
   *
   * @param key Which weights they are
   * @throws UserError for a model that was not trained here: see {@link readMatrices}.
   */
  async of(key: string, store: () => Promise<Store>): Promise<ModelMatrices> {
    if (this.last?.key !== key) this.last = { key, matrices: await readMatrices(await store(), this.model) };
    return this.last.matrices;
  }

  /** Lets go of what was read. */
  dispose(): Promise<void> {
    this.last = undefined;
    return Promise.resolve();
  }
}

interface BlockMatrices {
  readonly query: Matrix | undefined;
  readonly key: Matrix | undefined;
  readonly value: Matrix;
  readonly output: Matrix;
}

/** One head's rows of what reads the stream, and its columns of what writes to it. */
function cut({ query, key, value, output }: BlockMatrices, head: number, heads: number): BlockMatrices {
  const size = value.rows / heads;
  const [from, to] = [head * size, (head + 1) * size - 1];
  const rows = (of: Matrix) => of.subMatrix(from, to, 0, of.columns - 1);
  return {
    query: query && rows(query),
    key: key && rows(key),
    value: rows(value),
    output: output.subMatrix(0, output.rows - 1, from, to),
  };
}

/** Where the text asks latents or they ask it, the latents alone are normalized; see `variants/perceiver.ts`. */
function normsOf(block: string, { queries, keys }: MapSides): Partial<Record<'queries' | 'keys', string>> {
  const norm = `${block}.ln1.weight`;
  if (queries === keys) return { queries: norm, keys: norm };
  return queries === 'latents' ? { queries: norm } : { keys: norm };
}

/** W · (I − 11ᵀ/n) · diag(γ), in the order in which a normalization does it: first the mean goes, then γ comes. */
function folded(weight: Matrix, scale: ArrayLike<number>): Matrix {
  const { rows, columns } = weight;
  const made = Matrix.zeros(rows, columns);
  for (let row = 0; row < rows; row++) {
    let mean = 0;
    for (let column = 0; column < columns; column++) {
      const value = weight.get(row, column) * (scale[column] ?? 0);
      made.set(row, column, value);
      mean += value / columns;
    }
    for (let column = 0; column < columns; column++) made.set(row, column, made.get(row, column) - mean);
  }
  return made;
}

async function matrix(store: Store, name: string): Promise<Matrix> {
  const { shape, data } = await store.read(name);
  const [rows = 0, columns = 0] = shape;
  return Matrix.from1DArray(rows, columns, Array.from(data));
}
