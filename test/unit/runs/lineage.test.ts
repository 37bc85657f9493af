import { rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchoredConfig, readConfig, writeConfig } from '../../../src/runs/configFile';
import { corpusOfRun, lineageOf } from '../../../src/runs/lineage';
import type { RunConfig } from '../../../src/runs/runConfig';
import { RunFolder } from '../../../src/runs/runFolder';
import { resumedFiles } from '../../../src/training/resumedFiles';
import { temporaryFolder } from '../../support/files';
import { runConfigOf, writtenFile } from '../../support/runConfigs';

const TEXT = 'Ada was born in Arlen.\nBo comes from Marsk.\n';

async function newRun(path: string, config: RunConfig): Promise<RunFolder> {
  const folder = new RunFolder(path);
  await folder.create();
  await writeConfig(folder, anchoredConfig(config, folder));
  return folder;
}

/** A run as older versions left it: paths as they were typed. */
async function oldRun(path: string, config: RunConfig): Promise<RunFolder> {
  const folder = new RunFolder(path);
  await folder.create();
  await writeConfig(folder, config);
  return folder;
}

describe('the corpus of a run', () => {
  it('is found after the whole project was moved', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'before/data/text.txt'), TEXT);
    await newRun(join(home, 'before/runs/one'), runConfigOf('pretrain', { corpus }));
    await rename(join(home, 'before'), join(home, 'after'));
    const found = await corpusOfRun(new RunFolder(join(home, 'after/runs/one')));
    expect(found?.path).toBe(join(home, 'after/data/text.txt'));
  });

  it('is found where an older version only kept what was typed', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'data/text.txt'), TEXT);
    const typed = { ...corpus, path: 'data/text.txt' };
    const run = await oldRun(join(home, 'runs/study/one'), runConfigOf('pretrain', { corpus: typed }));
    expect((await corpusOfRun(run))?.path).toBe(join(home, 'data/text.txt'));
  });

  it('is the one with the right content where a folder above has another of the name', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'text.txt'), TEXT);
    await writtenFile(join(home, 'runs/text.txt'), 'Somebody else.\n');
    const run = await oldRun(
      join(home, 'runs/one'),
      runConfigOf('pretrain', { corpus: { ...corpus, path: 'text.txt' } }),
    );
    expect((await corpusOfRun(run))?.path).toBe(join(home, 'text.txt'));
  });

  it('that is gone, or changed, is said to be, with what to do', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'text.txt'), TEXT);
    const run = await newRun(join(home, 'run'), runConfigOf('pretrain', { corpus }));
    await writeFile(corpus.path, TEXT.replace('Ada', 'Eva'));
    await expect(corpusOfRun(run)).rejects.toThrow(
      /text\.txt has changed since this run began.* name an unchanged copy of the corpus: --corpus FILE/,
    );
    await rename(corpus.path, join(home, 'elsewhere.txt'));
    await expect(corpusOfRun(run)).rejects.toThrow(
      /text\.txt, the corpus of the run, is not there any more. Say where it is now: --corpus FILE/,
    );
  });

  it('is that of the run it started from, wherever both were moved', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'before/text.txt'), TEXT);
    const base = await newRun(join(home, 'before/runs/base'), runConfigOf('pretrain', { corpus }));
    await newRun(join(home, 'before/runs/tuned'), runConfigOf('finetune', { from: base.path }));
    await rename(join(home, 'before'), join(home, 'after'));
    const line = await lineageOf(new RunFolder(join(home, 'after/runs/tuned')));
    expect(line.map(({ folder }) => folder.path)).toEqual([
      join(home, 'after/runs/tuned'),
      join(home, 'after/runs/base'),
    ]);
    const found = await corpusOfRun(new RunFolder(join(home, 'after/runs/tuned')));
    expect(found?.path).toBe(join(home, 'after/text.txt'));
  });
});

describe('going on with a run', () => {
  it('takes an unchanged copy that is named, and remembers it', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'text.txt'), TEXT);
    const run = await newRun(join(home, 'run'), runConfigOf('pretrain', { corpus }));
    await rename(corpus.path, join(home, 'moved.txt'));
    const former = await readConfig(run);
    const { config } = await resumedFiles(run, former, { corpus: join(home, 'moved.txt') });
    expect(config.corpus).toEqual({ ...corpus, path: join(home, 'moved.txt'), relative: '../moved.txt' });
  });

  it('refuses another file of another content', async () => {
    const home = await temporaryFolder();
    const corpus = await writtenFile(join(home, 'text.txt'), TEXT);
    const run = await newRun(join(home, 'run'), runConfigOf('pretrain', { corpus }));
    const other = await writtenFile(join(home, 'other.txt'), 'Another text.\n');
    await expect(resumedFiles(run, await readConfig(run), { corpus: other.path })).rejects.toThrow(
      /other\.txt is not the corpus that this run began with: its content differs/,
    );
  });
});

describe('a line of runs', () => {
  it('that is a circle is refused in words', async () => {
    const home = await temporaryFolder();
    const [one, two] = [join(home, 'one'), join(home, 'two')];
    const run = await newRun(one, runConfigOf('finetune', { from: two }));
    await newRun(two, runConfigOf('finetune', { from: one }));
    await expect(lineageOf(run)).rejects.toThrow(
      /two.config\.json is wrong at 'from': the runs start from each other in a circle \(one → two → one\)/,
    );
    await expect(corpusOfRun(run)).rejects.toThrow(/in a circle/);
  });

  it('that is a circle through links is refused too', async () => {
    const home = await temporaryFolder();
    const run = await newRun(join(home, 'one'), runConfigOf('finetune', { from: join(home, 'link') }));
    await symlink(run.path, join(home, 'link'));
    await expect(lineageOf(run)).rejects.toThrow(/in a circle \(one → link\)/);
  });

  it('ends where a run is gone', async () => {
    const home = await temporaryFolder();
    const run = await newRun(join(home, 'one'), runConfigOf('finetune', { from: join(home, 'gone') }));
    expect(await lineageOf(run)).toHaveLength(1);
    expect(await corpusOfRun(run)).toBeUndefined();
  });
});
