/**
 * A trust report that has everything a report can have.
 */
import { calibrationOf } from '../../src/answers/calibration';
import { mcnemar } from '../../src/answers/mcnemar';
import { riskCoverage } from '../../src/answers/riskCoverage';
import { shareOf, tallyOf } from '../../src/answers/tallies';
import { TRUST_FORMAT_VERSION, type TrustLine, type TrustReport } from '../../src/answers/trust';
import { VERDICT_NAMES } from '../../src/answers/verdicts';

const forecasts = [
  { confidence: 0.9, right: true },
  { confidence: 0.4, right: false },
];
const tally = tallyOf(1, 2);
const place = { line: 1, offset: 2 };
const frequency = { answer: 'Rome', predicted: 2, truth: 1, trained: 3 };
const others = [{ answer: 'Oslo', probability: 0.1 }];
const calibration = calibrationOf(forecasts, 2);

const lines = VERDICT_NAMES.map((verdict, index): TrustLine => ({
  ...{ line: index + 1, question: 'Where?', answer: 'Rome', truth: 'Bern', correct: false, verdict },
  ...{ probability: 0.5, margin: 0.4, agreement: 1, others, exact: true, reasons: ['Because.'] },
  votes: [{ answer: 'Rome', votes: 2, probability: 1 }],
  provenance: {
    ...{ subject: 'Ann Ash', named: 'title', document: { line: 1, excerpt: 'Ann Ash was' } },
    ...{ answerInDocument: place, truthInDocument: place, answerElsewhere: place },
    ...{ trainedPair: false, timesTrained: 1 },
  },
}));

/** Every optional part is there. */
export const FULL_REPORT: TrustReport = {
  version: TRUST_FORMAT_VERSION,
  created: '2026-01-01T00:00:00.000Z',
  ...{ runs: ['first', 'second'], questions: 'q.tsv', corpus: 'c.txt', train: 't.tsv', lines },
  score: { ...tally, baseline: { answer: 'Rome', correct: 1 }, ceiling: 2 },
  members: [{ name: 'first', tally }],
  verdicts: VERDICT_NAMES.map((verdict) => ({ verdict, count: 1 })),
  ...{ madeUp: shareOf(1, 2), fluent: shareOf(1, 2) },
  measures: [
    {
      measure: 'probability',
      riskCoverage: riskCoverage(forecasts),
      calibration: {
        before: calibration,
        scaled: { after: calibration, temperatures: [1, 2], temperature: 1.5 },
      },
      abstention: {
        ...{ keptOut: 0.95, threshold: 0.5, inventions: 1, inventionsAnswered: 0 },
        ...{ answered: tally, rightWithheld: 1, wrongWithheld: 1 },
      },
      histogram: { low: 0, high: 1, right: [0, 1], wrong: [1, 0], invented: [1, 0] },
    },
  ],
  inventions: {
    source: 'generated',
    lines: [{ question: 'Who?', answer: 'Rome', probability: 0.3, others, exact: false }],
    fluent: shareOf(1, 1),
  },
  bias: {
    ...{ answers: [frequency], distance: 0.5, overPredicted: [frequency] },
    byFrequency: [
      { ...tally, label: 'once', least: 1, most: 1 },
      { ...tallyOf(0, 0), label: 'more', least: 2 },
    ],
    swappedNames: {
      ...{ probes: 3, control: shareOf(2, 3) },
      ...{ followsText: shareOf(1, 3), followsName: shareOf(1, 3) },
    },
  },
  comparison: {
    ...{ first: { name: 'first', tally }, second: { name: 'second', tally } },
    ...{ both: 1, onlyFirst: 0, onlySecond: 1, neither: 0, test: mcnemar(0, 1) },
  },
  candidates: { candidates: 2, rowsPerQuestion: 1.5, exact: 1, seconds: 0.1 },
  warnings: ['Beware.'],
};
