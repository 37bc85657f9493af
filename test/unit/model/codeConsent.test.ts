import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { consentToModule } from '../../../src/model/codeConsent';
import { ALLOWED_CODE, BUILT_IN_ONLY } from '../../../src/model/environment';
import { loadVariant } from '../../../src/model/loadVariant';
import { temporaryFile } from '../../support/files';

const MODULE = `
globalThis.ranOwnCode = (globalThis.ranOwnCode ?? 0) + 1;
module.exports.default = { name: 'own', learnedPositions: true, blocks: () => [] };
`;

function runs(): number {
  // Sound: only the module above writes it.
  return (globalThis as { ranOwnCode?: number }).ranOwnCode ?? 0;
}

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('code that a run names', () => {
  it('is not run, and is named with its hash', async () => {
    const path = await temporaryFile('own.js', MODULE);
    const before = runs();
    await expect(loadVariant(path)).rejects.toThrow(
      `code of its own, which can do whatever you can: ${path} (SHA-256 ${await hashOf(path)})`,
    );
    expect(runs()).toBe(before);
  });

  it('runs when its content was allowed, wherever it lies, and no longer when it has changed', async () => {
    const path = await temporaryFile('own.js', MODULE);
    vi.stubEnv(ALLOWED_CODE, `${'0'.repeat(64)},${await hashOf(path)}`);
    expect((await loadVariant(path)).name).toBe('own');
    expect((await loadVariant(await temporaryFile('moved.js', MODULE))).name).toBe('own');
    await appendFile(path, '// more');
    await expect(loadVariant(path)).rejects.toThrow(/allow it with --allow-code/);
  });

  it('brings along no other file when its content alone was allowed', async () => {
    const path = await temporaryFile('own.js', `require('./other'); ${MODULE}`);
    await writeFile(join(dirname(path), 'other.js'), 'globalThis.ranOwnCode = -1000;');
    vi.stubEnv(ALLOWED_CODE, await hashOf(path));
    await expect(loadVariant(path)).rejects.toThrow(/it imports '\.\/other', but it was allowed by its own/);
    expect(runs()).toBeGreaterThan(-1000);
  });

  it('may use what Node brings', async () => {
    const path = await temporaryFile('own.js', `require('node:path'); ${MODULE}`);
    vi.stubEnv(ALLOWED_CODE, await hashOf(path));
    expect((await loadVariant(path)).name).toBe('own');
  });

  it('runs when the person has named it in the call', async () => {
    const path = await temporaryFile('own.js', MODULE);
    consentToModule(path);
    expect((await loadVariant(path)).name).toBe('own');
  });

  it('is refused in a folder that is not trusted, whatever was allowed', async () => {
    const path = await temporaryFile('own.js', MODULE);
    consentToModule(path);
    vi.stubEnv(ALLOWED_CODE, await hashOf(path));
    vi.stubEnv(BUILT_IN_ONLY, '1');
    await expect(loadVariant(path)).rejects.toThrow(/is code of a folder that is not trusted/);
  });

  it('is not read where it is no file of a module’s size', async () => {
    const folder = dirname(await temporaryFile('x', ''));
    await mkdir(join(folder, 'folder.js'));
    await expect(loadVariant(join(folder, 'folder.js'))).rejects.toThrow(/it is a folder, not a file/);
    await symlink('/dev/zero', join(folder, 'zero.js'));
    await expect(loadVariant(join(folder, 'zero.js'))).rejects.toThrow(/it is a pipe or a device/);
    await writeFile(join(folder, 'large.js'), Buffer.alloc(2 ** 20 + 1, ' '));
    await expect(loadVariant(join(folder, 'large.js'))).rejects.toThrow(/the limit is 2 MB/);
  });
});
