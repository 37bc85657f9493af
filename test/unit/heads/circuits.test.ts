import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type HeadMatrices, MatricesReader, readMatrices } from '../../../src/heads/circuits/headMatrices';
import { Compositions } from '../../../src/heads/circuits/compositions';
import { vocabularyCircuits } from '../../../src/heads/circuits/vocabularyCircuits';
import { weightScores } from '../../../src/heads/circuits/weightScores';
import { LensReader } from '../../../src/heads/logits/logitLens';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { UserError } from '../../../src/files/userError';
import type { tf } from '../../../src/engine/tf';
import { TEXT_SIDES } from '../../../src/model/attentionMap';
import { textRunner } from '../../../src/model/attentionMaps';
import { SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

/** Of models of several shapes, one after the other. */
const COMPOSITIONS = new Compositions(openDevice('onnx-cpu'));

type Rows = readonly (readonly number[])[];

/** A product in plain loops. */
function times(a: Rows, b: Rows): Rows {
  return a.map((row) =>
    (b[0] ?? []).map((_, column) =>
      row.reduce((sum, value, inner) => sum + value * (b[inner]?.[column] ?? 0), 0),
    ),
  );
}
const turned = (a: Rows): Rows => (a[0] ?? []).map((_, column) => a.map((row) => row[column] ?? 0));
const size = (a: Rows) => Math.sqrt(a.flat().reduce((sum, value) => sum + value ** 2, 0));

/**
 * Two attention-only layers on a stream of three parts of `TOKENS`: the token, what stood before it, and the prediction.
 * The first head moves the token before into the second part; the second looks where that is its own token, and
 * predicts what stands there (Elhage et al., 2021).
 */
const TOKENS = 5;
const part = (place: number, columns = 3 * TOKENS): Rows =>
  Array.from({ length: TOKENS }, (_, row) =>
    Array.from({ length: columns }, (_value, column) => Number(column === place * TOKENS + row)),
  );
const matrix = (rows: Rows) => new Matrix(rows.map((row) => [...row]));
const headOf = (
  layer: number,
  parts: { query: Rows; key: Rows; value: Rows; output: Rows },
): HeadMatrices => ({
  ...{ block: `blocks.${layer}`, layer, head: 0, sides: TEXT_SIDES },
  ...{ query: matrix(parts.query), key: matrix(parts.key) },
  ...{ value: matrix(parts.value), output: matrix(parts.output) },
});
const BUILT = {
  heads: [
    headOf(0, { query: part(2), key: part(2), value: part(0), output: turned(part(1)) }),
    headOf(1, { query: part(0), key: part(1), value: part(0), output: turned(part(2)) }),
  ],
  embedding: matrix(part(0)),
  unembedding: matrix(part(2)),
};

describe('an induction circuit that was built by hand', () => {
  it('is a copying head that reads by its keys what the head before it writes', async () => {
    const { heads, compositions } = await weightScores(BUILT, 7, COMPOSITIONS);
    // The first head's output reaches no prediction by itself.
    expect(heads.map(({ copying }) => copying)).toEqual([null, 1]);
    expect(compositions).toMatchObject([{ q: 0, v: 0 }]);
    // W_QK W_OV is a permutation of five ones: √5 / (√5 √5).
    expect(compositions[0]?.k).toBeCloseTo(1 / Math.sqrt(TOKENS), 7);
  });

  it('raises the token that it looks at and no other, and of the opposite head lowers it', async () => {
    const [, induction] = BUILT.heads;
    if (!induction) throw new Error('It has two heads.');
    const { ov } = vocabularyCircuits(induction, BUILT, String);
    expect(ov).toEqual(part(0, TOKENS));
    // Of tokens that a model has never read, they say nothing.
    const some = vocabularyCircuits(induction, BUILT, String, [1, 3]);
    expect(some).toMatchObject({
      tokens: ['1', '3'],
      vocabulary: 2,
      ov: [
        [1, 0],
        [0, 1],
      ],
    });
    const opposite = { ...induction, output: Matrix.mul(induction.output, -1) };
    const { heads } = await weightScores({ ...BUILT, heads: [opposite] }, 7, COMPOSITIONS);
    expect(heads[0]?.copying).toBe(-1);
  });
});

describe('the weights of a model', () => {
  it('are read once for all that is asked about them, and anew when they are others', async () => {
    const { store, model } = smallModel();
    const reader = new MatricesReader(model);
    let loaded = 0;
    const load = () => {
      loaded++;
      return Promise.resolve(store);
    };
    const first = await reader.of('step 1', load);
    expect([await reader.of('step 1', load), loaded]).toEqual([first, 1]);
    await reader.of('step 2', load);
    await reader.dispose();
    await reader.of('step 2', load);
    expect(loaded).toBe(3);
  });

  it('score as plain loops over whole matrices do', async () => {
    const { engine, store, model, weights } = smallModel();
    const matrices = await readMatrices(store, model);
    const { heads, compositions } = await weightScores(matrices, 0, new Compositions(engine));
    const rows = (name: string): Rows => {
      const { shape, data } = weights[name] ?? { shape: [], data: [] };
      const columns = shape[1] ?? 0;
      return Array.from({ length: shape[0] ?? 0 }, (_, row) =>
        Array.from(data.slice(row * columns, (row + 1) * columns)),
      );
    };
    /** Behind a normalization: times its scale, without the mean of each row. */
    const behind = (name: string, norm: string): Rows =>
      rows(name).map((row) => {
        const scaled = row.map((value, column) => value * (weights[norm]?.data[column] ?? 0));
        const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
        return scaled.map((value) => value - mean);
      });
    const side = (layer: number, head: number, name: string) =>
      behind(`blocks.${layer}.attn.${name}.weight`, `blocks.${layer}.ln1.weight`).slice(
        8 * head,
        8 * head + 8,
      );
    const output = (layer: number, head: number) =>
      rows(`blocks.${layer}.attn.proj.weight`).map((row) => row.slice(8 * head, 8 * head + 8));
    const moved = (layer: number, head: number) => times(output(layer, head), side(layer, head, 'value'));
    const asked = (layer: number, head: number) =>
      times(turned(side(layer, head, 'query')), side(layer, head, 'key'));
    const pair = compositions.find(
      ({ from, to }) => from.head === 2 && to.head === 1 && from.layer === 0 && to.layer === 2,
    );
    const [w, qk, ov] = [moved(0, 2), asked(2, 1), moved(2, 1)];
    expect(pair?.q).toBeCloseTo(size(times(turned(qk), w)) / (size(qk) * size(w)), 5);
    expect(pair?.k).toBeCloseTo(size(times(qk, w)) / (size(qk) * size(w)), 5);
    expect(pair?.v).toBeCloseTo(size(times(ov, w)) / (size(ov) * size(w)), 5);
    expect(heads[9]?.qk).toBeCloseTo(size(qk), 4);
    expect(heads[9]?.ov).toBeCloseTo(size(ov), 4);

    // The whole matrix over the vocabulary: its trace, and its eigenvalues found on 40 × 40 in place of 8 × 8.
    const whole = times(
      times(behind('head.weight', 'ln_f.weight'), moved(1, 3)),
      turned(rows('tok_emb.weight')),
    );
    const trace = whole.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
    const [head] = matrices.heads.slice(7);
    if (!head) throw new Error('It has twelve heads.');
    const { ov: circuit } = vocabularyCircuits(head, matrices, String);
    // By token that is looked at, then by token whose logit changes: the transpose.
    circuit?.forEach((row, from) => {
      row.forEach((value, to) => {
        expect(value).toBeCloseTo(whole[to]?.[from] ?? NaN, 4);
      });
    });
    const { realEigenvalues: real, imaginaryEigenvalues: imaginary } = new EigenvalueDecomposition(
      matrix(whole),
    );
    const sizes = real.reduce((sum, value, at) => sum + Math.hypot(value, imaginary[at] ?? 0), 0);
    expect(heads[7]?.copying).toBeCloseTo(trace / sizes, 4);
  });

  it('say what means nothing for a variant, and for a model of others', async () => {
    const synthesizer = smallModel({ variant: 'synthesizer' });
    const own = await readMatrices(synthesizer.store, synthesizer.model);
    const { compositions, heads } = await weightScores(own, 0, COMPOSITIONS);
    expect(heads.every(({ qk, ov }) => qk === null && ov > 0)).toBe(true);
    expect(compositions.every(({ q, k, v }) => q === null && k === null && v !== null)).toBe(true);
    const perceiver = smallModel({ variant: 'perceiver' });
    const matrices = await readMatrices(perceiver.store, perceiver.model);
    const found = await weightScores(matrices, 0, COMPOSITIONS);
    expect(found.heads.every(({ copying }) => copying === null)).toBe(true);
    // The text's queries in the last block never met the latents.
    expect(found.compositions.filter(({ q }) => q === null).every(({ to }) => to.block === 'up_block')).toBe(
      true,
    );
    const other = { ...synthesizer.model, parameters: {} };
    await expect(readMatrices(synthesizer.store, other)).rejects.toThrow(UserError);
  });
});

describe('the logit lens', () => {
  it.each(['vanilla', 'rope', 'synthesizer', 'perceiver'])(
    'of a %s ends in its own prediction',
    async (variant) => {
      const { engine, store, model } = smallModel({ variant });
      const lens = new LensReader(engine, model, SMALL_VOCABULARY);
      const tokens = SMALL_VOCABULARY.encode('is abel?⁇Ada');
      const { layers, predicted } = await lens.read(store, tokens, 3);
      expect(predicted).toBe(tokens.length - 1);
      expect(layers.map(({ name }) => name)).toEqual(
        variant === 'perceiver' ? ['embedding', 'up_block'] : ['embedding', ...model.blockNames],
      );
      const whole = textRunner(engine, model, (inputs, state) => ({
        outputs: { logits: model.forward(inputs['tokens'] as tf.Tensor2D, state).logits },
      }));
      const { outputs } = await whole.one(store, tokens);
      const best = tokens.map((_, at) => {
        const row = Array.from(outputs['logits']?.data.slice(40 * at, 40 * at + 40) ?? []);
        return SMALL_VOCABULARY.label(row.indexOf(Math.max(...row)));
      });
      expect(layers.at(-1)?.top).toEqual(best);
      expect(layers.every(({ top }) => top.length === tokens.length)).toBe(true);
      await lens.dispose();
      await expect(lens.read(store, tokens.slice(0, 1), 3)).rejects.toThrow(/too short/);
    },
  );
});
