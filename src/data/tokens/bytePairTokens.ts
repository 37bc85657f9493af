/**
 * The tokens of learned byte pairs: padding and mask as in every vocabulary that is trained here, the bytes, and one
 * for each pair. Written and read as a `tokenizer.json`, so that every reader of such files knows the same tokens.
 *
 * Every text is read with a space before it: a name that begins an answer is then the same token as in a sentence.
 */
import { MASK, MASK_TOKEN, PADDING, PADDING_TOKEN } from '../vocabulary';
import type { BytePair } from './bytePairTraining';
import { BYTE_ALPHABET } from './tokenBytes';
import { FileTokens } from './tokenizerFile';
import type { TrainedTokens } from './tokens';

/** What is there before anything is learned. */
const FIRST_TOKENS: readonly string[] = [PADDING, MASK, ...BYTE_ALPHABET];

/** Tokens of byte pairs. */
export class BytePairTokens extends FileTokens implements TrainedTokens {
  readonly unit = 'tokens';
  readonly unitsPerToken = 4;
  readonly spaceBefore = true;
  readonly characters: readonly string[];

  /** @param merges The pairs in the order in which they are merged. */
  constructor(readonly merges: readonly BytePair[]) {
    super(bytePairTokenizer(merges), {});
    this.characters = namesOf(merges);
  }
}

/** The content of `tokenizer.json`. */
export function bytePairTokenizer(merges: readonly BytePair[]) {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };
  const special = (id: number, content: string) => ({
    ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(PADDING_TOKEN, PADDING), special(MASK_TOKEN, MASK)],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE' as const,
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(namesOf(merges).map((name, token) => [name, token])),
      merges,
    },
  };
}

function namesOf(merges: readonly BytePair[]): readonly string[] {
  return [...FIRST_TOKENS, ...merges.map(([left, right]) => left + right)];
}
