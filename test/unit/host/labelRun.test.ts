import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { note, rename, star } from '../../../src/host/commands/labelRun';
import { writeConfig } from '../../../src/runs/configFile';
import { readLabel } from '../../../src/runs/labelFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';
import { editor, resetEditor } from '../../support/vscode';
import { SomeRuns, aLab, aRun } from './someRuns';

let run: RunFolder;

beforeEach(async () => {
  resetEditor();
  run = new RunFolder(join(await temporaryFolder(), 'wiki'));
  await mkdir(run.path);
  await writeConfig(run, runConfigOf('pretrain'));
});

describe('the label of a run', () => {
  it('is changed for the run of the menu, or the one that is selected where the key is pressed', async () => {
    const shown = aRun({ path: run.path });
    const other = aRun({ name: 'other' });
    const lab = aLab({ store: new SomeRuns([other, shown]), runs: { selected: shown } });
    editor.typed = 'best so far';
    await rename(lab, 'selected');
    await note(lab, { path: run.path });
    await star(lab, { path: run.path });
    const label = { name: 'best so far', note: 'best so far', starred: true };
    expect(await readLabel(run)).toEqual(label);
    expect(editor.lists.shown).toEqual([]);
    await star(aLab({ store: new SomeRuns([{ ...shown, label }]) }), { path: run.path });
    expect(await readLabel(run)).toMatchObject({ name: 'best so far' });
    expect((await readLabel(run)).starred).toBeUndefined();
  });

  it('asks which from the palette, whatever is selected in the view', async () => {
    const lab = aLab({
      store: new SomeRuns([aRun({ name: 'other' }), aRun({ path: run.path })]),
      runs: { selected: aRun({ name: 'other' }) },
    });
    editor.lists.choices = ['wiki'];
    editor.typed = 'mine';
    await rename(lab);
    expect(await readLabel(run)).toEqual({ name: 'mine' });
  });
});
