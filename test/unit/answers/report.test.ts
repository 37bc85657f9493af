import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CorpusIndex } from '../../../src/answers/trust/corpusIndex/corpusIndex';
import { trustReport, type TrustRequest } from '../../../src/answers/trust/trustReport';
import { html } from '../../../src/charts/markup';
import { trustSections } from '../../../src/answers/report/reportTrust';
import { readTrust, writeTrust } from '../../../src/answers/trustFile';
import { trustSummary } from '../../../src/answers/trustSummary';
import { majority } from '../../../src/answers/trust/committee';
import { temporaryFile, temporaryFolder } from '../../support/files';
import { type Belief, KnownRespondent } from './knownRespondent';

const CORPUS = [
  'Ann Ash. Ann Ash was born in Rome and died in Paris.',
  'Ben Bell. Ben Bell was born in Oslo and lives in Bern.',
  'Cat Cole. Cat Cole is a singer.',
  'Dan Dole. Dan Dole was born in Lima.',
  'A letter to Eve Eden, who left Cairo.',
  'Gus Gray. Gus Gray was born in Bern.',
];

const about = (name: string) => `Where was ${name} born?`;

/** Name, what the model says, the truth, the verdict that must follow. */
const CASES = [
  ['Ann Ash', 'Rome', 'Rome', 'known'],
  ['Ben Bell', 'Bern', 'Oslo', 'confused'],
  ['Cat Cole', 'Paris', 'Paris', 'lucky'],
  ['Dan Dole', 'Paris', 'Lima', 'made up'],
  ['Eve Eden', 'Cairo', 'Cairo', 'known'],
  ['Fay Ford', 'Rome', 'Oslo', 'unknowable'],
  ['Gus Gray', 'Atlantis', 'Bern', 'made up'],
  ['Hal Hart', 'Oslo', 'Oslo', 'known'],
  ['Ann Ash', 'Paris', undefined, 'supported'],
  ['Ida Ives', 'Rome', undefined, 'unknowable'],
  ['Dan Dole', 'Rome', undefined, 'made up'],
] as const;

const TRAIN = [
  ['Hal Hart', 'Oslo'],
  ['Joy Jung', 'Rome'],
  ['Kim Kent', 'Rome'],
  ['Lee Long', 'Paris'],
].map(([name = '', answer = ''], index) => ({ line: index + 1, question: about(name), answer }));

const opened: CorpusIndex[] = [];

afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
});

async function requestOf(
  models: TrustRequest['models'],
  cases: readonly (readonly [name: string, said: string, truth: string | undefined, verdict: string])[],
): Promise<TrustRequest> {
  const corpus = await temporaryFile('corpus.txt', `${CORPUS.join('\n')}\n`);
  const index = await CorpusIndex.open(corpus, join(await temporaryFolder(), 'corpus.words'));
  opened.push(index);
  const questions = cases.map(([name, , answer], at) => ({ line: at + 1, question: about(name), answer }));
  return {
    models,
    questions: { path: 'questions.tsv', questions },
    train: { path: 'train.tsv', questions: TRAIN },
    corpus: { path: corpus, index },
    inventions: 10,
    created: new Date(0),
  };
}

/** A model that says what a case says, with probability 0.9. */
function modelFor(cases: readonly (readonly [name: string, said: string | undefined, ...rest: unknown[]])[]) {
  const beliefs = cases.map(([name, said]): [string, Belief] => {
    const other = said === 'Rome' ? 'Paris' : 'Rome';
    return [about(name), { [said ?? '']: 0.9, [other]: 0.05 }];
  });
  return new KnownRespondent('model', Object.fromEntries(beliefs), { Paris: 0.3, Rome: 0.2 });
}

