/**
 * Models that were opened by their path: what the editor remembers, and what commands do with them.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluate } from '../../../src/host/commands/evaluate';
import { exportModel } from '../../../src/host/commands/exportModel';
import { closeModel, openModel } from '../../../src/host/commands/openModel';
import { show } from '../../../src/host/commands/runActions';
import { followModelFolders } from '../../../src/host/models/modelFolders';
import { OpenModels } from '../../../src/host/models/openModels';
import { Problems } from '../../../src/host/problems';
import { followRuns } from '../../../src/host/views/contextKeys';
import { RunsTree } from '../../../src/host/views/runsTree';
import { CallError } from '../../../src/processes/calls';
import { modelName } from '../../../src/processes/openedByPath';
import { temporaryFolder } from '../../support/files';
import { aMemento } from '../../support/memento';
import { Uri, contextOf, editor, openFolder, resetEditor } from '../../support/vscode';
import { SomeRuns, aLab, aRun } from './someRuns';

let models: OpenModels;

beforeEach(() => {
  resetEditor();
  models = new OpenModels(aMemento());
});

/** A lab whose panel remembers what it was to show, and whose inspector answers so. */
function lab(parts: Readonly<Record<string, unknown>> = {}, inspect = () => Promise.resolve({})) {
  const shown: unknown[] = [];
  const asked: unknown[] = [];
  const panel = {
    show: (change: unknown) => shown.push(change),
    inspect: (name: string, request: unknown) => {
      asked.push([name, request]);
      return inspect();
    },
  };
  return { lab: aLab({ store: new SomeRuns(), models, panel, ...parts }), shown, asked };
}

describe('the models that were opened', () => {
  it('are remembered, the last one first, once each, until they are closed', async () => {
    let changes = 0;
    models.onDidChange(() => changes++);
    await models.add({ path: '/m/gpt2' });
    await models.add({ path: '/m/llama', template: 'Q {question}' });
    await models.add({ path: '/m/gpt2', template: '{question}!' });
    expect(models.all).toEqual([
      { path: '/m/gpt2', template: '{question}!' },
      { path: '/m/llama', template: 'Q {question}' },
    ]);
    expect(models.listed.map(({ name }) => name)).toEqual(['gpt2', 'llama']);
    await models.remove('/m/gpt2');
    expect([models.find('/m/gpt2'), models.find('/m/llama')?.path, changes]).toEqual([
      undefined,
      '/m/llama',
      4,
    ]);
  });

  it('are no others than fit, whatever the memory holds', () => {
    const memory = aMemento();
    void memory.update('attentionLab.openModels', [
      { path: '' },
      7,
      { path: '/a', heads: -1 },
      { path: '/b' },
    ]);
    expect(new OpenModels(memory).all).toEqual([{ path: '/b' }]);
  });

  it('have the names that people know', () => {
    expect(['/m/tiny/', 'C:\\m\\tiny', '/c/models--org--tiny/snapshots/ab12'].map(modelName)).toEqual([
      'tiny',
      'tiny',
      'org/tiny',
    ]);
  });

  it('stand below the runs, and can be shown from there', async () => {
    await models.add({ path: '/m/tiny' });
    const tree = new RunsTree(new SomeRuns([aRun({ name: 'wiki' })]) as never, new Problems(), models);
    const nodes = tree.getChildren();
    expect(nodes.map(({ name }) => name)).toEqual(['wiki', 'tiny']);
    const [, node] = nodes;
    expect(node && tree.getTreeItem(node)).toMatchObject({ label: 'tiny', contextValue: 'opened' });
    const { lab: own, shown } = lab();
    await show(own, '/m/tiny');
    expect(shown).toEqual([{ page: 'heads', runs: ['/m/tiny'] }]);
  });

  it('make commands for models possible', async () => {
    const keys = () => [contextOf('attentionLab.hasModel'), contextOf('attentionLab.hasOpenModel')];
    followRuns(new SomeRuns() as never, new Problems(), models);
    expect(keys()).toEqual([false, false]);
    await models.add({ path: '/m/tiny' });
    expect(keys()).toEqual([true, true]);
  });
});

