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
import { type MapSides, TEXT_SIDES, firstQuery } from '../../model/attentionMap';
import type { Feed, RowResult } from '../../model/rowRunner';
import type { ReadText } from '../texts';
import { Chances } from './chance';
import { NO_SCORES } from './noScores';
import {
  LATENT_SCORES,
  PAIR_SCORES,
  type PairScore,
  latentWeight,
  scoringQueries,
  writePairWeights,
} from './pairScores';

/** Texts in a batch, where they are short. */
const SCORED_ROWS = 16;

/** Tokens of the texts that may go together so: maps grow with their square. */
const SHORT = 256;

/** How many texts go together, by the longest of them: their maps take no more memory than those of short ones. */
export function scoredRows(longest: number): number {
  if (longest <= SHORT) return SCORED_ROWS;
  return longest <= 2 * SHORT ? SCORED_ROWS / 4 : 1;
}

/** Keeps the logarithm of a weight of zero finite. */
const TINY = 1e-20;

/** What the program is fed about `rows` texts: the weights of the pairs, and which positions ask. */
export function scoreFeed(model: Model, rows: number): Feed<ReadText> {
  const latents = latentCount(model);
  return {
    shapes: (length) => ({
      pairs: [rows, PAIR_SCORES.length, length * length],
      latentKeys: [rows, LATENT_SCORES.length, length],
      asking: [rows, length, 1],
      askingLatents: [rows, latents, 1],
      laterLatents: [rows, latents, 1],
    }),
    write: ({ pairs, latentKeys, asking, askingLatents, laterLatents }, text, { row, length }) => {
      if (!pairs || !latentKeys || !asking || !askingLatents || !laterLatents)
        throw new Error('The inputs of the scores are missing.');
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
      asking.fill(1, row * length + 1, row * length + text.tokens.length);
      const filled = model.latentsOf(text.tokens.length);
      askingLatents.fill(1 / filled, row * latents, row * latents + filled);
      if (filled > 1) laterLatents.fill(1 / (filled - 1), row * latents + 1, row * latents + filled);
    },
  };
}

/** All latents of a model, filled or not; at least 1, because no tensor is empty. */
function latentCount(model: Model): number {
  return Math.max(1, model.latentsOf(Infinity));
}

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
  const chances = new Chances(model, text);
  const ofText = PAIR_SCORES.filter((score) => scoringQueries(score, text).length > 0);
  const filled = model.latentsOf(text.tokens.length);
  const known = LATENT_SCORES.filter((score) => latentWeight(score, text, 0) !== undefined);
  return blockNames.flatMap((block, layer) => {
    const latents = sides[block]?.queries === 'latents';
    const columns = latents ? LATENT_SCORES : PAIR_SCORES;
    const ofLatents = filled > firstQuery(sides[block]) ? known : [];
    const defined: readonly PairScore[] = latents ? ofLatents : ofText;
    const chance = chances.of(sides[block]);
    return Array.from({ length: config.heads }, (_, head): ScoredHead => {
      const index = row * config.heads + head;
      const pairs = outputs[named(block, 'pairs')]?.data;
      const scores = defined.flatMap((score) => {
        const value = pairs?.[index * columns.length + columns.findIndex((column) => column === score)];
        return value === undefined ? [] : [[score, value] as const];
      });
      const entropy = ratio(outputs[named(block, 'entropy')], outputs[named(block, 'seen')], index);
      return { block, layer, head, scores: { ...NO_SCORES, ...Object.fromEntries(scores), entropy }, chance };
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

/** Σ_t H(α_t) and Σ_t Σ_j α_tj over the queries that count, up to one factor: [rows, heads] each. */
function entropies(block: string, map: tf.Tensor4D, sides: MapSides, inputs: Tensors): Tensors {
  const [rows, heads, asked] = map.shape;
  const surprise = tf.sum(tf.mul(map, tf.log(tf.add(map, TINY))), -1); // [rows, heads, queries]
  const asking = askingOf(sides, inputs);
  const total = (x: tf.Tensor): tf.Tensor => {
    return tf.reshape(tf.matMul(tf.reshape(x, [rows, heads, asked]), asking), [rows, heads]);
  };
  return {
    [named(block, 'entropy')]: tf.neg(total(surprise)),
    [named(block, 'seen')]: total(tf.sum(map, -1)),
  };
}

/** The queries that have a choice, [rows, queries, 1], with equal weights. */
function askingOf(sides: MapSides, { asking, askingLatents, laterLatents }: Tensors): tf.Tensor {
  if (!asking || !askingLatents || !laterLatents) throw new Error('The inputs of the scores are missing.');
  if (sides.queries === 'text') return asking;
  return firstQuery(sides) === 0 ? askingLatents : laterLatents;
}

/** The weighted sums of `pairScores.ts`, [rows, heads, scores]. */
function pairScores(map: tf.Tensor4D, sides: MapSides, inputs: Tensors): tf.Tensor {
  const [rows, heads, asked, keys] = map.shape;
  const { pairs, latentKeys } = inputs;
  if (!pairs || !latentKeys) throw new Error('The inputs of the scores are missing.');
  if (sides.queries === 'text')
    return tf.matMul(tf.reshape(map, [rows, heads, asked * keys]), pairs, false, true);
  // The mean over the latents that the text fills: the others see padding.
  const asking = tf.reshape(askingOf(sides, inputs), [rows, 1, asked, 1]);
  const mean = tf.sum(tf.mul(map, asking), 2); // [rows, heads, keys]
  return tf.matMul(mean, latentKeys, false, true);
}
