import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/files/makeFolder';
import { temporaryFolder } from '../../support/files';

describe('a folder', () => {
  it('is made with those above it, and the first that was made is told', async () => {
    const base = await temporaryFolder();
    const [first, last] = [join(base, 'a'), join(base, 'a', 'b', 'c')];
    expect(await makeFolder(last)).toBe(first);
    expect(existsSync(last)).toBe(true);
    expect(await makeFolder(last)).toBeUndefined();
    const both = await Promise.all([makeFolder(join(last, 'd', 'e')), makeFolder(join(last, 'd', 'f'))]);
    expect(both).toContain(join(last, 'd'));
  });

  it('is refused where a file stands in its way', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toThrow(/^Cannot write /);
    await expect(makeFolder(join(file, 'in it'))).rejects.toThrow(/a part of its path is a file/);
  });

  it.runIf(existsSync('/proc/self'))('is refused where none can be made', async () => {
    await expect(makeFolder('/proc/none/of/ours')).rejects.toThrow(/^Cannot write /);
  });
});
