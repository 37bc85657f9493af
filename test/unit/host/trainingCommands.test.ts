/**
 * Commands that train, from the question to the call of the command line.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/files';
import { Uri, editor, openFile, openFolder, resetEditor, window, workspace } from '../../support/vscode';
import { commands, option } from './calledCommands';
import { SomeRuns, aRun } from './someRuns';

let root: string;
beforeEach(async () => {
  resetEditor();
  root = await temporaryFolder();
  openFolder(root);
});

/** Writes a file of the workspace. */
async function file(name: string, text: string): Promise<Uri> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return Uri.file(path);
}

describe('*Pretrain model*', () => {
  it('learns the menu’s file with what is chosen, which comes first the next time', async () => {
    const corpus = await file('wiki.txt', 'Ada\n');
    const { call, called, shown } = commands();
    editor.lists.choices = ['vanilla', 'quick', 'vanilla', undefined];
    await call('pretrainFile', corpus);
    const [args] = called;
    expect(args?.[0]).toBe('pretrain');
    expect(option(args, 'corpus')).toBe(corpus.fsPath);
    expect([option(args, 'variant'), option(args, 'preset')]).toEqual(['vanilla', 'quick']);
    const out = join(root, 'runs', 'wiki-vanilla');
    expect(option(args, 'out')).toBe(out);
    expect(shown).toEqual([{ page: 'training', runs: [out] }]);
    await call('pretrain', corpus);
    expect(editor.lists.shown.map(({ preselected }) => preselected[0]).slice(2)).toEqual([
      'vanilla',
      'quick',
    ]);
    expect(called).toHaveLength(1);
  });

  it('takes the text in the editor as it stands there', async () => {
    const corpus = await file('wiki.txt', 'Ada\n');
    window.activeTextEditor = openFile(corpus.fsPath, 'Ada\n');
    Object.assign(window.activeTextEditor.document, {
      save: () => Promise.resolve(editor.savedFiles.push(corpus.fsPath)),
    });
    editor.lists.choices = ['rope', 'fast'];
    const { call, called } = commands();
    await call('pretrain');
    expect(editor.savedFiles).toEqual([corpus.fsPath]);
    expect(option(called[0], 'corpus')).toBe(corpus.fsPath);
  });

  it('trains a variant that sees the future only when it is told to', async () => {
    const corpus = await file('wiki.txt', 'Ada\n');
    const own = await file('attention/mine.attention.ts', 'export default {};\n');
    const { call, called } = commands(new SomeRuns(), {}, () => ({ leaks: true, sentence: 'It leaks.' }));
    editor.lists.choices = ['mine', 'quick', 'mine', 'quick', 'mine', 'quick'];
    await call('pretrain', corpus);
    expect(editor.messages).toMatchObject([
      { text: 'mine.attention.ts sees the future. Train it anyway?', modal: true },
    ]);
    editor.presses.set('Train it anyway', 'Show in file');
    await call('pretrain', corpus);
    expect([called, editor.opened]).toEqual([[], [own.fsPath]]);
    editor.presses.set('Train it anyway', 'Train anyway');
    await call('pretrain', corpus);
    expect(option(called[0], 'variant')).toBe(own.fsPath);
    expect(called[0]).toContain('--allow-leak');
  });

  it('does not train a variant that is broken, and says what is wrong', async () => {
    const corpus = await file('wiki.txt', 'Ada\n');
    await file('attention/mine.attention.ts', '');
    const broken = { leaks: false, sentence: 'mine.attention.ts, line 1: nothing is exported.' };
    const { call, called } = commands(new SomeRuns(), {}, () => broken);
    editor.lists.choices = ['mine', 'quick'];
    await call('pretrain', corpus);
    expect(called).toEqual([]);
    expect(editor.errors).toMatchObject([{ message: broken.sentence }]);
  });

  it('runs no code of a folder that is not trusted, and so offers none', async () => {
    const corpus = await file('wiki.txt', 'Ada\n');
    await file('attention/mine.attention.ts', '');
    workspace.isTrusted = false;
    editor.lists.choices = [undefined];
    await commands().call('pretrain', corpus);
    expect(editor.lists.labels).toEqual(['rope', 'vanilla', 'synthesizer', 'perceiver']);
  });
});

describe('*Finetune model*', () => {
  const pretrained = aRun({ name: 'wiki', task: 'pretrain' });

  it('goes on with the chosen model in its manner, tested on what is held out', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    const heldOut = await file('births-held-out.tsv', 'Whither?\tParis\n');
    editor.lists.choices = ['wiki', 'births-held-out'];
    const { call, called } = commands(new SomeRuns([pretrained, aRun({ name: 'tuned' })]));
    await call('finetuneFile', questions);
    const [args] = called;
    expect(args?.[0]).toBe('finetune');
    expect(option(args, 'questions')).toBe(questions.fsPath);
    expect(option(args, 'held-out')).toBe(heldOut.fsPath);
    expect([option(args, 'from'), option(args, 'preset')]).toEqual(['/runs/wiki', 'fast']);
    expect(option(args, 'variant')).toBeUndefined();
    expect(editor.lists.shown[0]?.items.map(({ label }) => label)).toEqual(['wiki', 'No pretraining']);
  });

  it('begins with random weights where that is wanted, and keeps questions back', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    editor.settings.set('attentionLab.variant', 'synthesizer');
    editor.lists.choices = ['No pretraining', 'Keep back'];
    const { call, called } = commands(new SomeRuns([pretrained]));
    await call('finetune', questions);
    expect([option(called[0], 'variant'), option(called[0], 'from')]).toEqual(['synthesizer', undefined]);
    expect(option(called[0], 'held-out')).toBeUndefined();
    expect(basename(option(called[0], 'out') ?? '')).toBe('births-synthesizer');
  });
});

