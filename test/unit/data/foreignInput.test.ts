/**
 * Whatever people name as a text: pipes, devices, folders, very large files, text cut anywhere.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSmallFile } from '../../../src/files/regularFile';
import { readTextFile } from '../../../src/files/textFile';
import { UserError } from '../../../src/files/userError';
import { writeAtomically } from '../../../src/files/writeAtomically';
import { temporaryFile, temporaryFolder } from '../../support/files';

/** How many bytes are read at once. */
const CHUNK = 2 ** 20;

async function linesOf(content: string | Uint8Array): Promise<readonly string[]> {
  return (await readTextFile(await temporaryFile('text.txt', content))).lines;
}

describe('text that is read in pieces', () => {
  it.each([-3, -2, -1, 0, 1])('is whole where a piece ends %i bytes beside a character’s end', async (by) => {
    const before = 'x'.repeat(CHUNK - 8 + by);
    expect(await linesOf(`${before}ü→😀\r\nnext`)).toEqual([`${before}ü→😀`, 'next']);
  });

  it.each(['\n', '\r\n', '\r'])('keeps its lines where a piece ends at a line end (%j)', async (end) => {
    for (const by of [-2, -1, 0]) {
      const before = 'x'.repeat(CHUNK + by);
      expect(await linesOf(`${before}${end}${end}b${end}`)).toEqual([before, '', 'b']);
    }
  });

  it('names the line that is not UTF-8, however far behind', async () => {
    const content = Buffer.concat([Buffer.from('line\n'.repeat(300_000)), Buffer.from([0x63, 0xe9, 0x0a])]);
    await expect(linesOf(content)).rejects.toThrow(/is not UTF-8 text \(line 300001\)/);
  });

  it('is none where it holds a NUL, in any encoding', async () => {
    await expect(linesOf('Ada was born.\0\nBo too.\n')).rejects.toThrow(/is a binary file, not text/);
    await expect(linesOf(Buffer.from('\uFEFFAda\0\n', 'utf16le'))).rejects.toThrow(/is a binary file/);
  });

  it('may be half of a character short at its end, and is refused then', async () => {
    await expect(linesOf(Buffer.from('Ada →').subarray(0, -1))).rejects.toThrow(
      /is not UTF-8 text \(line 1\)/,
    );
  });

  it('may not be larger than the limit, which is said', async () => {
    const path = await temporaryFile('text.txt', 'a');
    await truncate(path, 2 ** 30 + 1);
    await expect(readTextFile(path)).rejects.toThrow(/the limit is 1,074 MB/);
  });
});

describe('what is not a regular file is refused at once', () => {
  it('a folder', async () => {
    await expect(readTextFile(await temporaryFolder())).rejects.toThrow(/it is a folder, not a file/);
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe, a device, a circle of links (Windows has none)',
    async () => {
      const folder = await temporaryFolder();
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(readTextFile(pipe)).rejects.toThrow(/it is a pipe or a device. Name a regular file/);
      expect(existsSync('/dev/zero')).toBe(true);
      await expect(readSmallFile('/dev/zero')).rejects.toThrow(/it is a pipe or a device/);
      const circle = join(folder, 'circle');
      await symlink(circle, circle);
      await expect(readTextFile(circle)).rejects.toThrow(/links in its path lead in a circle/);
    },
  );
});

describe('the system’s refusals become sentences', () => {
  const long = 'x'.repeat(300);

  it('when reading', async () => {
    const error = await readTextFile(long).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(/the name is too long/) as string });
    await expect(readTextFile('a\0b')).rejects.toThrow(/holds a character that no file’s name can have/);
  });

  it('when writing', async () => {
    const folder = await temporaryFolder();
    await expect(writeAtomically(join(folder, long), ['a'])).rejects.toThrow(/the name is too long/);
    await expect(writeAtomically(folder, ['a'])).rejects.toThrow(/there is a folder of this name/);
  });
});
