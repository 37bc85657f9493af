/**
 * The scores of the heads of one map, in plain numbers.
 *
 * For a text that somebody looks at, whose maps are here already. Whole files go through
 * `headScorer.ts`, which computes the same inside the engine.
 */
import { dot } from '../../numbers/linearAlgebra';
import { type AttentionMap, TEXT_SIDES, firstQuery } from '../../model/attentionMap';
import type { HeadScores, ScoredHead } from '../results';
import type { ReadText } from '../texts';
import { Chances } from './chance';
import { NO_SCORES } from './noScores';
import { LATENT_SCORES, PAIR_SCORES, latentWeight, writePairWeights } from './pairScores';
import type { Model } from '../../model/transformer';

/** The weights of each score that is defined, [queries · keys]. */
type ScoreWeights = Readonly<Record<string, Float32Array>>;

/** The scores of each head of a map for the text that it was computed for. */
export function scoresOfMap(
  map: AttentionMap,
  text: ReadText,
  weights: ScoreWeights = weightsFor(map, text),
): readonly HeadScores[] {
  const size = map.queries * map.keys;
  return Array.from({ length: map.heads }, (_, head) => {
    const rows = map.weights.subarray(head * size, (head + 1) * size);
    const sums = Object.entries(weights).map(([score, pairs]) => [score, dot(rows, pairs)] as const);
    return { ...NO_SCORES, ...Object.fromEntries(sums), entropy: meanEntropy(map, rows) };
  });
}

/** The scores of all heads of all blocks for one text, by block, then by head. */
export function scoresOfMaps(
  maps: readonly AttentionMap[],
  model: Pick<Model, 'blockNames' | 'latentsOf'>,
  text: ReadText,
): readonly ScoredHead[] {
  const chances = new Chances(model, text);
  // Most blocks have maps of one form, and so the same weights.
  const known = new Map<string, ScoreWeights>();
  return maps.flatMap((map) => {
    const form = JSON.stringify([map.sides ?? TEXT_SIDES, map.queries, map.keys]);
    const weights = known.get(form) ?? weightsFor(map, text);
    known.set(form, weights);
    return scoresOfMap(map, text, weights).map((scores, head) => {
      const layer = model.blockNames.indexOf(map.block);
      return { block: map.block, layer, head, scores, chance: chances.of(map.sides) };
    });
  });
}

function weightsFor(map: AttentionMap, text: ReadText): ScoreWeights {
  const { queries, keys } = map.sides ?? TEXT_SIDES;
  if (keys === 'latents') return {};
  const defined: Record<string, Float32Array> = {};
  for (const score of queries === 'text' ? PAIR_SCORES : []) {
    const target = new Float32Array(map.queries * map.keys);
    if (writePairWeights(score, text, target, { offset: 0, stride: map.keys })) defined[score] = target;
  }
  const first = firstQuery(map.sides);
  for (const score of queries === 'latents' && map.queries > first ? LATENT_SCORES : []) {
    if (latentWeight(score, text, 0) === undefined) continue;
    defined[score] = new Float32Array(map.queries * map.keys).map((_, index) =>
      index < first * map.keys
        ? 0
        : (latentWeight(score, text, index % map.keys) ?? 0) / (map.queries - first),
    );
  }
  return defined;
}

/** Mean over the queries that have a choice and see anything. */
function meanEntropy({ queries, keys, sides }: AttentionMap, rows: Float32Array): number | null {
  let [sum, count] = [0, 0];
  for (let query = firstQuery(sides); query < queries; query++) {
    const row = rows.subarray(query * keys, (query + 1) * keys);
    if (row.every((weight) => weight === 0)) continue;
    for (const weight of row) if (weight > 0) sum -= weight * Math.log(weight);
    count += 1;
  }
  return count === 0 ? null : sum / count;
}
