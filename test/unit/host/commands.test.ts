/**
 * Commands that ask, show and open.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { trustPath, writeTrust } from '../../../src/answers/trustFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { temporaryFolder } from '../../support/files';
import { FULL_REPORT } from '../../support/trustReport';
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

describe('the commands', () => {
  it('are those of the manifest', async () => {
    commands();
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    const named = manifest.contributes.commands.map(({ command }) => command);
    expect([...editor.registered.keys()].sort()).toEqual(named.sort());
  });

  it('that fail say so', async () => {
    const runs = new SomeRuns();
    runs.refresh = () => Promise.reject(new Error('the disk is gone'));
    await commands(runs).call('evaluate');
    expect(editor.errors).toMatchObject([
      { message: 'The command failed; the log says why.', buttons: ['Show log'] },
    ]);
    expect(editor.log.join()).toContain('the disk is gone');
  });
});

describe('*Evaluate questions*', () => {
  it('says that there is no model, and offers to make one', async () => {
    editor.pressed = 'Pretrain model';
    await commands(new SomeRuns([aRun({ status: { step: 0 } })])).call('evaluate');
    expect(editor.messages).toMatchObject([{ text: 'There is no model to ask yet.' }]);
    expect(editor.commands).toContainEqual(['attentionLab.pretrain']);
  });

  it('asks the only model without a question, and marks its answers in the file', async () => {
    const questions = await file('births.tsv', 'Where was Ann born?\tRome\n');
    const rows = 'question\tprediction\tanswer\tcorrect\tprobability\tline\n';
    const predictions = await file(
      'runs/wiki/predictions/births.tsv',
      `${rows}Where was Ann born?\tOslo\tRome\tno\t0.5\t1\n`,
    );
    const printed = {
      run: join(root, 'runs/wiki'),
      questions: questions.fsPath,
      predictions: predictions.fsPath,
    };
    const ending = { stdout: JSON.stringify({ ...printed, scored: 1, correct: 0 }) };
    const { call, called, results } = commands(new SomeRuns([aRun({ path: printed.run })]), ending);
    await call('evaluateFile', questions);
    expect(called[0]?.[0]).toBe('evaluate');
    expect(results).toMatchObject([
      { path: questions.fsPath, scored: 1, correct: 0, lines: [{ prediction: 'Oslo', correct: false }] },
    ]);
    expect(editor.commands).toContainEqual(['setContext', 'attentionLab.hasEvaluation', true]);
  });

  it('says where the answers are when the file was moved or deleted meanwhile', async () => {
    const predictions = await file('runs/wiki/predictions/births.tsv', 'question\n');
    const questions = Uri.file(join(root, 'births.tsv'));
    const printed = { run: join(root, 'runs/wiki'), questions: questions.fsPath };
    const stdout = JSON.stringify({ ...printed, predictions: predictions.fsPath });
    const results = { show: () => Promise.reject(new Error('cannot open')) };
    const runs = new SomeRuns([aRun({ path: printed.run })]);
    const { call } = commands(runs, { stdout }, undefined, { results });
    editor.pressed = 'Open the answers';
    await call('evaluateFile', questions);
    expect(editor.messages.map(({ text }) => text)).toEqual([
      'births.tsv is no longer there. Its answers are in runs/wiki/predictions/births.tsv.',
    ]);
    expect(editor.opened).toEqual([predictions.fsPath]);
    await file('births.tsv', 'Where?\tRome\n');
    await call('evaluateFile', questions);
    expect(editor.messages.at(-1)?.text).toBe('The command failed; the log says why.');
  });

  it('that fails says the model’s last words, and marks nothing', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    const lines = ['1 of 2 answered', 'births.tsv, line 2 is not text.'];
    const runs = new SomeRuns([aRun({ name: 'one' }), aRun({ name: 'two' })]);
    const { call, called, results } = commands(runs, { code: 1, lines });
    editor.lists.choices = ['two'];
    await call('evaluate', questions);
    expect(option(called[0], 'run')).toBe('/runs/two');
    expect(editor.errors).toMatchObject([{ message: 'births.tsv, line 2 is not text.' }]);
    expect(results).toEqual([]);
  });

  it('that was killed by the system says so, though it had no last words', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    const { call } = commands(new SomeRuns([aRun()]), { code: null, lines: ['1 of 2 answered'] });
    await call('evaluate', questions);
    const message =
      'Asking wiki failed: the process ended by itself, perhaps because there was not enough memory.';
    expect(editor.errors).toMatchObject([{ message, buttons: ['Show log'] }]);
    expect(editor.log.join()).toContain('1 of 2 answered');
  });

  it('that was cancelled says nothing', async () => {
    editor.cancels = true;
    const questions = await file('births.tsv', 'Where?\tRome\n');
    await commands(new SomeRuns([aRun()]), { code: null }).call('evaluate', questions);
    expect(editor.messages).toEqual([]);
  });
});

describe('*Check trust*', () => {
  it('shows the page, how far it is, and marks the answers in the open file', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    const run = aRun({ path: join(root, 'runs/wiki') });
    await mkdir(join(run.path, 'predictions'), { recursive: true });
    await writeTrust(trustPath(new RunFolder(run.path), questions.fsPath), FULL_REPORT);
    window.visibleTextEditors = [openFile(questions.fsPath, '')];
    const { call, called, shown, trust, results } = commands(new SomeRuns([run]), { lines: ['3 of 20'] });
    await call('checkTrust', run.path, questions);
    expect(shown).toEqual([{ page: 'trust', runs: [run.path] }]);
    expect(called[0]?.[0]).toBe('trust');
    expect(trust).toEqual([
      [run.path, 'Checking what wiki knows: 3 of 20'],
      [run.path, undefined, undefined],
    ]);
    expect(results).toMatchObject([{ path: questions.fsPath, run: 'committee of 2' }]);
  });

  it('that fails says why on the page, too', async () => {
    const questions = await file('births.tsv', 'Where?\tRome\n');
    const lines = ['wiki.txt is gone.'];
    const { call, trust } = commands(new SomeRuns([aRun()]), { code: 1, lines });
    editor.lists.choices = ['births.tsv'];
    await call('checkTrust', { path: '/runs/wiki' });
    expect(trust.at(-1)).toEqual(['/runs/wiki', undefined, { sentence: 'wiki.txt is gone.', logged: true }]);
    expect(questions.fsPath).toBe(join(root, 'births.tsv'));
  });
});

describe('*New attention variant*', () => {
  it('writes a module and its types, and never over one that is there', async () => {
    editor.typed = 'mine';
    const { call } = commands();
    await call('newVariant');
    const path = join(root, 'attention', 'mine.attention.ts');
    const written = (name: string) => new TextDecoder().decode(editor.written.get(name));
    expect(written(path)).toContain("name: 'mine'");
    expect(written(join(root, 'attention', 'attention-lab.d.ts'))).toContain('defineAttention');
    expect(editor.opened).toEqual([path]);
    editor.written.clear();
    await file('attention/mine.attention.ts', '// mine\n');
    await call('newVariant');
    expect([editor.written.size, editor.messages.at(-1)?.text]).toEqual([
      0,
      'attention/mine.attention.ts exists already.',
    ]);
  });
});

describe('*Show devices*', () => {
  const reports = [
    { id: 'onnx-cpu', title: 'Processor', gpu: false, available: true, tokensPerSecond: 5123 },
    { id: 'onnx-cuda', title: 'NVIDIA', gpu: true, available: false, problem: 'The driver is missing.' },
  ];

  it('makes one the default, or says why it cannot be', async () => {
    const { call } = commands(new SomeRuns(), { stdout: JSON.stringify(reports) });
    editor.lists.choices = ['onnx-cpu', 'onnx-cuda'];
    await call('showDevices');
    expect(editor.settings.get('attentionLab.device')).toBe('onnx-cpu');
    await call('showDevices');
    expect(editor.lists.shown.at(-1)?.preselected).toEqual(['$(pass) onnx-cpu']);
    expect(editor.messages.at(-1)).toMatchObject({ kind: 'warning', text: 'NVIDIA: The driver is missing.' });
    expect(editor.settings.get('attentionLab.device')).toBe('onnx-cpu');
  });
});

describe('*Set up TensorFlow GPU*', () => {
  const findings = [
    { found: true, words: 'GPU: H200' },
    { found: false, words: 'TensorFlow was not found.' },
  ];
  const install = 'python3 -m pip install "tensorflow[and-cuda]"';

  it('shows what is there and what is not, and installs the rest where one sees it', async () => {
    const { call, called } = commands(new SomeRuns(), { stdout: JSON.stringify({ findings, install }) });
    editor.lists.choices = ['Install what is missing'];
    await call('setUpTensorFlow');
    expect(called).toEqual([['tensorflow', '--json']]);
    expect(editor.lists.labels.slice(0, 2)).toEqual([
      '$(pass) GPU: H200',
      '$(circle-slash) TensorFlow was not found.',
    ]);
    expect(editor.typedIn.get('Install TensorFlow')).toBe(install);
  });

  it('installs nothing unasked, and offers nothing where there is no GPU', async () => {
    const { call } = commands(new SomeRuns(), { stdout: JSON.stringify({ findings }) });
    editor.lists.choices = ['GPU: H200'];
    await call('setUpTensorFlow');
    expect(editor.typedIn.size).toBe(0);
    expect(editor.lists.labels).toHaveLength(2);
  });
});

describe('results', () => {
  it('are gone through from wrong to wrong, and closed', async () => {
    const { call, results } = commands();
    const at = openFile(join(root, 'births.tsv'), 'a\nb\nc\nd\ne', 3);
    const revealed: unknown[] = [];
    window.activeTextEditor = Object.assign(at, { revealRange: (range: unknown) => revealed.push(range) });
    await call('nextWrong');
    expect(editor.opened).toEqual([join(root, 'births.tsv')]);
    expect(revealed).toMatchObject([{ start: { line: 4 } }]);
    await call('closeResults');
    expect(results).toEqual([`closed ${join(root, 'births.tsv')}`]);
    window.activeTextEditor = Object.assign(openFile(join(root, 'births.tsv'), '', 9), {});
    await call('nextWrong');
    expect(editor.messages).toMatchObject([{ text: 'No answer in this file is wrong.' }]);
  });
});

describe('*Open report*', () => {
  it('is written anew only when the run has changed since', async () => {
    const run = aRun({ path: join(root, 'runs', 'wiki') });
    await mkdir(run.path, { recursive: true });
    const { call, called, reports } = commands(new SomeRuns([run]));
    await call('openReport', run);
    expect(called[0]?.slice(0, 3)).toEqual(['report', '--run', run.path]);
    await file('runs/wiki/report.html', '<p>');
    await call('openReport', run);
    expect(called).toHaveLength(1);
    expect(reports).toEqual(new Array(2).fill(join(run.path, 'report.html')));
  });

  it('of an experiment is there when its runs are done', async () => {
    const { call, reports } = commands();
    const batch = { path: join(root, 'runs', 'table'), name: 'table', runs: [] };
    await call('openReport', batch);
    expect(editor.messages).toMatchObject([{ text: 'The report is written when all runs are done.' }]);
    await file('runs/table/report.html', '<p>');
    await call('openReport', batch);
    expect(reports).toEqual([join(batch.path, 'report.html')]);
  });
});

describe('the rest', () => {
  it('of the commands only show something', async () => {
    const { call, shown } = commands();
    await call('viewPanel');
    await call('exploreTheory');
    expect(shown).toEqual([{}, { page: 'theory' }]);
    await call('showLog');
    expect(editor.logShown).toBe(1);
  });

  it('makes the data of a task where it was told to, and opens what trains on them', async () => {
    const { call } = commands();
    editor.lists.choices = ['Associative recall', join('tasks', 'recall')];
    await call('newDataset');
    expect(editor.opened).toEqual(
      ['corpus.txt', 'recall.attn.json'].map((name) => join(root, 'tasks', 'recall', name)),
    );
    expect(editor.opened.every((path) => existsSync(path))).toBe(true);
  });

  it('makes up people for the walkthrough without asking, and asks for a folder where there is none', async () => {
    const { call } = commands();
    await call('newDataset', 'people');
    expect(editor.opened.map((path) => dirname(path))).toEqual(
      new Array(2).fill(join(root, 'attention-lab-sample')),
    );
    expect(editor.opened.every((path) => existsSync(path))).toBe(true);
    workspace.workspaceFolders = undefined;
    editor.pressed = 'Open folder';
    await call('newDataset');
    expect(editor.commands.at(-1)).toEqual(['vscode.openFolder']);
  });

  it('checks a run against the task whose data it has learned, and says when there is none', async () => {
    const run = aRun();
    const data = join(root, 'task');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'task.json'), '{}');
    const learned = { path: join(data, 'train.tsv'), bytes: 1, sha256: '' };
    const trained = { ...run, config: { ...run.config, questions: learned } };
    const { call, called, reports } = commands(new SomeRuns([trained]), { stdout: '{}' });
    await call('checkTask', trained);
    expect(called).toEqual([['check-task', `--run=${run.path}`, '--json', '--', data]]);
    expect(reports).toEqual([join(run.path, 'check.html')]);
    const other = commands(new SomeRuns([run]));
    await other.call('checkTask', run);
    expect(other.called).toEqual([]);
    expect(editor.messages.at(-1)?.text).toContain('was not trained on the data of a task');
  });

  it('asks a question of one’s own in the panel', async () => {
    const { call, shown } = commands(new SomeRuns([aRun()]));
    editor.typed = '  Where was Ann born? ';
    await call('askQuestion');
    expect(shown).toMatchObject([{ page: 'heads', question: 'Where was Ann born?' }]);
    editor.typed = ' ';
    await call('askQuestion');
    expect(shown).toHaveLength(1);
  });
});
