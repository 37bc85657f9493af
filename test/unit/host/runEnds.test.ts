import { beforeEach, describe, expect, it } from 'vitest';
import { Problems } from '../../../src/host/problems';
import { RunEnds } from '../../../src/host/views/runEnds';
import { editor, resetEditor } from '../../support/vscode';
import { SomeRuns, aRun } from './someRuns';

beforeEach(() => {
  resetEditor();
});

const SLURM = { has: (folder: string) => folder.endsWith('sweep') };

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

async function end(after: Parameters<typeof aRun>[0], { shown = '' } = {}): Promise<void> {
  const runs = new SomeRuns();
  // Sound: all that it uses of the store.
  const ends = new RunEnds(runs as never, { shows: (run) => run === shown }, new Problems(), SLURM);
  runs.become(aRun({ ...after, state: 'running' }));
  runs.become(aRun(after));
  runs.become(aRun(after));
  await turn();
  ends.dispose();
}

describe('an alarm', () => {
  const alarm = (id: string) => ({ id, words: `alarm ${id} and paused the run` });

  it('is said once when it rings, panel or not, and leads on', async () => {
    const runs = new SomeRuns();
    // Sound: all that it uses of the store.
    const ends = new RunEnds(runs as never, { shows: () => true }, new Problems(), SLURM);
    const become = (state: 'running' | 'paused', id: string) => {
      runs.become(aRun({ state, status: { alarm: alarm(id) } }));
    };
    // What rang before this window looked is known.
    become('running', 'first');
    become('running', 'first');
    editor.presses.set('wiki: alarm', 'Resume');
    become('paused', 'second');
    become('paused', 'second');
    await turn();
    ends.dispose();
    expect(editor.messages).toMatchObject([
      { text: 'wiki: alarm second and paused the run', buttons: ['Show', 'Resume'] },
    ]);
    expect(editor.commands).toEqual([['attentionLab.resumeRun', '/runs/wiki']]);
  });
});

describe('the end of a run', () => {
  it('says the score with of how many, and leads on', async () => {
    editor.presses.set('wiki', 'Check trust');
    await end({ status: { exactMatch: 0.62, correct: 62, asked: 100 } });
    expect(editor.messages).toMatchObject([
      {
        text: 'wiki is done after 9 min: 62.0\u00a0% (52\u00a0–\u00a071) right.',
        buttons: ['Evaluate…', 'Check trust'],
      },
    ]);
    expect(editor.commands).toEqual([['attentionLab.checkTrust', '/runs/wiki']]);
  });

  it('leads from pretraining to finetuning', async () => {
    await end({ task: 'pretrain', status: {} });
    expect(editor.messages).toMatchObject([
      { text: 'wiki is done after 9 min.', buttons: ['Finetune…', 'Evaluate…'] },
    ]);
  });

  it('is not said again where the panel shows it, nor for each run of an experiment', async () => {
    await end({}, { shown: '/runs/wiki' });
    await end({ name: 'experiment/rope' });
    expect(editor.messages).toEqual([]);
  });

  it('is said where the panel shows another run', async () => {
    await end({}, { shown: '/runs/other' });
    expect(editor.messages).toMatchObject([{ text: expect.stringMatching(/^wiki is done/) as string }]);
  });

  it('of a run that Slurm looks after is not said: it begins it again', async () => {
    await end({ name: 'sweep/rope', state: 'crashed' });
    expect(editor.messages).toEqual([]);
  });

  it('that nobody saw at work is not said', async () => {
    const runs = new SomeRuns();
    const ends = new RunEnds(runs as never, { shows: () => false }, new Problems(), SLURM);
    runs.become(aRun({}));
    await turn();
    ends.dispose();
    expect(editor.messages).toEqual([]);
  });

  it('by a breakdown offers to go on, panel or not', async () => {
    editor.presses.set('wiki', 'Resume');
    await end({ state: 'failed', status: { message: 'The loss is no number.' } }, { shown: '/runs/wiki' });
    expect(editor.errors).toMatchObject([{ message: 'wiki has failed: The loss is no number.' }]);
    expect(editor.commands).toEqual([['attentionLab.resumeRun', '/runs/wiki']]);
  });
});
