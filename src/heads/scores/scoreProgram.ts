/**
 * The program that scores heads inside the engine, and how its outputs are read.
 *
 * It gives a few numbers a head, never a map: on the study's model 500 maps of 32 heads are 160 MB, the
 * scores 0.5 MB.
 */
import type { TensorFunction } from '../../engine/engine';
import { type Tensors, tf } from '../../engine/tf';
import type { Model } from '../../model/transformer';
import type { HeadScores, ScoredHead } from '../results';
import { type MapSides, TEXT_SIDES } from '../../model/attentionMap';
import type { Feed, RowResult } from '../../model/rowRunner';
import type { ReadText } from '../texts';
import { NO_SCORES, firstQuery } from './mapScores';
import {
  LATENT_SCORES,
  PAIR_SCORES,
  type PairScore,
  latentWeight,
  scoringQueries,
  writePairWeights,
} from './pairScores';

/** Texts in a batch. */
export const SCORED_ROWS = 16;

/** Keeps the logarithm of a weight of zero finite. */
const TINY = 1e-20;

/** What the program is fed about a text: the weights of the pairs, and which positions ask. */
export const SCORE_FEED: Feed<ReadText> = {
  shapes: (length) => ({
    pairs: [SCORED_ROWS, PAIR_SCORES.length, length * length],
    latentKeys: [SCORED_ROWS, LATENT_SCORES.length, length],
    asking: [SCORED_ROWS, length, 1],
  }),
  write: ({ pairs, latentKeys, asking }, text, { row, length }) => {
    if (!pairs || !latentKeys || !asking) throw new Error('The inputs of the scores are missing.');
    PAIR_SCORES.forEach((score, index) => {
      const offset = (row * PAIR_SCORES.length + index) * length * length;
      writePairWeights(score, text, pairs, { offset, stride: length });
    });
    LATENT_SCORES.forEach((score, index) => {
      const offset = (row * LATENT_SCORES.length + index) * length;
      text.tokens.forEach((_, key) => {
        latentKeys[offset + key] = latentWeight(score, text, key) ?? 0;
      });
    });
    asking.fill(1, row * length + firstQuery('text'), row * length + text.tokens.length);
  },
};

/** Outputs for each block: entropies and seen queries, [rows, heads]; scores, [rows, heads, scores]. */
export function scoreProgram(model: Model): TensorFunction {
  return (inputs, state) => {
    // Sound: the signature says that it is a matrix.
    const { maps } = model.forward(inputs['tokens'] as tf.Tensor2D, state);
    const outputs: Record<string, tf.Tensor> = {};
    for (const [block, map] of Object.entries(maps)) {
      const sides = model.sides[block] ?? TEXT_SIDES;
      Object.assign(outputs, entropies(block, map, sides, inputs));
      if (sides.keys === 'text') outputs[named(block, 'pairs')] = pairScores(map, sides, inputs);
    }
    return { outputs };
  };
}

/** The scores of all heads for a text, by block, then by head. */
export function readScores(model: Model, text: ReadText, { outputs, row }: RowResult): readonly ScoredHead[] {
  const { blockNames, sides, config } = model;
  const ofText = PAIR_SCORES.filter((score) => scoringQueries(score, text).length > 0);
  const ofLatents = LATENT_SCORES.filter((score) => latentWeight(score, text, 0) !== undefined);
  return blockNames.flatMap((block, layer) => {
    const latents = sides[block]?.queries === 'latents';
    const columns = latents ? LATENT_SCORES : PAIR_SCORES;
    const defined: readonly PairScore[] = latents ? ofLatents : ofText;
    return Array.from({ length: config.heads }, (_, head): ScoredHead => {
      const index = row * config.heads + head;
      const pairs = outputs[named(block, 'pairs')]?.data;
      const scores = defined.flatMap((score) => {
        const value = pairs?.[index * columns.length + columns.findIndex((column) => column === score)];
        return value === undefined ? [] : [[score, value] as const];
      });
      const entropy = ratio(outputs[named(block, 'entropy')], outputs[named(block, 'seen')], index);
      return { block, layer, head, scores: { ...NO_SCORES, ...Object.fromEntries(scores), entropy } };
    });
  });
}

/** Rows that see nothing sum to zero; where all do, there is no attention to measure. */
function ratio(
  entropy: RowResult['outputs'][string] | undefined,
  seen: RowResult['outputs'][string] | undefined,
  index: number,
): HeadScores['entropy'] {
  const queries = seen?.data[index] ?? 0;
  return queries < 1e-6 ? null : (entropy?.data[index] ?? 0) / queries;
}

function named(block: string, what: 'entropy' | 'seen' | 'pairs'): string {
  return `${what} of ${block}`;
}

/** Σ_t H(α_t) and Σ_t Σ_j α_tj over the queries that count: [rows, heads] each. */
function entropies(block: string, map: tf.Tensor4D, { queries }: MapSides, { asking }: Tensors): Tensors {
  const [rows, heads, asked] = map.shape;
  const surprise = tf.sum(tf.mul(map, tf.log(tf.add(map, TINY))), -1); // [rows, heads, queries]
  const total = (x: tf.Tensor): tf.Tensor => {
    if (queries === 'latents' || !asking) return tf.sum(x, -1);
    return tf.reshape(tf.matMul(tf.reshape(x, [rows, heads, asked]), asking), [rows, heads]);
  };
  return {
    [named(block, 'entropy')]: tf.neg(total(surprise)),
    [named(block, 'seen')]: total(tf.sum(map, -1)),
  };
}

/** The weighted sums of `pairScores.ts`, [rows, heads, scores]. */
function pairScores(map: tf.Tensor4D, { queries }: MapSides, inputs: Tensors): tf.Tensor {
  const [rows, heads, asked, keys] = map.shape;
  // Sound: the feed declares tensors of three axes.
  const weights = inputs[queries === 'text' ? 'pairs' : 'latentKeys'] as tf.Tensor3D;
  const flat: tf.Tensor = queries === 'text' ? tf.reshape(map, [rows, heads, asked * keys]) : tf.mean(map, 2);
  return tf.matMul(flat, weights, false, true);
}
