import { describe, expect, it } from 'vitest';
import { taskOf } from '../../../src/tasks';
import { reaches } from '../../../src/tasks/measure';
import { type TaskCheck, differences, readTaskCheck } from '../../../src/tasks/taskCheck';
import { taskReportPage, verdictInWords } from '../../../src/tasks/taskReport';
import { temporaryFile } from '../../support/files';

const CHECK: TaskCheck = {
  version: 1,
  task: 'recall',
  title: 'Associative recall',
  run: 'rope',
  checked: '2026-11-29T12:00:00.000Z',
  size: 8,
  seed: 1,
  data: [{ file: 'corpus.txt', sha256: 'aa' }],
  configuration: 'bb',
  weights: 'cc',
  genuine: true,
  training: { step: 9, steps: 9, tokens: 900, seconds: 3, parameters: 100, device: 'auto', seed: 1 },
  figure: {
    words: 'at least 99 %',
    published: '99 %',
    source: 'Arora',
    reached: true,
    value: 1,
    of: 4000,
    correct: 4000,
  },
  more: [],
  circuits: [
    {
      name: 'induction',
      title: 'induction head',
      meaning: 'looks <back>',
      source: 'Olsson',
      head: '2.1',
      score: 0.87,
      chance: 0.04,
      from: 0.5,
      formed: true,
      history: [
        { step: 0, score: 0.04 },
        { step: 9, score: 0.87 },
      ],
    },
  ],
  passed: true,
};

describe('the report of a check', () => {
  it('comes back from its file, and is foreign until checked', async () => {
    const path = await temporaryFile('check.json', JSON.stringify(CHECK));
    expect(await readTaskCheck(path)).toEqual(CHECK);
    const wrong = await temporaryFile('check.json', JSON.stringify({ ...CHECK, passed: 'yes' }));
    await expect(readTaskCheck(wrong)).rejects.toThrow(/not valid at 'passed'/);
  });

  it('is true when the same comes out, but for rounding', () => {
    const again = { ...CHECK, checked: 'later', figure: { ...CHECK.figure, value: 0.9999 } };
    expect(differences(CHECK, again)).toEqual([]);
  });

  it.each<[string, TaskCheck, RegExp]>([
    [
      'another figure',
      { ...CHECK, figure: { ...CHECK.figure, value: 0.5 } },
      /figure: the report says 0.5000, here it is 1.000/,
    ],
    ['other weights', { ...CHECK, weights: 'dd' }, /hash of the weights/],
    ['another configuration', { ...CHECK, configuration: 'dd' }, /hash of the configuration/],
    ['other data', { ...CHECK, data: [] }, /hash of corpus.txt/],
    ['no circuit', { ...CHECK, circuits: [] }, /score of the induction head/],
    ['another verdict', { ...CHECK, passed: false }, /Whether it has passed/],
  ])('is not true with %s', (_what, report, sentence) => {
    expect(differences(report, CHECK).join(' ')).toMatch(sentence);
  });

  it('says in words what was reached, with its hashes, and escapes what others wrote', () => {
    const page = taskReportPage(CHECK);
    for (const words of ['Passed', '4,000 of 4,000 right', 'head 2.1', 'looks &lt;back>', '>aa<', '>cc<'])
      expect(page.replaceAll('&gt;', '>')).toContain(words);
    expect(page).not.toContain('<script');
    expect(verdictInWords({ ...CHECK, passed: false, genuine: false })).toMatch(
      /not those that the task makes/,
    );
    expect(verdictInWords({ ...CHECK, passed: false, figure: { ...CHECK.figure, reached: false } })).toMatch(
      /the figure is not reached/,
    );
  });
});

describe('a figure', () => {
  it('is reached by shares from above, and by nats from below', () => {
    const { figure: recall } = taskOf('recall');
    const { figure: text } = taskOf('text');
    if (!recall || !text) throw new Error('Both have a figure.');
    expect([0.98, 0.99].map((value) => reaches(recall, { value, of: 9 }))).toEqual([false, true]);
    expect([1.9, 1.88].map((value) => reaches(text, { value, of: 9 }))).toEqual([false, true]);
  });

  it('of Markov chains is measured against counting pairs', () => {
    const { best } = taskOf('markov');
    // By hand: the first successor of a state is even, then the counts plus one count.
    expect(best?.('abab', 2)).toEqual([Math.log(2), Math.log(2), -Math.log(2 / 3)]);
  });

  it('of recall counts every value that was told before', () => {
    expect(taskOf('recall').known?.('aXbYbYaX')).toEqual([5, 7]);
  });
});
