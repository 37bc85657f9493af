/**
 * What stands in the weights, and the logit lens, as tables.
 */
import type { Cell } from '../../charts/csv';
import type { Table } from '../../charts/table';
import { blockLabel } from '../blockNames';
import { headLabel } from '../headNumbers';
import type { ComposedHeads, LogitLens, VocabularyCircuits, WeightScores } from '../results';

const HEAD_COLUMNS = [{ name: 'layer' }, { name: 'head' }];

/** Compositions that are named for a head. */
const STRONGEST = 1;

/** A row for each head: its copying score, and the head before it that each of its inputs reads most. */
export function weightsTable({ heads, compositions }: WeightScores): Table {
  const rows = heads.map(({ layer, head, copying }): readonly Cell[] => {
    const own = compositions.filter(({ to }) => to.layer === layer && to.head === head);
    return [layer + 1, head + 1, copying, ...(['q', 'k', 'v'] as const).map((of) => mostComposed(own, of))];
  });
  const columns = ['Q from', 'K from', 'V from'].map((name) => ({ name }));
  return { columns: [...HEAD_COLUMNS, { name: 'copying', decimals: 2, form: 'signed' }, ...columns], rows };
}

/** `head 1.4: 0.31`, or `–` where it means nothing. */
function mostComposed(own: readonly ComposedHeads[], of: 'q' | 'k' | 'v'): string {
  const known = own.flatMap((pair) => (pair[of] === null ? [] : [{ from: pair.from, size: pair[of] }]));
  const strongest = known.sort((one, other) => other.size - one.size).slice(0, STRONGEST);
  return strongest.map(({ from, size }) => `head ${headLabel(from)}: ${size.toFixed(2)}`).join(', ') || '–';
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

/** Pairs of tokens that are named for a circuit. */
const PAIRS = 8;

/** The strongest pairs of each circuit of each head. */
export function strongestPairs(heads: readonly VocabularyCircuits[]): Table {
  const rows = circuitsTable(heads).rows;
  const named = heads.flatMap(({ layer, head }) =>
    ['QK', 'OV'].flatMap((circuit) =>
      rows
        .filter((row) => row[0] === layer + 1 && row[1] === head + 1 && row[2] === circuit)
        .sort((one, other) => Math.abs(Number(other[5])) - Math.abs(Number(one[5])))
        .slice(0, PAIRS),
    ),
  );
  return { columns: circuitsTable([]).columns, rows: named };
}

/** A row for each pair of tokens of each circuit. */
export function circuitsTable(heads: readonly VocabularyCircuits[]): Table {
  const rows = heads.flatMap(({ layer, head, tokens, qk, ov }) =>
    [
      { circuit: 'QK', numbers: qk },
      { circuit: 'OV', numbers: ov },
    ].flatMap(({ circuit, numbers }) =>
      (numbers ?? []).flatMap((row, from) =>
        row.map((value, to): readonly Cell[] => {
          return [layer + 1, head + 1, circuit, tokens[from] ?? '', tokens[to] ?? '', value];
        }),
      ),
    ),
  );
  const columns = [{ name: 'circuit' }, { name: 'from' }, { name: 'to' }, { name: 'value', decimals: 3 }];
  return { columns: [...HEAD_COLUMNS, ...columns], rows };
}

/** A row for each block: how much of the line is predicted behind it. */
export function lensTable({ layers, predicted }: LogitLens): Table {
  const rows = layers.map(({ name, right, top }): readonly Cell[] => {
    return [blockLabel(name), right, right / predicted, top.slice(-8).join(' ')];
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
