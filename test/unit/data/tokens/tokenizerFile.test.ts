import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../../src/data/vocabulary';
import { readTokenizer } from '../../../../src/data/tokens/tokenizerFile';
import type { Tokens } from '../../../../src/data/tokens/tokens';
import { temporaryFolder } from '../../../support/files';
import { TOY_TOKENIZER } from '../../../support/openCheckpoints';

async function tokenizer(json: object): Promise<Tokens> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(json));
  return readTokenizer(folder);
}

describe('a byte-level tokenizer', () => {
  it('gives back what it was given, whatever it is', async () => {
    const tokens = await tokenizer(TOY_TOKENIZER);
    const text = ' the thé\n☃ <|end|>\t👩‍🚀';
    expect(tokens.decode(tokens.encode(text))).toBe(text);
    expect(tokens.size).toBe(259);
  });

  it('shows each token readably', async () => {
    const tokens = await tokenizer(TOY_TOKENIZER);
    const labels = tokens.encode(' thé\n <|end|>').map(tokens.label);
    expect(labels).toEqual(['␣th', '<0xC3>', '<0xA9>', '⏎', '␣', '<|end|>']);
    expect(tokens.label(999)).toBe('<999>');
  });
});

describe('a tokenizer with its own sign for spaces', () => {
  const JSON_FILE = {
    version: '1.0',
    added_tokens: [{ id: 0, content: '<s>', special: true }],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      byte_fallback: true,
      unk_token: null,
      vocab: { '<s>': 0, '▁': 1, a: 2, '▁a': 3, '<0xC3>': 4, '<0xA9>': 5 },
      merges: [['▁', 'a']],
    },
  };

  it('begins texts as the file says, and shows spaces and bytes', async () => {
    const tokens = await tokenizer(JSON_FILE);
    const ids = tokens.encode('a aé');
    expect(ids).toEqual([0, 3, 3, 4, 5]);
    expect(ids.map(tokens.label)).toEqual(['<s>', '␣a', '␣a', '<0xC3>', '<0xA9>']);
  });
});

describe('characters', () => {
  it('are tokens like any other', () => {
    const tokens: Tokens = new Vocabulary(['□', '⁇', ' ', 'a', '\u00ad']);
    expect(tokens.encode('a ⁇').map((token) => tokens.label(token))).toEqual(['a', '␣', '⁇']);
    expect(tokens.label(4)).toBe('<U+00AD>');
  });
});
