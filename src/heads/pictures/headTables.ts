/**
 * Results of looking at heads as tables; the panel and the command line show and save the same ones.
 */
import {
  type FactTimeline,
  type FileSilencing,
  type HeadScoreTable,
  type LogitContributions,
  type LogitPart,
  type MeanContributions,
  type MeanFlow,
  type PatchingTable,
  type ScoredHead,
  type SilencingTable,
  FLOW_SOURCES,
  type FlowView,
  type TextSilencing,
  type TextSilencingTable,
  type HeadPlace,
} from '../results';
import { blockLabel } from '../blockNames';
import type { Formation } from '../formation/formations';
import { TIMELINE_SCORES, type TimelinePoint } from '../formation/scoreTimeline';
import { headLabel } from '../headNumbers';
import { HEAD_SCORES, HEAD_SCORE_MEANINGS, type HeadScoreName } from '../headScores';
import type { Cell } from '../../charts/csv';
import type { Column, Table } from '../../charts/table';

/** Two columns, because programs read `3.10` as a number and would take it for 3.1. */
const HEAD_COLUMNS: readonly Column[] = [{ name: 'layer' }, { name: 'head' }];

function headCells({ layer, head }: Pick<HeadPlace, 'layer' | 'head'>): readonly Cell[] {
  return [layer + 1, head + 1];
}

/** What heads that attend evenly, or at random, would score; of each score that has such a level. */
export type ScoreChances = Readonly<Partial<Record<HeadScoreName, number>>>;

function scoreColumns(chances: ScoreChances): readonly Column[] {
  return HEAD_SCORES.flatMap((score) => {
    const { title, unit } = HEAD_SCORE_MEANINGS[score];
    const decimals = unit === 'tokens' ? 1 : 2;
    const own = { name: title, decimals };
    return chances[score] === undefined ? [own] : [own, { name: `${title}, by chance`, decimals }];
  });
}

function scoreCells({ scores }: ScoredHead, chances: ScoreChances): readonly Cell[] {
  return HEAD_SCORES.flatMap((score) => {
    const chance = chances[score];
    return chance === undefined ? [scores[score]] : [scores[score], chance];
  });
}

/** A row for each head, a column for each score, and one for its chance level where there is one. */
export function scoresTable({ heads }: Pick<HeadScoreTable, 'heads'>, chances: ScoreChances = {}): Table {
  const rows = heads.map((head): readonly Cell[] => [...headCells(head), ...scoreCells(head, chances)]);
  return { columns: [...HEAD_COLUMNS, ...scoreColumns(chances)], rows };
}

/** A row for each head at each step. */
export function scoresOverTime(tables: readonly HeadScoreTable[], chances: ScoreChances = {}): Table {
  const rows = tables.flatMap((table) =>
    scoresTable(table, chances).rows.map((row): readonly Cell[] => [table.step, ...row]),
  );
  return { columns: [{ name: 'step' }, ...HEAD_COLUMNS, ...scoreColumns(chances)], rows };
}

/** A row for each head that became something, by step. */
export function formationsTable(formations: readonly Formation[], points: readonly TimelinePoint[]): Table {
  const blocks = points.at(-1)?.blocks.map(({ block }) => block) ?? [];
  const rows = formations.map(({ block, head, step, kind, before, after }): readonly Cell[] => {
    return [step, ...headCells({ layer: blocks.indexOf(block), head }), kind, before, after];
  });
  const shares = [
    { name: 'before', decimals: 2 },
    { name: 'after', decimals: 2 },
  ];
  return { columns: [{ name: 'step' }, ...HEAD_COLUMNS, { name: 'became' }, ...shares], rows };
}

/** A row for each head at each step that was looked at. */
export function pointsTable(points: readonly TimelinePoint[]): Table {
  const rows = points.flatMap(({ step, blocks }) =>
    blocks.flatMap(({ heads }, layer) =>
      heads.map((scores, head): readonly Cell[] => [step, ...headCells({ layer, head }), ...scores]),
    ),
  );
  const columns = TIMELINE_SCORES.map((score) => ({ name: HEAD_SCORE_MEANINGS[score].title, decimals: 4 }));
  return { columns: [{ name: 'step' }, ...HEAD_COLUMNS, ...columns], rows };
}

const EFFECT_COLUMNS: readonly Column[] = [
  { name: 'right' },
  { name: 'change', decimals: 1, form: 'signed percent' },
  { name: 'lost' },
  { name: 'gained' },
  { name: 'loss', decimals: 3 },
  { name: 'loss change', decimals: 3, form: 'signed' },
];

function effectCells(
  { correct, accuracy, lost, gained, loss }: FileSilencing['after'],
  before: FileSilencing['before'],
): readonly Cell[] {
  return [correct, accuracy - before.accuracy, lost, gained, loss, loss - before.loss];
}

/** A row for each head that is silenced alone, the most harmful first. */
export function silencingTable({ before, heads }: SilencingTable): Table {
  const sorted = [...heads].sort((a, b) => a.correct - b.correct || b.loss - a.loss);
  const rows = sorted.map((head): readonly Cell[] => [...headCells(head), ...effectCells(head, before)]);
  return { columns: [...HEAD_COLUMNS, ...EFFECT_COLUMNS], rows };
}

/** One row: some heads silenced together. */
export function fileSilencing({ before, silenced, after }: FileSilencing): Table {
  const rows = [[headsInWords(silenced), ...effectCells(after, before)]];
  return { columns: [{ name: 'without' }, ...EFFECT_COLUMNS], rows };
}

