/**
 * From what lies in a checkpoint to its tokens.
 */
import { Vocabulary } from '../vocabulary';
import { BytePairTokens } from './bytePairTokens';
import type { TrainedTokens, VocabularyData } from './tokens';

/** The tokens that a checkpoint speaks of. */
export function trainedTokens({ characters, merges }: VocabularyData): TrainedTokens {
  return merges ? new BytePairTokens(merges) : new Vocabulary(characters);
}