describe('experiments', () => {
  const data = async () => {
    await file('wiki.txt', 'Ada\n');
    await file('births.tsv', 'Where?\tRome\n');
    await file('births-dev.tsv', 'Whither?\tRome\n');
  };

  it('are written with the chosen data, run, and end with their report', async () => {
    await data();
    editor.lists.choices = ['wiki', 'births.tsv', 'births-dev'];
    const plan = {
      ...{ tasks: 6, runs: 12, atOnce: 2, threads: 1, seconds: 360 },
      ...{ memory: 2e8, disk: 3e7, device: 'onnx-cpu' },
    };
    const ending = { stdout: JSON.stringify(plan) };
    const { call, called, planned, reports, shown } = commands(new SomeRuns(), ending);
    await call('newExperiment');
    const path = join(root, 'experiment.attn.json');
    expect(editor.opened).toEqual([path]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      corpus: 'wiki.txt',
      questions: 'births.tsv',
      heldOut: 'births-dev.tsv',
    });
    await call('runExperiment', Uri.file(path));
    const out = join(root, 'runs', 'experiment');
    // What it takes is shown, and it was left.
    expect(called).toEqual([expect.arrayContaining(['--plan', '--json'])]);
    expect(editor.lists.shown.at(-1)?.items).toMatchObject([{ label: '$(play) Start' }]);
    expect(editor.lists.last?.items[0]?.detail).toMatch(
      /^6 lines of the table, 12 trainings, 2 at once: about 3 min, /,
    );
    expect(existsSync(out)).toBe(false);
    editor.lists.choices = ['Start'];
    editor.pressed = 'Open report';
    await call('runExperiment', Uri.file(path));
    expect(editor.savedFiles).toEqual([path, path]);
    const begun = called.at(-1);
    expect(begun?.[0]).toBe('experiment');
    expect(begun).not.toContain('--plan');
    expect([option(begun, 'file'), option(begun, 'out')]).toEqual([path, out]);
    expect(planned[0]?.[0]).toBe(out);
    expect(planned[0]?.[1]).toBeGreaterThan(6);
    expect(planned.at(-1)).toEqual([out]);
    expect(shown).toEqual([{ page: 'training', runs: [] }]);
    expect(editor.messages).toMatchObject([{ text: 'experiment is done.' }]);
    expect(reports).toEqual([join(out, 'report.html')]);
  });

  it('do not begin with what cannot work, and lead to the problems', async () => {
    await data();
    const asked = { corpus: 'gone.txt', questions: 'births.tsv', variants: ['rope'], seeds: [1] };
    const broken = await file('broken.attn.json', JSON.stringify(asked));
    editor.pressed = 'Show problems';
    const { call, called } = commands();
    await call('runExperiment', broken);
    expect(called).toEqual([]);
    expect(editor.errors[0]?.message).toMatch(/^broken\.attn\.json cannot run yet: .*gone\.txt/);
    expect(editor.commands).toContainEqual(['workbench.actions.view.problems']);
  });

  it('that break down say why', async () => {
    await data();
    const asked = { corpus: 'wiki.txt', questions: 'births.tsv', heldOut: 'births-dev.tsv' };
    const text = JSON.stringify({ ...asked, variants: ['rope'], seeds: [1], preset: 'quick' });
    const sound = await file('sound.attn.json', text);
    const { call, planned } = commands(new SomeRuns(), { code: 1, lines: ['No space is left.'] });
    editor.lists.choices = ['Start'];
    await call('runExperiment', sound);
    expect(editor.errors).toMatchObject([{ message: 'No space is left.' }]);
    expect(planned).toHaveLength(2);
  });

  it('need a file', async () => {
    await commands().call('runExperiment');
    expect(editor.messages).toMatchObject([{ text: 'Open an experiment file (*.attn.json) first.' }]);
  });
});

describe('*Run the study*', () => {
  it('makes people up, or takes a folder of one’s own', async () => {
    const { call, called } = commands();
    editor.lists.choices = ['Made-up people', 'A folder of mine', 'Made-up people'];
    await call('runStudy');
    expect(called[0]?.[0]).toBe('study');
    expect([option(called[0], 'preset'), option(called[0], 'data')]).toEqual(['quick', undefined]);
    editor.target = Uri.file('/data/mine');
    await call('runStudy');
    expect([option(called[1], 'preset'), option(called[1], 'data')]).toEqual(['fast', '/data/mine']);
    expect(option(called[1], 'out')).toBe(join(root, 'runs', 'study-2'));
    workspace.workspaceFolders = undefined;
    await call('runStudy');
    expect(editor.messages.at(-1)?.text).toBe('Open a folder first: the study keeps its runs in it.');
  });
});
