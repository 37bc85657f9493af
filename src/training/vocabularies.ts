/**
 * The tokens of a model that is made for some files: their characters, or byte pairs learned from the corpus.
 */
import { BytePairTokens } from '../data/tokens/bytePairTokens';
import { learnBytePairs } from '../data/tokens/bytePairTraining';
import { CHARACTERS, FEWEST_TOKENS, MOST_TOKENS, bytePairsAsked } from '../data/tokens/tokenBounds';
import type { TrainedTokens } from '../data/tokens/tokens';
import { Vocabulary } from '../data/vocabulary';
import type { RunConfig } from '../runs/runConfig';
import { UsageError } from './optionTable';
import type { PretrainOptions } from './options';
import type { DataFiles } from './trainingData';

/** Characters that pairs are learned from: lines evenly from all over a corpus that has more. */
const MOST_LEARNED = 20_000_000;

/**
 * The tokens that were asked for.
 *
 * @throws UserError when the files hold no text to make them of, UsageError when `tokens` is not understood.
 */
export function vocabularyOf(
  { corpus, questions }: DataFiles,
  { objective, tokens }: Pick<PretrainOptions, 'objective' | 'tokens'> = {},
): TrainedTokens {
  const size = bytePairs(tokens);
  if (size !== undefined)
    return new BytePairTokens(learnBytePairs(sampled(corpus?.documents ?? []), size - FEWEST_TOKENS));
  if (corpus && objective === 'stream') return Vocabulary.of([...corpus.lines, '\n']);
  const texts =
    corpus?.documents ?? questions?.questions.flatMap(({ question, answer }) => [question, answer ?? '']);
  return Vocabulary.of(texts ?? []);
}

/** What a run's configuration says of its tokens: nothing where they are characters. */
export function tokensInConfig(tokens: PretrainOptions['tokens']): Pick<RunConfig, 'tokens'> {
  const size = bytePairs(tokens);
  return size === undefined ? {} : { tokens: `bpe:${size}` };
}

/** A word about a vocabulary that became smaller than it was asked to be. */
export function smallVocabularyWarning({ tokens, model, corpus }: RunConfig): string | undefined {
  const asked = bytePairs(tokens) ?? 0;
  if (model.vocabularySize >= asked) return undefined;
  return (
    `${corpus?.path ?? 'The corpus'} gives ${model.vocabularySize} tokens instead of ${asked}: ` +
    'no other pair of neighbours stands in it twice.'
  );
}

/** How many tokens `bpe:N` asks for; undefined for characters. */
function bytePairs(tokens: string = CHARACTERS): number | undefined {
  if (tokens === CHARACTERS) return undefined;
  const size = bytePairsAsked(tokens);
  if (size !== undefined) return size;
  throw new UsageError(
    `--tokens must be ${CHARACTERS}, or bpe:N with N from ${FEWEST_TOKENS} to ${MOST_TOKENS}, not '${tokens}'.`,
  );
}

function sampled(documents: readonly string[]): readonly string[] {
  const characters = documents.reduce((sum, { length }) => sum + length, 0);
  const every = Math.ceil(characters / MOST_LEARNED);
  return every <= 1 ? documents : documents.filter((_, index) => index % every === 0);
}
