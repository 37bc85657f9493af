import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { revealFolder } from '../../../src/host/commands/revealFolder';
import { stop } from '../../../src/host/commands/controlRun';
import { openFolder as openRunFolder, remove } from '../../../src/host/commands/runActions';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { editor, env, openFolder, resetEditor, UIKind } from '../../support/vscode';
import { SomeRuns, aLab, aRun } from './someRuns';

beforeEach(() => {
  resetEditor();
});

describe('deleting a run', () => {
  const folder = async () => {
    const path = join(await temporaryFolder(), 'good');
    await mkdir(path);
    return path;
  };

  it('asks which even where there is only one, and preselects none', async () => {
    const path = await folder();
    const store = new SomeRuns([aRun({ name: 'good', path })]);
    editor.lists.choices = [undefined];
    await remove(aLab({ store }));
    expect(editor.lists.shown.map(({ preselected }) => preselected)).toEqual([[]]);
    expect(editor.messages).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('asks again by name, and only then deletes', async () => {
    const path = await folder();
    const store = new SomeRuns([aRun({ name: 'good', path })]);
    editor.lists.choices = ['good', 'good'];
    await remove(aLab({ store }));
    expect(editor.messages).toMatchObject([
      { text: 'Delete the run good?', modal: true, buttons: ['Delete good'] },
    ]);
    expect(existsSync(path)).toBe(true);
    editor.presses.set('Delete the run', 'Delete good');
    await remove(aLab({ store }));
    expect(existsSync(path)).toBe(false);
  });

  it('does not offer one that is at work', async () => {
    const store = new SomeRuns([aRun({ name: 'busy', state: 'running' })]);
    await remove(aLab({ store }));
    expect(editor.lists.shown).toEqual([]);
    expect(editor.messages).toMatchObject([{ text: 'There is no such run here.' }]);
  });

  it('never means another run than the menu’s', async () => {
    const store = new SomeRuns([aRun({ name: 'good' })]);
    await remove(aLab({ store }), { path: '/runs/gone' });
    await stop(aLab({ store }), { path: '/runs/gone' });
    expect([editor.lists.shown, editor.messages]).toEqual([[], []]);
  });

  it('offers a crashed start, which is not at work', async () => {
    const store = new SomeRuns([aRun({ name: 'dead', state: 'crashed' }), aRun({ name: 'good' })]);
    editor.lists.choices = [undefined];
    await remove(aLab({ store }));
    expect(editor.lists.labels).toEqual(['dead', 'good']);
  });
});

describe('opening a run’s folder', () => {
  const opened = () => editor.commands.map(([command]) => command);

  it('shows it in the explorer where it is part of the workspace', async () => {
    openFolder('/home/x');
    const store = new SomeRuns([aRun({ path: '/home/x/runs/wiki' })]);
    await openRunFolder(aLab({ store }));
    expect(opened()).toEqual(['revealInExplorer']);
  });

  it('shows it in the file manager only where the window is on the same machine', async () => {
    await revealFolder(new RunFolder('/elsewhere/wiki'));
    expect(opened()).toEqual(['revealFileInOS']);
  });

  it.each([
    ['a remote window', () => (env.remoteName = 'ssh-remote')],
    ['a browser', () => (env.uiKind = UIKind.Web)],
  ])('offers a window of its own from %s', async (_, setUp) => {
    setUp();
    editor.pressed = 'Open in a new window';
    await revealFolder(new RunFolder('/elsewhere/wiki'));
    expect(opened()).toEqual(['vscode.openFolder']);
  });
});
