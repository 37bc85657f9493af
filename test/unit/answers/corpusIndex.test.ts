import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CorpusIndex } from '../../../src/answers/trust/corpusIndex/corpusIndex';
import { temporaryFile, temporaryFolder } from '../../support/files';

async function linesWith(index: CorpusIndex, text: string): Promise<readonly number[]> {
  const lines: number[] = [];
  for await (const { line } of index.linesWith(text)) lines.push(line);
  return lines;
}

async function indexOf(text: string | Uint8Array) {
  const corpus = await temporaryFile('corpus.txt', text);
  const path = join(await temporaryFolder(), 'corpus.words');
  return { corpus, path, index: await CorpusIndex.open(corpus, path) };
}

describe('the index of a corpus', () => {
  it('finds whole words and phrases, and nothing else', async () => {
    const { index } = await indexOf(
      'New York is large.\nYork, New Yorkshire\nA new york\n\nIn New\u00a0York; New York.',
    );
    expect(await linesWith(index, 'New York')).toEqual([1, 5]);
    expect(await linesWith(index, 'York')).toEqual([1, 2, 5]);
    expect(await linesWith(index, 'Yor')).toEqual([]);
    expect(await linesWith(index, '. ; !')).toEqual([]);
    await index.close();
  });

  it('numbers lines as editors do, whatever ends them', async () => {
    const { index } = await indexOf('\uFEFFone\r\ntwo\r\n\r\nthree\rfour\nfive');
    for (const [line, word] of ['one', 'two', '', 'three', 'four', 'five'].entries()) {
      if (word !== '') expect(await linesWith(index, word)).toEqual([line + 1]);
    }
    await index.close();
  });

  it('reads accents, other scripts and UTF-16', async () => {
    const text = 'Zoë lives in Kraków\n東京都 Tōkyō 𝒳 Ωmega\nlast';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const bytes of [Buffer.from(text), utf16]) {
      const { index } = await indexOf(bytes);
      expect(await linesWith(index, 'Kraków')).toEqual([1]);
      expect(await linesWith(index, '京')).toEqual([2]);
      expect(await linesWith(index, 'Ωmega')).toEqual([2]);
      expect(await linesWith(index, 'last')).toEqual([3]);
      await index.close();
    }
  });

  it('is kept, and built again when the corpus has changed', async () => {
    const { corpus, path, index } = await indexOf('first\n');
    await index.close();
    const { mtimeMs: built } = await stat(path);
    const again = await CorpusIndex.open(corpus, path);
    expect((await stat(path)).mtimeMs).toBe(built);
    await again.close();
    await writeFile(corpus, 'other\n');
    await utimes(corpus, new Date(), new Date(Date.now() + 5000));
    const changed = await CorpusIndex.open(corpus, path);
    expect(await linesWith(changed, 'first')).toEqual([]);
    expect(await linesWith(changed, 'other')).toEqual([1]);
    await changed.close();
  });

  it('is built again when it is damaged', async () => {
    const { corpus, path, index } = await indexOf('first\n');
    await index.close();
    await writeFile(path, 'no index');
    const mended = await CorpusIndex.open(corpus, path);
    expect(await linesWith(mended, 'first')).toEqual([1]);
    await mended.close();
  });

  it('says what is wrong with a corpus that is missing or no text', async () => {
    const path = join(await temporaryFolder(), 'x.words');
    await expect(CorpusIndex.open('/nowhere.txt', path)).rejects.toThrow('Name it with --corpus');
    const binary = await temporaryFile('binary.txt', Uint8Array.of(0x41, 0xff, 0xc0, 0x0a));
    await expect(CorpusIndex.open(binary, path)).rejects.toThrow('Save it as UTF-8');
  });
});
