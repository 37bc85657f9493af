import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../../src/data/vocabulary';
import { chooseProbedTokens, readProbedTokens } from '../../../../src/heads/formation/probedTokens';
import { repeatedTexts } from '../../../../src/heads/repeatedScores';
import { RunFolder } from '../../../../src/runs/runFolder';
import { temporaryFolder } from '../../../support/files';

const VOCABULARY = Vocabulary.of(['cab']);
const ABC = VOCABULARY.encode('abc');

describe('the tokens by which heads are followed', () => {
  it('are those of what is learned, though the vocabulary has all of ASCII, and stay the same', async () => {
    const folder = new RunFolder(await temporaryFolder());
    expect(await chooseProbedTokens(folder, VOCABULARY, ['cab', 'a'])).toEqual(ABC);
    expect(await readProbedTokens(folder, VOCABULARY.size)).toEqual(ABC);
    // A run that goes on, be it with other files.
    expect(await chooseProbedTokens(folder, VOCABULARY, ['xyz'])).toEqual(ABC);
    const drawn = new Set(repeatedTexts(ABC, 40).flatMap(({ tokens }) => tokens));
    expect([...drawn].sort((one, other) => one - other)).toEqual(ABC);
  });

  it('are all where a run has followed its heads so before, or one letter alone is learned', async () => {
    const folder = new RunFolder(await temporaryFolder());
    expect(await chooseProbedTokens(folder, VOCABULARY, ['aaa'])).toBeUndefined();
    await writeFile(folder.heads, '{}\n');
    expect(await chooseProbedTokens(folder, VOCABULARY, ['abc'])).toBeUndefined();
    expect(await readProbedTokens(folder, VOCABULARY.size)).toBeUndefined();
  });

  it.each(['', '[]', '{"tokens":["a"]}', '{"tokens":[5]}', '{"tokens":[0,1,99999]}'])(
    'are all where the file is not what a trainer writes: %s',
    async (content) => {
      const folder = new RunFolder(await temporaryFolder());
      await writeFile(folder.probe, content);
      expect(await readProbedTokens(folder, VOCABULARY.size)).toBeUndefined();
    },
  );
});
