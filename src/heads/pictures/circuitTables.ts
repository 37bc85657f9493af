/**
 * What stands in the weights, and the logit lens, as tables.
 */
import { greatest } from 'd3-array';
import type { Cell } from '../../charts/csv';
import type { Table } from '../../charts/table';
import { blockLabel } from '../blockNames';
import { glyphOf } from '../glyphs';
import { headLabel } from '../headNumbers';
import type { ComposedHeads, LogitLens, VocabularyCircuits, WeightScores } from '../results';

const HEAD_COLUMNS = [{ name: 'layer' }, { name: 'head' }];

/** A row for each head: its copying score, its norms, and the head before it that each of its inputs reads most. */
export function weightsTable({ heads, compositions }: WeightScores): Table {
  const rows = heads.map(({ layer, head, copying, qk, ov }): readonly Cell[] => {
    const own = compositions.filter(({ to }) => to.layer === layer && to.head === head);
    const most = (['q', 'k', 'v'] as const).map((of) => mostComposed(own, of));
    return [layer + 1, head + 1, copying, qk, ov, ...most];
  });
  const numbers = [
    { name: 'copying', decimals: 2, form: 'signed' as const },
    { name: '‖QK‖', decimals: 2 },
    { name: '‖OV‖', decimals: 2 },
  ];
  const columns = ['Q from', 'K from', 'V from'].map((name) => ({ name }));
  return { columns: [...HEAD_COLUMNS, ...numbers, ...columns], rows };
}

/** `head 1.4: 0.31`, or `–` where it means nothing. */
function mostComposed(own: readonly ComposedHeads[], of: 'q' | 'k' | 'v'): string {
  const most = greatest(own, (pair) => pair[of] ?? NaN);
  const size = most?.[of] ?? undefined;
  return most && size !== undefined ? `head ${headLabel(most.from)}: ${size.toFixed(2)}` : '–';
}

/** A row for each pair of heads. */
export function compositionsTable({ compositions, heads }: WeightScores): Table {
  const copying = new Map(heads.map((head) => [headLabel(head), head.copying]));
  const rows = compositions.map(({ from, to, q, k, v }): readonly Cell[] => {
    return [
      from.layer + 1,
      from.head + 1,
      copying.get(headLabel(from)) ?? null,
      to.layer + 1,
      to.head + 1,
      q,
      k,
      v,
    ];
  });
  const numbers = ['Q', 'K', 'V'].map((name) => ({ name, decimals: 3 }));
  return {
    columns: [
      ...[{ name: 'from layer' }, { name: 'from head' }, { name: 'its copying', decimals: 3 }],
      ...[{ name: 'to layer' }, { name: 'to head' }, ...numbers],
    ],
    rows,
  };
}

const CIRCUIT_COLUMNS = [
  ...HEAD_COLUMNS,
  ...[{ name: 'circuit' }, { name: 'from' }, { name: 'to' }, { name: 'value', decimals: 3 }],
];

/** Pairs of tokens that are named for a circuit. */
const PAIRS = 8;

/** The strongest pairs of each circuit of each head. */
export function strongestPairs(heads: readonly VocabularyCircuits[]): Table {
  const named = heads
    .flatMap(pairsByCircuit)
    .map((pairs) =>
      [...pairs].sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, PAIRS),
    );
  return { columns: CIRCUIT_COLUMNS, rows: named.flat().map(({ cells }) => cells) };
}

/** A row for each pair of tokens of each circuit. */
export function circuitsTable(heads: readonly VocabularyCircuits[]): Table {
  const rows = heads.flatMap(pairsByCircuit).flatMap((pairs) => pairs.map(({ cells }) => cells));
  return { columns: CIRCUIT_COLUMNS, rows };
}

interface TokenPair {
  readonly value: number;
  readonly cells: readonly Cell[];
}

/** The pairs of the QK circuit, then those of the OV circuit. */
function pairsByCircuit({
  layer,
  head,
  tokens,
  qk,
  ov,
}: VocabularyCircuits): readonly (readonly TokenPair[])[] {
  return [['QK', qk] as const, ['OV', ov] as const].map(([circuit, numbers]) =>
    (numbers ?? []).flatMap((row, from) =>
      row.map((value, to) => {
        const cells = [layer + 1, head + 1, circuit, tokens[from] ?? '', tokens[to] ?? '', value];
        return { value, cells };
      }),
    ),
  );
}

/** A row for each block: how much of the line is predicted behind it. */
export function lensTable({ layers, predicted }: LogitLens): Table {
  const rows = layers.map(({ name, right, top }): readonly Cell[] => {
    return [blockLabel(name), right, right / predicted, top.slice(-8).map(glyphOf).join(' ')];
  });
  const share = { name: 'accuracy', decimals: 1, form: 'percent' } as const;
  return { columns: [{ name: 'behind' }, { name: 'right' }, share, { name: 'last predictions' }], rows };
}

/** A row for each position behind each block. */
export function lensTokens({ layers, tokens }: LogitLens): Table {
  const rows = layers.flatMap(({ name, top, probability }) =>
    tokens.map((token, at): readonly Cell[] => {
      return [blockLabel(name), at + 1, token, top[at] ?? '', probability[at] ?? null];
    }),
  );
  const columns = ['behind', 'place', 'token', 'predicts next'].map((name) => ({ name }));
  return { columns: [...columns, { name: 'probability', decimals: 3 }], rows };
}
