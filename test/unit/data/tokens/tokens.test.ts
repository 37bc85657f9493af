import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Tokens, readableTokens } from '../../../../src/data/tokens/tokens';
import { readTokenizer } from '../../../../src/data/tokens/tokenizerFile';
import { temporaryFolder } from '../../../support/files';
import { TOY_TOKENIZER } from '../../../support/openCheckpoints';

let tokens: Tokens;

beforeAll(async () => {
  const folder = join(await temporaryFolder(), 'toy');
  await mkdir(folder);
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(TOY_TOKENIZER));
  tokens = await readTokenizer(folder);
});

describe('what tokens say', () => {
  it.each(['the thé', '€ and 👩', ''])('is %j where all characters are whole', (text) => {
    expect(readableTokens(tokens, tokens.encode(text))).toBe(text);
  });

  it('has whole characters beside the bytes of broken ones', () => {
    const [, ...broken] = tokens.encode('é€ the');
    expect(readableTokens(tokens, broken)).toBe('<0xA9>€ the');
    expect(readableTokens(tokens, tokens.encode('thé').slice(0, -1))).toBe('th<0xC3>');
  });
});
