/**
 * The definitions of the scores that weigh pairs of positions: who looks at whom counts for how much.
 *
 * Each such score is a weighted sum of one head's attention map, averaged over the queries that can score:
 * `score = 1/|Q| · Σ_{t ∈ Q} Σ_{j ≤ t} weight(t, j) · α_tj`. The first position is in no Q, because it
 * sees itself alone whatever the head does. So one definition serves the numbers of a single map and the
 * batches that are computed inside the engine.
 */
import { HEAD_SCORES, type HeadScoreName } from '../headScores';
import type { ReadText } from '../texts';

/** A score that is such a sum: every one but the entropy. */
export type PairScore = Exclude<HeadScoreName, 'entropy'>;

/** All of them. */
export const PAIR_SCORES: readonly PairScore[] = HEAD_SCORES.filter((name) => name !== 'entropy');

interface PairRule {
  /** Whether a query can score at all; queries are positions from 1. */
  readonly counts: (text: ReadText, query: number) => boolean;
  /** What attention from `query` to `key`, not after it, counts for. */
  readonly weight: (text: ReadText, query: number, key: number) => number;
}

const always = () => true;

/** Whether the two positions hold the same character. */
function alike({ tokens }: ReadText, a: number, b: number): boolean {
  return tokens[a] === tokens[b];
}

function anyKey(query: number, fits: (key: number) => boolean): boolean {
  for (let key = 0; key < query; key++) if (fits(key)) return true;
  return false;
}

/**
 * An earlier occurrence of the query's character (duplicate token heads: Wang et al., 2022). In a text that comes
 * twice it is the same place of the first half, whatever other doubles chance has made.
 */
function isDuplicate(text: ReadText, query: number, key: number): boolean {
  if (text.period !== undefined) return query >= text.period && key === query - text.period;
  return key < query && alike(text, key, query);
}

/**
 * What came after an earlier occurrence of the query's character (prefix matching: Olsson et al., 2022).
 * The query itself, which follows its own double in “ll”, does not count: that is no look back. In a text that
 * comes twice, it is what came next in the first half: TransformerLens's stripe at an offset of length − 1.
 */
function isSuccessor(text: ReadText, query: number, key: number): boolean {
  if (text.period !== undefined) return query >= text.period && key === query - text.period + 1;
  return key > 0 && key < query && alike(text, key - 1, query);
}

function isName({ name }: ReadText, key: number): boolean {
  return name !== undefined && key >= name.from && key < name.to;
}

const RULES: Readonly<Record<PairScore, PairRule>> = {
  distance: { counts: always, weight: (_text, query, key) => query - key },
  previousToken: { counts: always, weight: (_text, query, key) => Number(key === query - 1) },
  firstToken: { counts: always, weight: (_text, _query, key) => Number(key === 0) },
  duplicateToken: {
    counts: (text, query) => anyKey(query, (key) => isDuplicate(text, query, key)),
    weight: (text, query, key) => Number(isDuplicate(text, query, key)),
  },
  induction: {
    counts: (text, query) => anyKey(query, (key) => isSuccessor(text, query, key)),
    weight: (text, query, key) => Number(isSuccessor(text, query, key)),
  },
  onName: {
    counts: ({ mask, name }, query) => query === mask && name !== undefined,
    weight: (text, _query, key) => Number(isName(text, key)),
  },
  onMask: {
    counts: ({ mask }, query) => query === mask,
    weight: ({ mask }, _query, key) => Number(key === mask),
  },
};

/** Queries of a text that count for a score; the score is not defined where there are none. */
export function scoringQueries(score: PairScore, text: ReadText): readonly number[] {
  const queries = text.tokens.map((_, position) => position).slice(1);
  return queries.filter((query) => RULES[score].counts(text, query));
}

/** What attention from `query` to `key`, not after it, counts for. */
export function pairWeight(score: PairScore, text: ReadText, query: number, key: number): number {
  return RULES[score].weight(text, query, key);
}

/**
 * Writes a score's weights, divided by the number of queries that count, into `target`.
 *
 * @param target [queries, keys], zeros, with `stride` keys a row and beginning at `offset`.
 * @returns Whether the score is defined for this text.
 */
export function writePairWeights(
  score: PairScore,
  text: ReadText,
  target: Float32Array,
  { offset, stride }: { readonly offset: number; readonly stride: number },
): boolean {
  const queries = scoringQueries(score, text);
  const { weight } = RULES[score];
  for (const query of queries) {
    for (let key = 0; key <= query; key++) {
      target[offset + query * stride + key] = weight(text, query, key) / queries.length;
    }
  }
  return queries.length > 0;
}

/** The scores that are also defined where latents look at the text, as means over the latents that have a choice. */
export const LATENT_SCORES = ['firstToken', 'onName', 'onMask'] as const satisfies readonly PairScore[];

/** One of {@link LATENT_SCORES}. */
export type LatentScore = (typeof LATENT_SCORES)[number];

/** What a latent's attention to `key` counts for; undefined where the score is not defined. */
export function latentWeight(score: LatentScore, text: ReadText, key: number): number | undefined {
  switch (score) {
    case 'firstToken':
      return Number(key === 0);
    case 'onName':
      return text.name && text.mask !== undefined ? Number(isName(text, key)) : undefined;
    case 'onMask':
      return text.mask === undefined ? undefined : Number(key === text.mask);
  }
}
