import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/files/userError';
import { Problems } from '../../../src/host/problems';
import { CallError } from '../../../src/processes/calls';
import { editor, resetEditor } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a problem', () => {
  it('for people is its own sentence, and nothing for the log', () => {
    const problems = new Problems();
    problems.report(new UserError('The file is empty.'), 'Reading');
    problems.report(new CallError('No weights yet.', 'forPeople'), 'Reading');
    expect(editor.errors).toEqual([
      { message: 'The file is empty.', buttons: [] },
      { message: 'No weights yet.', buttons: [] },
    ]);
    expect(editor.log).toEqual([]);
  });

  it('that is a bug is said in a sentence, with its stack and its cause in the log', async () => {
    const problems = new Problems();
    editor.pressed = 'Show log';
    problems.report(new Error('undefined is no function', { cause: new TypeError('deep') }), 'Reading');
    expect(editor.errors).toEqual([{ message: 'Reading failed; the log says why.', buttons: ['Show log'] }]);
    expect(editor.log).toHaveLength(1);
    expect(editor.log[0]).toMatch(
      /^error: Reading: Error: undefined is no function\n\s+at .*problems\.test\.ts/,
    );
    expect(editor.log[0]).toMatch(/caused by TypeError: deep\n\s+at /);
    await turn();
    expect(editor.logShown).toBe(1);
  });

  it('of a call has the stack of the other end in the log', () => {
    new Problems().report(new CallError('boom', 'bug', 'Error: boom\n    at far.ts:1'), 'Reading');
    expect(editor.log[0]).toMatch(/Reading: Error: boom\n {4}at far\.ts:1\nasked by CallError: boom/);
  });

  it('that somebody has called off is none', () => {
    const problems = new Problems();
    expect(
      problems.explain(new CallError('The call was cancelled.', 'cancelled'), 'Reading'),
    ).toBeUndefined();
    problems.report(new CallError('The call was cancelled.', 'cancelled'), 'Reading');
    expect([editor.errors, editor.log]).toEqual([[], []]);
  });

  it('that is thrown as a plain value is logged all the same', () => {
    new Problems().report('out of paper', 'Printing');
    expect(editor.log).toEqual(['error: Printing: out of paper']);
  });

  it('of work that nobody waits for is reported, once while it is before people’s eyes', async () => {
    const problems = new Problems();
    for (let time = 0; time < 3; time++) problems.inBackground(Promise.reject(new Error('again')), 'Looking');
    problems.inBackground(Promise.resolve(), 'Looking');
    await Promise.resolve();
    expect(editor.errors).toHaveLength(1);
    await turn();
    problems.inBackground(Promise.reject(new Error('again')), 'Looking');
    await turn();
    expect(editor.errors).toHaveLength(2);
  });

  it('of a child is the child’s own sentence, or the log’s where the child has left a stack', () => {
    const problems = new Problems();
    const sentence = problems.explainChild(['step 1', 'The disk is full.', ''], 'Training');
    expect(sentence).toEqual({ sentence: 'The disk is full.', logged: true });
    problems.reportChild(['TypeError: no', '    at trainer.ts:1'], 'Training');
    expect(problems.explainChild([], 'Training').sentence).toBe('Training failed; the log says why.');
    expect(editor.errors).toEqual([{ message: 'Training failed; the log says why.', buttons: ['Show log'] }]);
    expect(editor.log).toEqual([
      'error: Training: step 1\nThe disk is full.',
      'error: Training: TypeError: no\n    at trainer.ts:1',
      'error: Training: the process ended without a word',
    ]);
  });

  it('never becomes a link', () => {
    new Problems().report(new UserError('[Click](command:evil) in a file.'), 'Reading');
    expect(editor.errors[0]?.message).toBe('[Click] (command:evil) in a file.');
  });
});

describe('the log', () => {
  it('takes what children print, and notes', () => {
    const problems = new Problems();
    problems.heard('inspector', 'warning: slow');
    problems.note('A message was refused.');
    problems.showLog();
    expect(editor.log).toEqual(['info: inspector: warning: slow', 'warn: A message was refused.']);
    expect(editor.logShown).toBe(1);
    problems.dispose();
  });
});