describe('folders that may hold a model', () => {
  it('are those with a config.json that are no runs, as they come', async () => {
    const root = await temporaryFolder();
    const make = async (name: string) => {
      await mkdir(join(root, name), { recursive: true });
      await writeFile(join(root, name, 'config.json'), '{}');
    };
    await make('tiny');
    await make('runs/first');
    openFolder(root);
    followModelFolders(new Problems());
    await vi.waitFor(() => {
      expect(contextOf('attentionLab.modelFolders')).toEqual([join(root, 'tiny')]);
    });
    await make('deep/other');
    editor.made.fire(Uri.file(join(root, 'deep/other/config.json')));
    await vi.waitFor(() => {
      expect(contextOf('attentionLab.modelFolders')).toHaveLength(2);
    });
  });
});

describe('opening a model', () => {
  it('remembers the folder, shows its heads, and tries whether it opens', async () => {
    const path = await temporaryFolder();
    const { lab: own, shown, asked } = lab();
    await openModel(own, Uri.file(path));
    expect(models.all).toEqual([{ path }]);
    expect(shown).toEqual([{ page: 'heads', runs: [path] }]);
    expect(asked).toEqual([['open', { checkpoint: path, open: {} }]]);
    expect(editor.messages).toEqual([]);
  });

  it('says why one cannot be opened, and offers to close it', async () => {
    const path = await temporaryFolder();
    const sentence =
      'It does not fit into memory: its 7000 million numbers need 35.0 GB, and 4.0 GB are free.';
    editor.pressed = 'Close model';
    const { lab: own } = lab({}, () => Promise.reject(new CallError(sentence, 'forPeople')));
    await openModel(own, Uri.file(path));
    expect(editor.errors).toEqual([{ message: sentence, buttons: ['Open another…', 'Close model'] }]);
    await vi.waitFor(() => {
      expect(models.all).toEqual([]);
    });
  });

  it('takes the text beside an assignment, and asks where there are several', async () => {
    const root = await temporaryFolder();
    const path = join(root, 'done.params');
    for (const name of ['done.params', 'wiki.txt']) await writeFile(join(root, name), '');
    await openModel(lab().lab, Uri.file(path));
    expect(models.all).toEqual([{ path, corpus: join(root, 'wiki.txt') }]);
    await writeFile(join(root, 'notes.txt'), '');
    editor.lists.choices = ['wiki'];
    await openModel(lab().lab, Uri.file(path));
    expect(editor.lists.shown.map(({ preselected }) => preselected)).toEqual([['wiki.txt']]);
    expect(models.all).toEqual([{ path, corpus: join(root, 'wiki.txt') }]);
    editor.lists.choices = [undefined];
    await models.remove(path);
    await openModel(lab().lab, Uri.file(path));
    expect(models.all).toEqual([]);
  });

  it('offers the models of the workspace, and any other folder', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'tiny'));
    await writeFile(join(root, 'tiny/config.json'), '{}');
    openFolder(root);
    editor.lists.choices = ['tiny'];
    await openModel(lab().lab);
    expect(editor.lists.labels).toEqual(['tiny', '$(folder-opened) A folder…', '$(file) A file…']);
    editor.lists.choices = ['A folder'];
    editor.target = Uri.file('/elsewhere/big');
    await openModel(lab().lab);
    expect(models.all.map(({ path }) => path)).toEqual(['/elsewhere/big', join(root, 'tiny')]);
  });

  it('of a run shows the run', async () => {
    const { lab: own, shown } = lab({ store: new SomeRuns([aRun({ path: '/runs/wiki' })]) });
    await openModel(own, Uri.file('/runs/wiki'));
    expect([models.all, shown]).toEqual([[], [{ page: 'heads', runs: ['/runs/wiki'] }]]);
  });

  it('is taken back by closing it: the one that is named, or the one that is chosen', async () => {
    for (const name of ['a', 'b', 'c']) await models.add({ path: `/m/${name}` });
    await closeModel(lab().lab, '/m/a');
    editor.lists.choices = ['c'];
    await closeModel(lab().lab);
    await closeModel(lab().lab);
    expect(models.all).toEqual([]);
  });
});

/** A command line that remembers its arguments; what it prints says where the predictions are. */
function commandLine(code: number | null = 0) {
  const calls: (readonly string[])[] = [];
  const run = async (args: readonly string[]) => {
    calls.push(args);
    const at = (option: string) =>
      args.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1) ?? '';
    const rows = 'question\tprediction\tanswer\tcorrect\tprobability\tline\nWho?\tAda\tAda\tyes\t0.5\t1\n';
    if (args[0] === 'evaluate') await writeFile(at('--predictions'), rows);
    const printed = { run: at('--run'), questions: at('--questions'), predictions: at('--predictions') };
    return { code, stdout: JSON.stringify({ ...printed, scored: 1, correct: 1 }) };
  };
  return { calls, launcher: { run } };
}

