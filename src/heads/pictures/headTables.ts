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
  type SilencingTable,
  FLOW_SOURCES,
  type FlowView,
  type TextSilencing,
  type TextSilencingTable,
  headLabel,
} from '../results';
import { HEAD_SCORES, HEAD_SCORE_MEANINGS } from '../headScores';
import type { Cell, Column, Table } from '../../charts/table';

const SCORE_COLUMNS: readonly Column[] = HEAD_SCORES.map((name) => {
  const { title, unit } = HEAD_SCORE_MEANINGS[name];
  return { name: title, decimals: unit === 'characters' ? 1 : 2 };
});

/** A row for each head, a column for each score. */
export function scoresTable({ heads }: HeadScoreTable): Table {
  const rows = heads.map((head): readonly Cell[] => [
    headLabel(head),
    ...HEAD_SCORES.map((score) => head.scores[score]),
  ]);
  return { columns: [{ name: 'head' }, ...SCORE_COLUMNS], rows };
}

/** A row for each head at each step. */
export function scoresOverTime(tables: readonly HeadScoreTable[]): Table {
  const rows = tables.flatMap((table) =>
    scoresTable(table).rows.map((row): readonly Cell[] => [table.step, ...row]),
  );
  return { columns: [{ name: 'step' }, { name: 'head' }, ...SCORE_COLUMNS], rows };
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
  const rows = sorted.map((head): readonly Cell[] => [headLabel(head), ...effectCells(head, before)]);
  return { columns: [{ name: 'without head' }, ...EFFECT_COLUMNS], rows };
}

/** One row: some heads silenced together. */
export function fileSilencing({ before, silenced, after }: FileSilencing): Table {
  const rows = [[silenced.map(headLabel).join(' '), ...effectCells(after, before)]];
  return { columns: [{ name: 'without heads' }, ...EFFECT_COLUMNS], rows };
}

/** Two rows: a text with all heads, and without some. */
export function textSilencing({ silenced, before, after }: TextSilencing): Table {
  const columns = [
    { name: 'heads' },
    { name: 'loss', decimals: 3 },
    { name: 'answer' },
    { name: 'probability', decimals: 1, form: 'percent' as const },
  ];
  const row = (name: string, { loss, answer, probability }: TextSilencing['before']): readonly Cell[] => {
    return [name, loss, answer, probability];
  };
  return { columns, rows: [row('all', before), row(`without ${silenced.map(headLabel).join(' ')}`, after)] };
}

/** A row for each head of a text, the one that is missed most first. */
export function textSilencingTable({ loss, heads }: TextSilencingTable): Table {
  const columns: readonly Column[] = [
    { name: 'without head' },
    { name: 'loss', decimals: 3 },
    { name: 'loss change', decimals: 3, form: 'signed' },
  ];
  const sorted = [...heads].sort((a, b) => b.loss - a.loss);
  return { columns, rows: sorted.map((head) => [headLabel(head), head.loss, head.loss - loss]) };
}

/** A row for each head, the one that carries most first. */
export function patchingRows({ heads }: PatchingTable): Table {
  const columns: readonly Column[] = [
    { name: 'head from the donor' },
    { name: 'logit difference', decimals: 2, form: 'signed' },
    { name: 'effect', decimals: 1, form: 'percent' },
  ];
  const sorted = [...heads].sort((a, b) => (b.effect ?? 0) - (a.effect ?? 0));
  return { columns, rows: sorted.map((head) => [headLabel(head), head.difference, head.effect]) };
}

/** A row for each part of a logit, the largest lead first. */
export function contributionsTable({ parts }: Pick<LogitContributions | MeanContributions, 'parts'>): Table {
  const columns: readonly Column[] = [
    { name: 'part' },
    { name: 'above mean', decimals: 3, form: 'signed' },
    { name: 'logit', decimals: 3, form: 'signed' },
  ];
  const sorted = [...parts].sort((a, b) => Math.abs(b.aboveMean) - Math.abs(a.aboveMean));
  return { columns, rows: sorted.map((part) => [partName(part), part.aboveMean, part.logit]) };
}

/** How people know a part of a logit. */
export function partName({ kind, layer = 0, head = 0 }: LogitPart): string {
  switch (kind) {
    case 'embedding':
      return 'embedding';
    case 'head':
      return `head ${headLabel({ layer, head })}`;
    case 'bias':
      return `bias ${layer + 1}`;
    case 'hidden':
      return `hidden layer ${layer + 1}`;
    case 'norm':
      return 'last offset';
  }
}

/** How people know a block: `layer 3`, or a Perceiver's `down` and `up`. */
export function blockLabel(block: string): string {
  const layer = /^blocks\.(\d+)$/.exec(block)?.[1];
  return layer === undefined ? block.replace(/_block$/, '') : `layer ${Number(layer) + 1}`;
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

/** A row for each character. */
export function flowTable({ characters, blocks, flow }: FlowView): Table {
  const columns: readonly Column[] = [
    { name: 'position' },
    { name: 'character' },
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
