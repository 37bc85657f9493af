/**
 * Where no score is defined: what all tables begin with.
 */
import type { HeadScores } from '../results';

/** No score is defined. */
export const NO_SCORES: HeadScores = {
  entropy: null,
  distance: null,
  previousToken: null,
  firstToken: null,
  duplicateToken: null,
  induction: null,
  onName: null,
  onMask: null,
};
