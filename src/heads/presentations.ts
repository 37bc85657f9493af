/**
 * Each analysis in words and as a table: what the command line prints and the panel saves. One row an analysis,
 * as in `kinds.ts`.
 */
import type { Table } from '../charts/table';
import type { AnalysisName, HeadResult, ResultOf } from './kinds';
import {
  contributionsTable,
  fileSilencing,
  flowTable,
  meanFlowTable,
  patchingRows,
  scoresOverTime,
  scoresTable,
  silencingTable,
  textSilencing,
  timelineTable,
} from './pictures/headTables';
import type { FileOutcome, HeadScoreTable } from './results';

/** One result, presented. */
interface Presentation<Result> {
  /** A sentence above the table. */
  readonly summary: (result: Result) => string;
  readonly table: (result: Result) => Table;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const scored = (of: string): Presentation<HeadScoreTable> => ({
  summary: ({ texts, skipped, step }) =>
    `means over ${texts} ${of}${skipped > 0 ? `, ${skipped} too long for the model` : ''}, step ${step}`,
  table: scoresTable,
});

const withAllHeads = (before: FileOutcome, questions: number, step: number) =>
  `with all heads ${before.correct} of ${questions} right (${percent(before.accuracy)}), ` +
  `loss ${before.loss.toFixed(3)} nats a character, step ${step}`;

/** See the header. */
export const PRESENTATIONS: { readonly [Name in AnalysisName]: Presentation<ResultOf<Name>> } = {
  lineScores: { summary: ({ step }) => `step ${step}`, table: scoresTable },
  scores: scored('texts'),
  repeatedScores: scored('sequences of random characters, each twice in a row'),
  overTime: { summary: (tables) => `${tables.length} checkpoints`, table: scoresOverTime },
  silence: { summary: () => 'one text with all heads, and without some', table: textSilencing },
  silenceTogether: {
    summary: ({ before, questions, step }) => withAllHeads(before, questions, step),
    table: fileSilencing,
  },
  silencingTable: {
    summary: ({ before, questions, step }) => withAllHeads(before, questions, step),
    table: silencingTable,
  },
  patching: {
    summary: ({ exchanges, region, step, clean, donorClean }) =>
      `${exchanges} exchanges at '${region}', step ${step}: ` +
      `logit difference ${clean.toFixed(2)} as it is, ${donorClean.toFixed(2)} of the donors`,
    table: patchingRows,
  },
  rollout: { summary: () => 'where the last position gets what it holds', table: flowTable },
  meanRollout: {
    summary: ({ questions, step }) => `${questions} questions, step ${step}`,
    table: meanFlowTable,
  },
  logits: {
    summary: ({ character, logit, unexplained }) =>
      `logit of '${character}' ${logit.toFixed(3)}, unexplained ${unexplained.toExponential(1)}`,
    table: contributionsTable,
  },
  meanLogits: {
    summary: ({ questions, step, logit, unexplained }) =>
      `right answers’ first characters: ${questions} questions, step ${step}, ` +
      `mean logit ${logit.toFixed(3)}, unexplained at most ${unexplained.toExponential(1)}`,
    table: contributionsTable,
  },
  timeline: {
    summary: ({ steps, facts }) => {
      const ever = facts.filter(({ firstRight }) => firstRight !== null).length;
      return `${steps.length} checkpoints: ${ever} of ${facts.length} questions were right at one of them`;
    },
    table: timelineTable,
  },
};

/** A result of any analysis in words and as a table. */
export function presented({ what, result }: HeadResult): { readonly summary: string; readonly table: Table } {
  // Sound: the presentation stands under the name that the result bears.
  const { summary, table } = PRESENTATIONS[what] as Presentation<typeof result>;
  return { summary: summary(result), table: table(result) };
}
