import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeConfig } from '../../../src/runs/configFile';
import { problemOf } from '../../../src/runs/label';
import { changeLabel, readLabel } from '../../../src/runs/labelFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunStore } from '../../../src/runs/runStore';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';

let root: string;
let run: RunFolder;

beforeEach(async () => {
  root = await temporaryFolder();
  run = new RunFolder(join(root, 'table', 'a'));
  await mkdir(run.path, { recursive: true });
  await writeConfig(run, runConfigOf('pretrain'));
});

describe('what people say about a run', () => {
  it('is shown in lists, while its folder keeps its name', async () => {
    await changeLabel(run, { name: ' The good one ', starred: true });
    await changeLabel(run, { note: 'half the rate' });
    const store = new RunStore(() => [root]);
    await store.refresh();
    const label = { name: 'The good one', starred: true, note: 'half the rate' };
    expect(store.runs).toMatchObject([{ path: run.path, name: 'table/The good one', label }]);
    await changeLabel(run, { name: '', starred: false });
    await store.refresh();
    expect(store.runs).toMatchObject([{ name: 'table/a', label: { note: 'half the rate' } }]);
    expect(await readdir(join(root, 'table'))).toEqual(['a']);
  });

  it('is nothing where the file is none of ours', async () => {
    const wrong = [
      '{',
      '[]',
      JSON.stringify({ name: 'a/b' }),
      JSON.stringify({ name: 'gnp.\u202Eexe' }),
      JSON.stringify({ note: 'two\nlines' }),
      JSON.stringify({ starred: 'yes' }),
      ' '.repeat(20_000),
    ];
    for (const content of wrong) {
      await writeFile(run.label, content);
      expect(await readLabel(run)).toEqual({});
    }
  });

  it('is written beside a link, not through it', async () => {
    await writeFile(join(root, 'own.txt'), 'mine');
    await symlink(join(root, 'own.txt'), run.label);
    await changeLabel(run, { starred: true });
    expect(await readLabel(run)).toEqual({ starred: true });
    expect(await readLabel(new RunFolder(root))).toEqual({});
  });

  it('is refused in words', async () => {
    expect(problemOf({ name: 'a/b' })).toBe('The name cannot be used: it has a slash.');
    expect(problemOf({ name: '' })).toBeUndefined();
    await expect(changeLabel(run, { note: 'x'.repeat(1001) })).rejects.toThrow('more than 1,000 characters');
    await expect(changeLabel(new RunFolder(root), { starred: true })).rejects.toThrow('is not a run folder');
  });
});
