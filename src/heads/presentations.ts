/**
 * Each analysis in words and as a table: what the command line prints and the panel saves. One row an analysis,
 * as in `kinds.ts`.
 */
import { countInWords, fixed, threeDigits } from '../numbers/formats';
import type { Table } from '../charts/table';
import { chanceLevels } from './chanceLevels';
import type { AnalysisName, HeadResult, ResultOf } from './kinds';
import {
  contributionsTable,
  fileSilencing,
  formationsTable,
  pointsTable,
  flowTable,
  meanFlowTable,
  patchingRows,
  scoresOverTime,
  scoresTable,
  silencingTable,
  textSilencing,
  textSilencingTable,
  timelineTable,
} from './pictures/headTables';
import {
  circuitsTable,
  compositionsTable,
  lensTable,
  lensTokens,
  strongestPairs,
  weightsTable,
} from './pictures/circuitTables';
import { HEAD_SCORE_MEANINGS, HEAD_SCORES } from './headScores';
import type { FileOutcome, HeadScoreTable, ScoredHead } from './results';

/** One result, presented. */
interface Presentation<Result> {
  /** A sentence above the table. */
  readonly summary: (result: Result) => string;
  readonly table: (result: Result) => Table;
  /** The table with all columns, for a file; the same when left out. */
  readonly csv?: (result: Result) => Table;
}

function scoresWithChance(table: HeadScoreTable): Table {
  return scoresTable(table, chanceLevels(table.heads));
}

/** `; by chance: previous 0.09, first 0.09`, or nothing. */
function chanceInWords(heads: readonly ScoredHead[]): string {
  const levels = chanceLevels(heads);
  const words = HEAD_SCORES.flatMap((score) => {
    const level = levels[score];
    return level === undefined ? [] : [`${HEAD_SCORE_MEANINGS[score].title} ${fixed(level, 2)}`];
  });
  return words.length === 0 ? '' : `; by chance: ${words.join(', ')}`;
}

const scored = (of: string): Presentation<HeadScoreTable> => ({
  summary: ({ texts, skipped, step, heads }) =>
    `means over ${texts} ${of}${skipped > 0 ? `, ${skipped} too long for the model` : ''}, step ${step}` +
    chanceInWords(heads),
  table: (table) => scoresTable(table),
  csv: scoresWithChance,
});

const withAllHeads = (before: FileOutcome, questions: number, step: number) =>
  `with all heads ${countInWords(before.correct, questions, 'right')}, ` +
  `loss ${fixed(before.loss, 3)} nats a token, step ${step}`;

/** Every analysis, in words and as a table. */
const PRESENTATIONS: { readonly [Name in AnalysisName]: Presentation<ResultOf<Name>> } = {
  lineScores: {
    summary: ({ step, heads }) => `step ${step}${chanceInWords(heads)}`,
    table: (table) => scoresTable(table),
    csv: scoresWithChance,
  },
  scores: scored('texts'),
  repeatedScores: scored('sequences of random tokens, each twice in a row'),
  overTime: {
    summary: (tables) => `${tables.length} checkpoints`,
    table: (tables) => scoresOverTime(tables),
    csv: (tables) => scoresOverTime(tables, chanceLevels(tables[0]?.heads ?? [])),
  },
  silence: { summary: () => 'one text with all heads, and without some', table: textSilencing },
  lineSilencing: {
    summary: ({ loss, tokens }) => `with all heads ${fixed(loss, 3)} nats a token, over ${tokens} tokens`,
    table: textSilencingTable,
  },
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
      `logit difference ${fixed(clean, 2)} as it is, ${fixed(donorClean, 2)} of the donors`,
    table: patchingRows,
  },
  rollout: { summary: () => 'where the last position gets what it holds', table: flowTable },
  meanRollout: {
    summary: ({ questions, step }) => `${questions} questions, step ${step}`,
    table: meanFlowTable,
  },
  logits: {
    summary: ({ character, logit, unexplained }) =>
      `logit of '${character}' ${fixed(logit, 3)}, unexplained ${threeDigits(unexplained)}`,
    table: contributionsTable,
  },
  meanLogits: {
    summary: ({ questions, step, logit, unexplained }) =>
      `right answers’ first tokens: ${questions} questions, step ${step}, ` +
      `mean logit ${fixed(logit, 3)}, unexplained at most ${threeDigits(unexplained)}`,
    table: contributionsTable,
  },
  timeline: {
    summary: ({ steps, facts }) => {
      const ever = facts.filter(({ firstRight }) => firstRight !== null).length;
      return `${steps.length} checkpoints: ${ever} of ${facts.length} questions were right at one of them`;
    },
    table: timelineTable,
  },
  weights: {
    summary: ({ step, chance }) =>
      `step ${step}: copying 1 to −1 (sum of eigenvalues over sum of their sizes); composition ` +
      `of random matrices would be ${fixed(chance, 2)}`,
    table: weightsTable,
    csv: compositionsTable,
  },
  circuits: {
    summary: (heads) =>
      `step ${heads[0]?.step ?? 0}, ${heads[0]?.tokens.length ?? 0} of ${heads[0]?.vocabulary ?? 0} tokens`,
    table: strongestPairs,
    csv: circuitsTable,
  },
  lens: {
    summary: ({ step, predicted }) => `step ${step}: ${predicted} tokens predicted behind each block`,
    table: lensTable,
    csv: lensTokens,
  },
  formation: {
    summary: ({ points, formations, recorded }) =>
      `${points.length} ${recorded ? 'looks' : 'checkpoints'} at heads: ${formations.length} times ` +
      `one became an induction, previous-token or other head of a known kind`,
    table: ({ formations, points }) => formationsTable(formations, points),
    csv: ({ points }) => pointsTable(points),
  },
};

/** A result of any analysis in words and as a table. */
export function presented({ what, result }: HeadResult): {
  readonly summary: string;
  readonly table: Table;
  readonly csv: Table;
} {
  // Sound: the presentation stands under the name that the result bears.
  const { summary, table, csv = table } = PRESENTATIONS[what] as Presentation<typeof result>;
  return { summary: summary(result), table: table(result), csv: csv(result) };
}
