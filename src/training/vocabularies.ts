/**
 * The tokens of a model that is made for some files: their characters, or byte pairs learned from the corpus.
 */
import { sum } from 'd3-array';
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

/** Characters by which it is known how many a token stands for. */
const MOST_COUNTED = 1_000_000;

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
    return new BytePairTokens(
      learnBytePairs(sampled(corpus?.documents ?? [], MOST_LEARNED), size - FEWEST_TOKENS),
    );
  if (corpus && objective === 'stream') return Vocabulary.of([...corpus.lines, '\n']);
  const texts =
    corpus?.documents ?? questions?.questions.flatMap(({ question, answer }) => [question, answer ?? '']);
  return Vocabulary.of(texts ?? []);
}

/** What a run's configuration says of its tokens: nothing where they are characters. */
export function tokensInConfig(
  tokens: PretrainOptions['tokens'],
  vocabulary: Pick<TrainedTokens, 'encode'>,
  documents: readonly string[],
): Pick<RunConfig, 'tokens' | 'charactersPerToken'> {
  const size = bytePairs(tokens);
  if (size === undefined) return {};
  const read = sampled(documents, MOST_COUNTED);
  const characters = sum(read, (document) => Array.from(document).length);
  const charactersPerToken = characters / sum(read, (document) => vocabulary.encode(document).length);
  return { tokens: `bpe:${size}`, charactersPerToken };
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

/** Lines evenly from all over, so many characters about. */
function sampled(documents: readonly string[], most: number): readonly string[] {
  const every = Math.ceil(sum(documents, ({ length }) => length) / most);
  return every <= 1 ? documents : documents.filter((_, index) => index % every === 0);
}
