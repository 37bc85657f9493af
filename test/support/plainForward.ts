/**
 * The study's vanilla transformer in plain loops over numbers: slow, and written without the product's
 * code, so that what analyses do inside the engine can be recomputed by hand.
 */
import type { HostTensors } from '../../src/engine/tensors';

type Matrix = readonly (readonly number[])[];

/** May replace a head's output, [length, d], before the block's projection. */
export type ChangeHead = (output: Matrix, block: number, head: number) => Matrix;

/** What a forward pass gives. */
export interface PlainForward {
  /** [length, vocabulary]. */
  readonly logits: Matrix;
  /** Each head's output as it enters the projection, by block, by head: [length, d]. */
  readonly heads: readonly (readonly Matrix[])[];
}

/** Runs one row of tokens. */
export function plainForward(
  weights: HostTensors,
  { layers, heads }: { readonly layers: number; readonly heads: number },
  tokens: readonly number[],
  change: ChangeHead = (output) => output,
): PlainForward {
  const matrix = (name: string) => knownRowsOf(weights, name);
  const vector = (name: string) => Array.from(weights[name]?.data ?? []);
  const linear = (x: Matrix, name: string) => project(x, matrix(`${name}.weight`), vector(`${name}.bias`));
  const norm = (x: Matrix, name: string) => normalized(x, vector(`${name}.weight`), vector(`${name}.bias`));
  const [characters, places] = [matrix('tok_emb.weight'), matrix('pos_emb')];
  let stream: Matrix = tokens.map((token, place) => sum(at(characters, token), at(places, place)));
  const seen: Matrix[][] = [];
  for (let block = 0; block < layers; block++) {
    const name = `blocks.${block}`;
    const x = norm(stream, `${name}.ln1`);
    const [q, k, v] = ['query', 'key', 'value'].map((part) => linear(x, `${name}.attn.${part}`));
    const outputs = Array.from({ length: heads }, (_, head) =>
      change(attended(part(q, head, heads), part(k, head, heads), part(v, head, heads)), block, head),
    );
    seen.push(outputs);
    const merged = tokens.map((_, place) => outputs.flatMap((output) => at(output, place)));
    stream = added(stream, linear(merged, `${name}.attn.proj`));
    const hidden = linear(norm(stream, `${name}.ln2`), `${name}.mlp.0`).map((row) => row.map(gelu));
    stream = added(stream, linear(hidden, `${name}.mlp.2`));
  }
  return { logits: project(norm(stream, 'ln_f'), matrix('head.weight'), []), heads: seen };
}

/** Natural logarithms of the softmax of some logits. */
export function logSoftmax(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits);
  const total = Math.log(logits.reduce((all, logit) => all + Math.exp(logit - most), 0)) + most;
  return logits.map((logit) => logit - total);
}

/** The row of a matrix. */
export function at(matrix: Matrix | undefined, row: number): readonly number[] {
  const found = matrix?.at(row);
  if (!found) throw new RangeError(`There is no row ${row}.`);
  return found;
}

/** Weights are cut into rows once, and not for every text that runs through them. */
const known = new WeakMap<HostTensors, Map<string, Matrix>>();

function knownRowsOf(weights: HostTensors, name: string): Matrix {
  const matrices = known.get(weights) ?? new Map<string, Matrix>();
  known.set(weights, matrices);
  const rows = matrices.get(name) ?? rowsOf(weights, name);
  matrices.set(name, rows);
  return rows;
}

function rowsOf(weights: HostTensors, name: string): Matrix {
  const { shape, data } = weights[name] ?? { shape: [0, 0], data: [] };
  const columns = shape.at(-1) ?? 1;
  const flat = Array.from(data);
  return Array.from({ length: flat.length / columns }, (_, row) =>
    flat.slice(row * columns, (row + 1) * columns),
  );
}

function project(x: Matrix, weight: Matrix, bias: readonly number[]): Matrix {
  return x.map((row) => weight.map((column, output) => dot(row, column) + (bias[output] ?? 0)));
}

function normalized(x: Matrix, scale: readonly number[], offset: readonly number[]): Matrix {
  return x.map((row) => {
    const mean = row.reduce((all, value) => all + value, 0) / row.length;
    const variance = row.reduce((all, value) => all + (value - mean) ** 2, 0) / row.length;
    return row.map(
      (value, index) =>
        ((value - mean) / Math.sqrt(variance + 1e-5)) * (scale[index] ?? 1) + (offset[index] ?? 0),
    );
  });
}

function attended(q: Matrix, k: Matrix, v: Matrix): Matrix {
  return q.map((query, place) => {
    const scores = k.slice(0, place + 1).map((key) => dot(query, key) / Math.sqrt(query.length));
    const shares = logSoftmax(scores).map(Math.exp);
    return query.map((_, column) =>
      shares.reduce((all, share, key) => all + share * (at(v, key)[column] ?? 0), 0),
    );
  });
}

function part(x: Matrix | undefined, head: number, heads: number): Matrix {
  return (x ?? []).map((row) => row.slice((head * row.length) / heads, ((head + 1) * row.length) / heads));
}

function added(a: Matrix, b: Matrix): Matrix {
  return a.map((row, index) => sum(row, at(b, index)));
}

function sum(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let all = 0;
  for (let index = 0; index < a.length; index++) all += (a[index] ?? 0) * (b[index] ?? 0);
  return all;
}

/** x · Φ(x), by Simpson's rule for the integral of the normal density. */
function gelu(x: number): number {
  const steps = 24;
  const width = x / steps;
  let integral = 0;
  for (let step = 0; step <= steps; step++) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    integral += weight * Math.exp(-((step * width) ** 2) / 2);
  }
  return x * (0.5 + (integral * width) / 3 / Math.sqrt(2 * Math.PI));
}