/** Never a bare `3.10`, which programs would read as a number. */
function headsInWords(heads: readonly HeadPlace[]): string {
  return `${heads.length === 1 ? 'head' : 'heads'} ${heads.map(headLabel).join(', ')}`;
}

/** Two rows: a text with all heads, and without some. */
export function textSilencing({ silenced, goesOn, before, after }: TextSilencing): Table {
  const answers = [{ name: 'answer' }, { name: 'probability', decimals: 1, form: 'percent' as const }];
  const columns = [
    { name: 'heads' },
    { name: 'loss', decimals: 3 },
    // The probability of twenty tokens together tells nobody anything.
    ...(goesOn === true ? [{ name: 'goes on' }] : answers),
  ];
  const row = (name: string, { loss, answer, probability }: TextSilencing['before']): readonly Cell[] => {
    return [name, loss, answer, ...(goesOn === true ? [] : [probability])];
  };
  return { columns, rows: [row('all', before), row(`without ${headsInWords(silenced)}`, after)] };
}

/** A row for each head of a text, the one that is missed most first. */
export function textSilencingTable({ loss, heads }: TextSilencingTable): Table {
  const columns: readonly Column[] = [
    ...HEAD_COLUMNS,
    { name: 'loss', decimals: 3 },
    { name: 'loss change', decimals: 3, form: 'signed' },
  ];
  const sorted = [...heads].sort((a, b) => b.loss - a.loss);
  return { columns, rows: sorted.map((head) => [...headCells(head), head.loss, head.loss - loss]) };
}

/** A row for each head whose output comes from the donor, the one that carries most first. */
export function patchingRows({ heads }: PatchingTable): Table {
  const columns: readonly Column[] = [
    ...HEAD_COLUMNS,
    { name: 'logit difference', decimals: 2, form: 'signed' },
    { name: 'effect', decimals: 1, form: 'percent' },
  ];
  const sorted = [...heads].sort((a, b) => (b.effect ?? 0) - (a.effect ?? 0));
  return { columns, rows: sorted.map((head) => [...headCells(head), head.difference, head.effect]) };
}

/** A row for each part of a logit, the largest lead first. */
export function contributionsTable({ parts }: Pick<LogitContributions | MeanContributions, 'parts'>): Table {
  const columns: readonly Column[] = [
    { name: 'part' },
    ...HEAD_COLUMNS,
    { name: 'above mean', decimals: 3, form: 'signed' },
    { name: 'logit', decimals: 3, form: 'signed' },
  ];
  const sorted = [...parts].sort((a, b) => Math.abs(b.aboveMean) - Math.abs(a.aboveMean));
  return { columns, rows: sorted.map(partCells) };
}

function partCells({ kind, layer, head, aboveMean, logit }: LogitPart): readonly Cell[] {
  const place = [layer, head].map((index) => (index === undefined ? null : index + 1));
  return [PART_NAMES[kind], ...place, aboveMean, logit];
}

const PART_NAMES: Readonly<Record<LogitPart['kind'], string>> = {
  embedding: 'embedding',
  head: 'head',
  bias: 'bias',
  hidden: 'hidden layer',
  norm: 'last offset',
};

/** How people know a part of a logit, in one word or two. */
export function partName({ kind, layer = 0, head = 0 }: LogitPart): string {
  const name = PART_NAMES[kind];
  if (kind === 'head') return `${name} ${headLabel({ layer, head })}`;
  return kind === 'bias' || kind === 'hidden' ? `${name} ${layer + 1}` : name;
}

/** A row for each block, and the flow behind the last. */
export function meanFlowTable({ blocks, flow }: MeanFlow): Table {
  const share = (name: string): Column => ({ name, decimals: 1, form: 'percent' });
  const columns = [{ name: 'the ⁇ gets from' }, share('the name'), share('the other words'), share('itself')];
  const row = (name: string, shares: MeanFlow['flow']): readonly Cell[] => {
    return [name, ...FLOW_SOURCES.map((source) => shares[source])];
  };
  const behind = blocks.map(({ block, shares }) => row(`rollout behind ${blockLabel(block)}`, shares));
  return { columns, rows: [...behind, row('flow', flow)] };
}

/** A row for each token. */
export function flowTable({ characters, blocks, flow }: FlowView): Table {
  const columns: readonly Column[] = [
    { name: 'position' },
    { name: 'token' },
    ...blocks.map(({ block }) => ({ name: blockLabel(block), decimals: 3 })),
    { name: 'flow', decimals: 3 },
  ];
  const rows = characters.map((character, place): readonly Cell[] => {
    return [place + 1, character, ...blocks.map(({ shares }) => shares[place] ?? null), flow[place] ?? null];
  });
  return { columns, rows };
}

/** A row for each question. */
export function timelineTable({ facts }: FactTimeline): Table {
  const columns: readonly Column[] = [
    { name: 'line' },
    { name: 'question' },
    { name: 'answer' },
    { name: 'first right' },
    { name: 'last lost' },
    { name: 'right now' },
    { name: 'on name', decimals: 2 },
    { name: 'most of a head', decimals: 2 },
  ];
  const rows = facts.map((fact): readonly Cell[] => [
    fact.line,
    fact.question,
    fact.answer,
    fact.firstRight,
    fact.lastLost,
    fact.right.at(-1) === true ? 'yes' : 'no',
    fact.onName.at(-1) ?? null,
    fact.onNameMost.at(-1) ?? null,
  ]);
  return { columns, rows };
}
