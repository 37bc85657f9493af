import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { resumeRun, startRun } from '../../../src/host/commands/startRun';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { editor, resetEditor } from '../../support/vscode';
import { SomeRuns, aLab, aRun } from './someRuns';

beforeEach(() => {
  resetEditor();
});

/** A trainer that ends with these words. */
function endsWith(words: string, code: number) {
  return {
    start: (_: unknown, { log }: { readonly log: string }) => ({
      ended: writeFile(log, words).then(() => code),
    }),
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a start that fails', () => {
  it('is said, with a button to the file, and leaves no folder behind', async () => {
    const root = await temporaryFolder();
    const questions = join(root, 'birthplaces.tsv');
    await writeFile(questions, 'Where?\n');
    const out = join(root, 'runs', 'bad');
    const launcher = endsWith(`${questions}, line 1 has no answer.`, 1);
    await startRun(aLab({ store: new SomeRuns(), launcher }), { args: [], out });
    expect(existsSync(out)).toBe(false);
    await turn();
    expect(editor.errors).toEqual([
      { message: 'birthplaces.tsv, line 1 has no answer.', buttons: ['Open file', 'Show log'] },
    ]);
  });

  it('of a run that goes on keeps everything', async () => {
    const folder = new RunFolder(join(await temporaryFolder(), 'good'));
    await mkdir(folder.checkpoints, { recursive: true });
    await writeFile(folder.checkpoint(3), '');
    const run = aRun({ path: folder.path, state: 'stopped' });
    const launcher = endsWith('The corpus has changed.', 1);
    await resumeRun(aLab({ store: new SomeRuns([run]), launcher }), run);
    expect(await folder.checkpointSteps()).toEqual([3]);
    expect(editor.errors).toMatchObject([{ message: 'The corpus has changed.' }]);
  });

  it('is none once the run has written a status', async () => {
    const out = join(await temporaryFolder(), 'run');
    const store = new SomeRuns();
    const launcher = { start: () => ({ ended: new Promise(() => undefined) }) };
    const started = startRun(aLab({ store, launcher }), { args: [], out });
    await turn();
    store.become(aRun({ path: out, state: 'running', status: { heartbeat: 'now' } }));
    await started;
    expect(existsSync(out)).toBe(true);
    expect(editor.messages).toEqual([]);
  });

  it('is said of a run that had said that it starts', async () => {
    const folder = await temporaryFolder();
    const there = aRun({ path: folder, state: 'stopped', status: { heartbeat: 'before' } });
    const store = new SomeRuns([there]);
    const launcher = {
      start: (_: unknown, { log }: { readonly log: string }) => ({
        ended: turn().then(async () => {
          store.become(aRun({ path: folder, state: 'starting', status: { heartbeat: 'now' } }));
          await writeFile(log, 'There is no device abacus.');
          store.become(there);
          return 1;
        }),
      }),
    };
    await resumeRun(aLab({ store, launcher }), there);
    expect(editor.errors).toMatchObject([{ message: 'There is no device abacus.' }]);
  });
});
