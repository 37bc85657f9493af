import { describe, expect, it } from 'vitest';
import { ModelLook, lookedRows } from '../../../../src/heads/formation/modelLook';
import {
  compositionCurves,
  copyingCurves,
  lensCurves,
  normCurves,
} from '../../../../src/heads/formation/modelPoint';
import { Compositions } from '../../../../src/heads/circuits/compositions';
import { readMatrices } from '../../../../src/heads/circuits/headMatrices';
import { weightScores } from '../../../../src/heads/circuits/weightScores';
import { LensReader } from '../../../../src/heads/logits/logitLens';
import { SMALL_VOCABULARY, smallModel } from '../../../support/smallModel';

const LINES = ['is abel?', 'abel is ada', 'b', '', 'da ida?'];

describe('a look at a model', () => {
  it.each(['vanilla', 'rope', 'synthesizer', 'perceiver'])(
    'says of a %s what its analyses say',
    async (variant) => {
      const { engine, store, model, weights } = smallModel({ variant });
      const look = new ModelLook(engine, model, lookedRows(LINES, SMALL_VOCABULARY, 23));
      const { copying, composition = [], norms, lens } = await look.at(store);
      await look.dispose();

      const compositions = new Compositions(engine);
      const scores = await weightScores(await readMatrices(store, model), 0, compositions);
      const flat = copying.flat();
      expect(flat).toHaveLength(scores.heads.length);
      scores.heads.forEach(({ copying: score }, at) => {
        if (score === null) expect(flat[at]).toBeNull();
        else expect(flat[at]).toBeCloseTo(score, 3);
      });

      expect(composition.length).toBeGreaterThan(0);
      for (const { kind, from, to, score } of composition) {
        const strongest = Math.max(...scores.compositions.map((pair) => pair[kind] ?? 0));
        expect(score).toBeCloseTo(strongest, 3);
        const pair = scores.compositions.find(
          (one) =>
            one.from.layer === from.layer &&
            one.from.head === from.head &&
            one.to.layer === to.layer &&
            one.to.head === to.head,
        );
        expect(score).toBeCloseTo(pair?.[kind] ?? 0, 3);
      }

      const reader = new LensReader(engine, model, SMALL_VOCABULARY);
      const rights = new Map<string, number>();
      let predicted = 0;
      for (const line of LINES.filter(({ length }) => length > 1)) {
        const read = await reader.read(store, SMALL_VOCABULARY.encode(line), 0);
        predicted += read.predicted;
        for (const { name, right } of read.layers) rights.set(name, (rights.get(name) ?? 0) + right);
      }
      await reader.dispose();
      expect(lens.map(({ layer }) => layer)).toEqual([...rights.keys()]);
      for (const { layer, right } of lens) expect(right).toBeCloseTo((rights.get(layer) ?? 0) / predicted, 3);

      const squares = Object.values(weights).flatMap(({ data }) => Array.from(data, (value) => value ** 2));
      const all = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      expect(Math.hypot(...norms.map(({ norm }) => norm))).toBeCloseTo(all, 2);
      expect(norms.map(({ module }) => module)).toContain('blocks.0.attn');
    },
  );

  it('leaves out copying and composition where circuits are not read, and layers where there is no text', async () => {
    const { engine, store, model } = smallModel();
    const other = { ...model, blockNames: ['somewhere'] };
    const look = new ModelLook(engine, other, lookedRows(['', 'a'], SMALL_VOCABULARY, 23));
    expect(await look.at(store)).toMatchObject({ copying: [], lens: [] });
    await look.dispose();
  });
});

describe('the curves of a model', () => {
  const point = (step: number) => ({
    step,
    model: {
      copying: [[0.1 * step, null]],
      composition: [
        { kind: 'k', from: { layer: 0, head: step }, to: { layer: 1, head: 0 }, score: step / 4 },
      ] as const,
      norms: [
        { module: 'blocks.0.attn', norm: 3 },
        { module: 'blocks.1.attn', norm: 4 },
        { module: 'head', norm: step },
      ],
      lens: [{ layer: 'embedding', right: 0.25 }],
    },
  });

  it('are those of the heads that have a score, of layers, and of like modules together', () => {
    const points = [{ step: 0 }, point(1), point(2)];
    expect(copyingCurves(points)).toEqual([{ layer: 0, head: 0, values: Float64Array.of(NaN, 0.1, 0.2) }]);
    expect(compositionCurves(points)).toEqual([
      { name: 'K', now: 'K 1.3→2.1', values: Float64Array.of(NaN, 0.25, 0.5) },
    ]);
    expect(lensCurves(points)).toEqual([{ name: 'embedding', values: Float64Array.of(NaN, 0.25, 0.25) }]);
    expect(normCurves(points)).toEqual([
      { name: 'attn', values: Float64Array.of(NaN, 5, 5) },
      { name: 'head', values: Float64Array.of(NaN, 1, 2) },
    ]);
    expect(normCurves([{ step: 0 }])).toEqual([]);
  });
});
