/**
 * The picture of the cost page: operations and times over the text’s length, both logarithmic.
 */
import { COST_LENGTHS, type CostResults, type CostVariant } from '../cost';
import type { Axis } from '../../charts/axis';
import type { Chart } from '../../charts/chart';
import type { Mark } from '../../charts/marks';

const VARIANTS: readonly (readonly [variant: CostVariant, name: string])[] = [
  ['vanilla', 'self-attention'],
  ['perceiver', 'Perceiver, mean of its layers'],
];

function lengthAxis(): Axis {
  const [from = 1, to = 2] = [COST_LENGTHS[0], COST_LENGTHS.at(-1)];
  return { label: 'ℓ, characters', form: 'whole', from, to, scale: 'log', ticks: COST_LENGTHS };
}

/** Whole decades around some values. */
function decades(label: string, values: readonly number[]): Axis {
  const [from, to] = [Math.min(...values), Math.max(...values)];
  return {
    label,
    from: 10 ** Math.floor(Math.log10(from)),
    to: 10 ** Math.ceil(Math.log10(to) + 1e-9),
    scale: 'log',
  };
}

/** Operations a layer. */
export function operationsChart({ rows, crossover }: CostResults, width: number): Chart {
  const [longest = 0] = COST_LENGTHS.slice(-1);
  const rule: Mark[] =
    crossover !== undefined && crossover <= longest && crossover >= (COST_LENGTHS[0] ?? 0)
      ? [{ kind: 'rule', at: { x: crossover }, words: `cheaper from ℓ = ${crossover}` }]
      : [];
  const lines = VARIANTS.map(([variant, name], series): Mark => {
    return { kind: 'line', name, series, points: rows.map((row) => [row.length, row[variant]] as const) };
  });
  return {
    width,
    height: 260,
    symbols: true,
    x: lengthAxis(),
    y: decades(
      'operations a layer',
      rows.flatMap(({ vanilla, perceiver }) => [vanilla, perceiver]),
    ),
    marks: [...rule, ...lines],
  };
}

/** Milliseconds a layer, as measured; undefined before anything was. */
export function timesChart({ measured }: CostResults, width: number): Chart | undefined {
  if (!measured || measured.times.length === 0) return undefined;
  const marks = VARIANTS.flatMap(([variant, name], series): readonly Mark[] => {
    const points = measured.times
      .filter((time) => time.variant === variant)
      .map(({ length, milliseconds }) => [length, milliseconds] as const);
    return [
      { kind: 'line', series, points },
      { kind: 'points', name, series, points },
    ];
  });
  return {
    width,
    height: 260,
    symbols: true,
    x: lengthAxis(),
    y: decades(
      'milliseconds a layer',
      measured.times.map(({ milliseconds }) => milliseconds),
    ),
    marks,
  };
}