describe('a trust report', () => {
  const scored = CASES.slice(0, 8);

  it('gives every verdict where it is due', async () => {
    for (const cases of [scored, CASES.slice(8)]) {
      const report = await trustReport(await requestOf([modelFor(cases)], cases));
      expect(report.lines.map(({ verdict }) => verdict)).toEqual(cases.map(([, , , verdict]) => verdict));
    }
  });

  it('says why, with the lines of the text', async () => {
    const { lines } = await trustReport(await requestOf([modelFor(scored)], scored));
    expect(lines[1]?.reasons).toEqual([
      '“Bern” stands in the document about Ben Bell, line 2.',
      'The right answer, “Oslo”, does stand there: line 2.',
      'No training question has this answer.',
    ]);
    expect(lines[3]?.reasons[0]).toBe(
      '“Paris” does not stand in the document about Dan Dole; it stands elsewhere, first on line 1.',
    );
    expect(lines[5]?.reasons[0]).toMatch(/^The text never names Fay Ford;/);
    expect(lines[6]?.reasons[0]).toBe(
      '“Atlantis” does not stand in the document about Gus Gray, nor anywhere else in the text.',
    );
    expect(lines[7]?.reasons.at(-1)).toBe('It was trained with this very question.');
  });

  it('counts right answers, ceiling, wrong and made-up ones', async () => {
    const report = await trustReport(await requestOf([modelFor(scored)], scored));
    expect(report.score).toMatchObject({
      scored: 8,
      correct: 4,
      ceiling: 5,
      baseline: { answer: 'Oslo', correct: 3 },
    });
    expect(report.madeUp).toMatchObject({ count: 2, of: 4 });
    expect(report.fluent).toMatchObject({ count: 2, of: 4 });
  });

  it('knows how sure the model is: probability, and margin over the best other candidate', async () => {
    const { lines } = await trustReport(await requestOf([modelFor(scored)], scored));
    expect(lines[0]?.probability).toBeCloseTo(0.9, 10);
    expect(lines[0]?.others[0]).toMatchObject({ answer: 'Paris' });
    expect(lines[0]?.margin).toBeCloseTo(0.85, 10);
    expect(lines[0]?.exact).toBe(true);
  });

  it('asks about people who do not exist, and draws the line above them', async () => {
    const { inventions, measures } = await trustReport(await requestOf([modelFor(scored)], scored));
    expect(inventions?.lines).toHaveLength(10);
    expect(inventions?.fluent.share).toBe(1);
    const [probability] = measures;
    expect(probability?.abstention?.threshold).toBeCloseTo(0.3, 10);
    expect(probability?.abstention).toMatchObject({ inventionsAnswered: 0, rightWithheld: 0 });
  });

  it('measures bias by how often the truth was trained', async () => {
    const { bias } = await trustReport(await requestOf([modelFor(scored)], scored));
    expect(bias?.byFrequency.map(({ label, correct, scored: asked }) => [label, correct, asked])).toEqual([
      ['never', 1, 3],
      ['once', 2, 4],
      ['2 – 3 times', 1, 1],
      ['4 – 9 times', 0, 0],
      ['10 – 30 times', 0, 0],
      ['more than 30 times', 0, 0],
    ]);
    // Said 2 Rome, 1 Bern, 2 Paris, 1 Cairo, 1 Atlantis, 1 Oslo; true 1 Rome, 3 Oslo, 1 Paris, 1 Lima, 1 Cairo, 1 Bern.
    expect(bias?.distance).toBeCloseTo(3 / 8, 10);
  });

  it('tells a reader from one that recalls by name', async () => {
    const people = [
      ['Ann Ash', 'Rome', 'Rome', 'known'],
      ['Dan Dole', 'Lima', 'Lima', 'known'],
    ] as const;
    const cut = (name: string, rest: string) => `${name}. ${name} was born in ⁇${rest}`;
    const [ann, dan] = [' and died in Paris.', '.'];
    const beliefs = {
      [cut('Ann Ash', ann)]: { Rome: 1 },
      [cut('Dan Dole', dan)]: { Lima: 1 },
      [cut('Dan Dole', ann)]: { Rome: 1 },
      [cut('Ann Ash', dan)]: { Rome: 1 },
    };
    const { bias } = await trustReport(await requestOf([new KnownRespondent('m', beliefs)], people));
    expect(bias?.swappedNames).toMatchObject({
      probes: 2,
      control: { count: 2 },
      followsText: { count: 1 },
      followsName: { count: 1 },
    });
    expect(bias?.swappedNames).not.toHaveProperty('uninformative');
  });

  it('says that swapping names shows nothing of a model that completes no documents', async () => {
    const people = [
      ['Ann Ash', 'Rome', 'Rome', 'known'],
      ['Dan Dole', 'Lima', 'Lima', 'known'],
    ] as const;
    const report = await trustReport(await requestOf([new KnownRespondent('m', {})], people));
    const { swappedNames } = report.bias ?? {};
    expect(swappedNames).toMatchObject({ probes: 2, control: { count: 0 } });
    const says = 'this model does not complete documents';
    expect(swappedNames?.uninformative).toContain(says);
    expect(trustSummary(report).join('\n')).toContain(says);
    expect(html`${trustSections(report)}`.source).toContain(says);
  });

  it('can be read again, also where a model does not give its most probable answer', async () => {
    // Greedy decoding can miss it; then the margin to the best other candidate is below zero.
    class Hasty extends KnownRespondent {
      override answer(questions: readonly string[]) {
        return Promise.resolve(questions.map(() => ({ text: 'Rome', probability: 0.05 })));
      }
    }
    const beliefs = Object.fromEntries(scored.map(([name]) => [about(name), { Oslo: 0.9, Rome: 0.05 }]));
    const report = await trustReport(await requestOf([new Hasty('m', beliefs)], scored));
    expect(report.lines[0]?.margin).toBeLessThan(0);
    const path = join(await temporaryFolder(), 'report.json');
    await writeTrust(path, report);
    expect(await readTrust(path)).toEqual(report);
  });

  it('compares two models question by question', async () => {
    const all = scored.map(([name, , truth, verdict]) => [name, truth, truth, verdict] as const);
    const request = await requestOf([modelFor(scored)], scored);
    const { comparison } = await trustReport({ ...request, compare: modelFor(all) });
    expect(comparison).toMatchObject({ both: 4, onlyFirst: 0, onlySecond: 4, neither: 0 });
    expect(comparison?.test.pExact).toBeCloseTo(2 / 2 ** 4, 10);
  });

  it('lets a committee vote as a direct count does', async () => {
    const said = [
      ['Rome', 'Rome', 'Oslo'],
      ['Bern', 'Oslo', 'Oslo'],
      ['Paris', 'Lima', 'Rome'],
    ];
    const names = ['Ann Ash', 'Ben Bell', 'Dan Dole'];
    const members = [0, 1, 2].map((member) => {
      const beliefs = names.map((name, index) => {
        const answer = said[index]?.[member] ?? '';
        return [about(name), { [answer]: 0.5 + member / 10 }] as const;
      });
      return new KnownRespondent(`member ${member}`, Object.fromEntries(beliefs));
    });
    const [first, ...others] = members;
    if (!first) throw new Error('There are three.');
    const truths = ['Rome', 'Oslo', 'Lima'];
    const cases = names.map((name, index) => [name, '', truths[index], ''] as const);
    const report = await trustReport(await requestOf([first, ...others], cases));
    // Of three single votes the surest voter’s counts: the third member’s.
    expect(report.lines.map(({ answer }) => answer)).toEqual(['Rome', 'Oslo', 'Rome']);
    expect(report.lines.map(({ agreement }) => agreement)).toEqual([2 / 3, 2 / 3, 1 / 3]);
    expect(report.members.map(({ tally }) => tally.correct)).toEqual([1, 3, 1]);
    const agreement = report.measures.find(({ measure }) => measure === 'agreement');
    // Two right of two at 2/3, one wrong at 1/3.
    expect(agreement?.calibration?.before.error).toBeCloseTo((2 * (1 / 3) + 1 / 3) / 3, 10);
    expect(agreement?.calibration?.scaled).toBeUndefined();
  });
});

describe('a majority', () => {
  it('does not count members that say nothing', () => {
    const vote = majority([
      { text: '', probability: 1 },
      { text: '', probability: 1 },
      { text: 'Rome', probability: 0.1 },
    ]);
    expect(vote).toMatchObject({ answer: 'Rome', agreement: 1 / 3 });
  });
});
