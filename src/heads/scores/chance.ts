/**
 * What a head would score by chance: uniform attention over all that it may look at. An induction score of 0.09
 * says nothing where looking everywhere alike gives 0.09 too.
 */
import { type MapSides, TEXT_SIDES, firstQuery } from '../../model/attentionMap';
import type { Model } from '../../model/transformer';
import type { HeadScores } from '../results';
import type { ReadText } from '../texts';
import { NO_SCORES } from './noScores';
import { LATENT_SCORES, PAIR_SCORES, latentWeight, pairWeight, scoringQueries } from './pairScores';

type Latents = Pick<Model, 'latentsOf'>;

/** The scores of uniform attention in a block whose map has these sides, for one text. */
export function chanceScores(model: Latents, sides: MapSides, text: ReadText): HeadScores {
  const seen = keysSeen(model, sides, text.tokens.length);
  return {
    ...NO_SCORES,
    ...pairChances(sides, text, seen.slice(firstQuery(sides))),
    entropy: entropyOf(seen.slice(firstQuery(sides))),
  };
}

/** The same for the blocks of a model, most of which have maps of one form. */
export class Chances {
  private readonly known = new Map<string, HeadScores>();

  constructor(
    private readonly model: Latents,
    private readonly text: ReadText,
  ) {}

  /** Of a block whose map has these sides. */
  of(sides: MapSides = TEXT_SIDES): HeadScores {
    const form = `${sides.queries} ${sides.keys}`;
    const known = this.known.get(form) ?? chanceScores(this.model, sides, this.text);
    this.known.set(form, known);
    return known;
  }
}

/** How many keys each query may look at: the earlier positions, or the latents whose strides have ended. */
function keysSeen(model: Latents, { queries, keys }: MapSides, length: number): readonly number[] {
  const positions = Array.from({ length }, (_, position) => position + 1);
  const latents = Array.from({ length: model.latentsOf(length) }, (_, latent) => latent + 1);
  if (queries === 'text') return keys === 'text' ? positions : positions.map((end) => model.latentsOf(end));
  if (keys === 'latents') return latents;
  // A latent sees up to the end of its stride: the shortest text that fills it.
  return latents.map((filled) => positions.find((end) => model.latentsOf(end) >= filled) ?? length);
}

/** @param seen How many keys each of the queries that have a choice may look at. */
function pairChances({ queries, keys }: MapSides, text: ReadText, seen: readonly number[]) {
  if (keys === 'latents') return {};
  const scores: Partial<Record<keyof HeadScores, number>> = {};
  for (const score of queries === 'text' ? PAIR_SCORES : []) {
    const asking = scoringQueries(score, text);
    if (asking.length === 0) continue;
    const of = (query: number) => {
      let sum = 0;
      for (let key = 0; key <= query; key++) sum += pairWeight(score, text, query, key);
      return sum / (query + 1);
    };
    scores[score] = mean(asking.map(of));
  }
  for (const score of queries === 'latents' && seen.length > 0 ? LATENT_SCORES : []) {
    if (latentWeight(score, text, 0) === undefined) continue;
    const of = (count: number) => {
      let sum = 0;
      for (let key = 0; key < count; key++) sum += latentWeight(score, text, key) ?? 0;
      return sum / count;
    };
    scores[score] = mean(seen.map(of));
  }
  return scores;
}

/** Of the queries that see anything. */
function entropyOf(seen: readonly number[]): number | null {
  const counts = seen.filter((count) => count > 0);
  return counts.length === 0 ? null : mean(counts.map(Math.log));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