describe('evaluating a file with a model that was opened', () => {
  it('asks for the words around the question, and remembers them', async () => {
    await models.add({ path: '/m/tiny' });
    const { calls, launcher } = commandLine();
    const storageUri = Uri.file(await temporaryFolder());
    const results: unknown[] = [];
    const { lab: own } = lab({
      launcher,
      context: { storageUri },
      results: { show: (_: unknown, result: unknown) => Promise.resolve(results.push(result)) },
    });
    editor.typed = 'Frage: {question}\\nAntwort:';
    await evaluate(own, Uri.file('/data/births.tsv'));
    expect(calls[0]).toEqual(expect.arrayContaining(['--run=/m/tiny', `--template=${editor.typed}`]));
    expect(models.find('/m/tiny')?.template).toBe(editor.typed);
    expect(results).toMatchObject([{ run: 'tiny', lines: [{ prediction: 'Ada', correct: true, line: 1 }] }]);
    editor.typed = undefined;
    await evaluate(own, Uri.file('/data/births.tsv'), '/m/tiny');
    expect(calls).toHaveLength(1);
  });

  it('asks an assignment by its own sign, with its text', async () => {
    await models.add({ path: '/m/done.params', corpus: '/m/wiki.txt' });
    const { calls, launcher } = commandLine();
    const context = { storageUri: Uri.file(await temporaryFolder()) };
    const { lab: own } = lab({ launcher, context, results: { show: () => Promise.resolve() } });
    await evaluate(own, Uri.file('/data/births.tsv'));
    expect(calls[0]).toEqual(expect.arrayContaining(['--corpus=/m/wiki.txt']));
    expect(calls[0]?.join(' ')).not.toContain('--template');
  });
});

describe('exporting a model', () => {
  it('writes the chosen form into a new folder of the chosen one, and shows it', async () => {
    const root = await temporaryFolder();
    const { calls, launcher } = commandLine();
    const runs = new SomeRuns([
      aRun({ path: '/runs/wiki', name: 'wiki' }),
      aRun({ name: 'new', status: { step: 0 } }),
    ]);
    editor.lists.choices = ['wiki', 'ONNX'];
    editor.target = Uri.file(root);
    editor.pressed = 'Show folder';
    openFolder(root);
    await exportModel(lab({ store: runs, launcher }).lab);
    expect(editor.lists.shown[0]?.items.map(({ label }) => label)).toEqual(['wiki']);
    const out = join(root, 'wiki-onnx');
    expect(calls).toEqual([['export', '--run=/runs/wiki', '--to=onnx', `--out=${out}`, '--json']]);
    expect(editor.messages).toMatchObject([
      { text: 'wiki is exported to wiki-onnx.', buttons: ['Show folder'] },
    ]);
    expect(editor.commands.at(-1)?.[0]).toBe('revealInExplorer');
  });

  it('offers to open a Hugging Face folder, and takes an assignment’s text along', async () => {
    await models.add({ path: '/m/done.params', corpus: '/m/wiki.txt', heads: 4 });
    const root = await temporaryFolder();
    const { calls, launcher } = commandLine();
    editor.lists.choices = ['Hugging Face'];
    editor.target = Uri.file(root);
    editor.pressed = 'Open model';
    await exportModel(lab({ launcher }).lab, '/m/done.params');
    expect(calls[0]?.slice(4)).toEqual(['--corpus=/m/wiki.txt', '--heads-each=4', '--json']);
    const out = Uri.file(join(root, 'done.params-huggingface'));
    expect(editor.commands.at(-1)).toEqual(['attentionLab.openModel', out]);
  });

  it('that is cancelled leaves no half of a model behind', async () => {
    editor.cancels = true;
    const root = await temporaryFolder();
    const out = join(root, 'wiki-pytorch');
    const launcher = { run: () => mkdir(out).then(() => ({ code: null, stdout: '' })) };
    editor.lists.choices = ['PyTorch'];
    editor.target = Uri.file(root);
    await exportModel(lab({ launcher }).lab, '/runs/wiki');
    expect([existsSync(out), editor.messages]).toEqual([false, []]);
  });
});
