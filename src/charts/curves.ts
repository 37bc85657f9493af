/**
 * Curves over training as a chart: both axes from zero, steps whole, levels to measure the curves against.
 */
import { nice } from 'd3-array';
import type { Chart } from './chart';
import type { Mark, Point } from './marks';

/** One line and its name. */
export interface NamedLine {
  readonly name: string;
  readonly points: readonly Point[];
}

/** What to draw. */
export interface CurvesOptions {
  /** What is counted along x: steps, tokens, seconds. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly NamedLine[];
  /** Levels with their names: a baseline, a ceiling, chance. */
  readonly levels?: readonly { readonly name: string; readonly y: number }[];
  /** What was done on the way, and where. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly width: number;
  readonly height: number;
  /** Whether y is a share, shown from 0 to 100 %; the data’s own range from zero otherwise. */
  readonly share?: boolean;
}

/** The chart. A single line needs no name: the title says it. */
export function curvesChart({
  xLabel,
  yLabel,
  lines,
  levels = [],
  marks = [],
  ...options
}: CurvesOptions): Chart {
  const { width, height, share = false } = options;
  const points = lines.flatMap((line) => line.points);
  const highest = greatest([...points.map(([, y]) => y), ...levels.map(({ y }) => y)]);
  const [, top] = nice(0, highest, 5);
  const from = { from: 0, scale: 'linear' } as const;
  return {
    width,
    height,
    x: { ...from, label: xLabel, to: greatest(points.map(([x]) => x)), form: 'whole' },
    y: { ...from, label: yLabel, to: share ? 1 : top, ...(share ? { form: 'share' } : {}) },
    marks: [
      ...levels.map(({ name, y }): Mark => ({ kind: 'rule', at: { y }, words: name })),
      ...marks.map(({ x, label }): Mark => ({ kind: 'rule', at: { x }, words: label })),
      ...lines.map((line, series): Mark => {
        const named = lines.length > 1 ? { name: line.name } : {};
        return { kind: 'line', series, points: line.points, ...named };
      }),
    ],
  };
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 1e-9);
}
