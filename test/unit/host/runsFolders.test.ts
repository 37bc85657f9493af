/**
 * Where new runs go, and where runs are looked for: what is begun anywhere is listed.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newExperimentFolder } from '../../../src/host/commands/experiments';
import { Problems } from '../../../src/host/problems';
import { describeRun } from '../../../src/host/views/describeRun';
import { RunsTree } from '../../../src/host/views/runsTree';
import { runsFolderFor, runsFolders } from '../../../src/host/views/settings';
import { writeConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunStore } from '../../../src/runs/runStore';
import { temporaryFolder } from '../../support/files';
import { runConfigOf } from '../../support/runConfigs';
import { Uri, editor, openFolder, resetEditor, workspace } from '../../support/vscode';
import { SomeRuns, aRun } from './someRuns';

let home: string;
let root: string;

beforeEach(async () => {
  resetEditor();
  [home, root] = [await temporaryFolder(), await temporaryFolder()];
  for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, home);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const atHome = () => join(home, 'attention-lab', 'runs');
const folderFor = (path: string) => runsFolderFor(Uri.file(path) as never);

describe('the folders of runs', () => {
  it('hold every new run, be its file of the workspace or not, and be a folder open or not', () => {
    openFolder(root);
    expect(runsFolders()).toEqual([join(root, 'runs'), atHome()]);
    expect(folderFor(join(root, 'data/wiki.txt'))).toBe(join(root, 'runs'));
    expect(folderFor('/elsewhere/wiki.txt')).toBe(atHome());
    workspace.workspaceFolders = undefined;
    expect(runsFolders()).toEqual([atHome()]);
    expect(folderFor('/elsewhere/wiki.txt')).toBe(atHome());
    expect(existsSync(join(home, 'attention-lab'))).toBe(false);
  });

  it('are the same in the home folder for all windows, whatever a workspace calls its own', () => {
    openFolder(root);
    editor.settings.set('attentionLab.runsFolder', '../../results');
    expect([folderFor('/elsewhere/wiki.txt'), runsFolders().at(-1)]).toEqual([atHome(), atHome()]);
    editor.settings.set('attentionLab.runsFolder', '/big/runs');
    expect([folderFor('/elsewhere/wiki.txt'), runsFolders()]).toEqual(['/big/runs', ['/big/runs', atHome()]]);
  });

  it('are looked into once, where the workspace is the one in the home folder', () => {
    openFolder(join(home, 'attention-lab'));
    expect(runsFolders()).toEqual([atHome()]);
  });

  it('take an experiment where its file lies', async () => {
    const other = await temporaryFolder();
    workspace.workspaceFolders = [root, other].map((path) => ({ uri: Uri.file(path) }));
    const folderOf = (path: string) => newExperimentFolder(Uri.file(path) as never);
    expect(await folderOf(join(other, 'sweep.attn.json'))).toBe(join(other, 'runs', 'sweep'));
    workspace.workspaceFolders = undefined;
    expect(await folderOf(join(other, 'sweep.attn.json'))).toBe(join(atHome(), 'sweep'));
  });

  it('show the runs of the home folder as soon as there is one, and make none to look for them', async () => {
    openFolder(root);
    const store = new RunStore(runsFolders);
    store.onChange(() => undefined);
    await store.refresh();
    expect(existsSync(join(home, 'attention-lab'))).toBe(false);
    const folder = new RunFolder(join(atHome(), 'wiki-rope'));
    await mkdir(folder.path, { recursive: true });
    await writeConfig(folder, runConfigOf('pretrain'));
    await store.refresh();
    expect(store.runs.map(({ name, path }) => [name, path])).toEqual([['wiki-rope', folder.path]]);
    store.dispose();
  });
});

describe('a run of the home folder', () => {
  it('is told apart in lists from one of the workspace, which may have its name', () => {
    const runs = [root, home].map((path) => aRun({ path: join(path, 'attention-lab/runs/wiki') }));
    expect(runs.map(describeRun)).toEqual([
      'finetuned rope · fast · 9 min',
      'finetuned rope · fast · 9 min · in the home folder',
    ]);
    const tree = new RunsTree(new SomeRuns(runs) as never, new Problems());
    expect(tree.getChildren().map((node) => tree.getTreeItem(node).description)).toEqual([
      'rope  9 min',
      'rope  9 min  in the home folder',
    ]);
  });
});
