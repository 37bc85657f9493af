/**
 * Scores on random characters that come twice: the standard way to find induction heads and duplicate token
 * heads (Olsson et al., 2022; TransformerLens's head detector). The characters mean nothing, so a head that
 * looks back at what followed the last time does so by position and identity alone.
 */
import { MASK_TOKEN } from '../data/vocabulary';
import type { Running } from '../model/running';
import { longestRow } from '../model/rowRunner';
import type { Weights } from '../model/checkpointWeights';
import { mix, randomInteger, randomNumbers } from '../numbers/randomNumbers';
import type { AnalysisCache } from './analysisCache';
import type { HeadPrograms } from './headPrograms';
import { type HeadScoreTable, headScoreTableSchema } from './results';
import type { ReadText } from './texts';

/** Sequences that are scored; their standard error is a fifth of one sequence's. */
const SEQUENCES = 32;

/** Characters of a sequence, at most: 50 as in TransformerLens's demonstrations. */
const LONGEST_SEQUENCE = 50;

const SEED = 0x1d0c;

/** Increased whenever other sequences are drawn. */
const VERSION = 2;

/**
 * All heads' scores, averaged over the sequences; those that need a question are not defined.
 *
 * @param tokens What the sequences are drawn from; all tokens when left out
 */
export function repeatedScores(
  { scorer, model, vocabulary }: HeadPrograms,
  { progress, store }: Weights,
  cache: Pick<AnalysisCache, 'remember'>,
  running: Running,
  tokens?: readonly number[],
): Promise<HeadScoreTable> {
  const file = tokens ? 'learned' : 'random';
  const key = { kind: 'repeated-scores', version: VERSION, progress, file };
  return cache.remember(key, headScoreTableSchema, async () => {
    const texts = repeatedTexts(tokens ?? allTokens(vocabulary.size), longestRow(model));
    const heads = await scorer.mean(await store(), texts, running);
    return { step: progress.step, texts: texts.length, skipped: 0, heads };
  });
}

/** Every token but padding and mask, which mean something. */
export function allTokens(vocabularySize: number): readonly number[] {
  const first = MASK_TOKEN + 1;
  return Array.from({ length: vocabularySize - first }, (_, index) => first + index);
}

/** Random sequences of some tokens, each twice in a row; the same ones every time. */
export function repeatedTexts(tokens: readonly number[], longest: number): readonly ReadText[] {
  const length = Math.min(LONGEST_SEQUENCE, Math.floor(longest / 2));
  return Array.from({ length: SEQUENCES }, (_, index) => {
    const next = randomNumbers(mix(SEED, index));
    const once = Array.from({ length }, () => tokens[randomInteger(next, 0, tokens.length - 1)] ?? 0);
    return { tokens: [...once, ...once], mask: undefined, name: undefined, period: length };
  });
}
