/**
 * The tokens of a model that was trained here as the `tokenizer.json` that Hugging Face's libraries read. Characters are
 * byte-pair encoding without a single pair, so that each is a token, and what is no token is left out, as here.
 */
import { bytePairTokenizer } from '../../data/tokens/bytePairTokens';
import type { VocabularyData } from '../../data/tokens/tokens';
import { MASK, MASK_TOKEN, PADDING, PADDING_TOKEN } from '../../data/vocabulary';

/** The text of `tokenizer.json`. */
export function tokenizerJson({ characters, merges }: VocabularyData): string {
  const content = merges ? bytePairTokenizer(merges) : characterTokenizer(characters);
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function characterTokenizer(characters: readonly string[]) {
  const special = (id: number, content: string) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(PADDING_TOKEN, PADDING), special(MASK_TOKEN, MASK)],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    // Joins the characters; without it spaces would come between them.
    decoder: { type: 'Fuse' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(characters.map((character, token) => [character, token])),
      merges: [],
    },
  };
}

/** The content of `tokenizer_config.json`. */
export function tokenizerConfig(contextLength: number) {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: contextLength,
    clean_up_tokenization_spaces: false,
    pad_token: PADDING,
    eos_token: MASK,
  };
}
