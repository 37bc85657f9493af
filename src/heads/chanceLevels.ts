/**
 * The chance level of each score, where it is one and the same for all heads that have the score: as a dotted line
 * or a column beside it. Entropy and distance are left out: they are no shares of the attention.
 */
import { HEAD_SCORE_MEANINGS, HEAD_SCORES, type HeadScoreName } from './headScores';
import type { ScoredHead } from './results';

/** Heads of one model and the same texts differ by rounding alone. */
const ROUNDING = 1e-6;

/** Chance levels by score, as shares from 0 to 1; a score whose level differs between heads is left out. */
export function chanceLevels(
  heads: readonly Pick<ScoredHead, 'chance'>[],
): Readonly<Partial<Record<HeadScoreName, number>>> {
  const levels: Partial<Record<HeadScoreName, number>> = {};
  for (const score of HEAD_SCORES) {
    const known = heads.flatMap(({ chance }) => chance[score] ?? []);
    const [first] = known;
    if (first === undefined || HEAD_SCORE_MEANINGS[score].unit !== 'share') continue;
    if (known.every((level) => Math.abs(level - first) < ROUNDING)) levels[score] = first;
  }
  return levels;
}
