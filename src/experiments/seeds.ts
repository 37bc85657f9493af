/**
 * Runs that differ by their seed alone, told together: the mean and how far they spread.
 */
import { deviation, mean } from 'd3-array';
import type { NamedLine } from '../charts/curves';
import type { Point } from '../charts/marks';

/** Something of one run, with the name that its seeds have in common. */
export interface OfSeed {
  readonly group: string;
}

/** What seeds have in common, in the order of their first. */
export function bySeeds<Row extends OfSeed>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return groups;
}

/** Mean and sample standard deviation; the deviation is undefined of a single value. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation?: number } {
  const spread = deviation(values);
  return { mean: mean(values) ?? NaN, ...(spread === undefined ? {} : { deviation: spread }) };
}

/** The mean of several curves, with the least and the greatest at each step. */
export interface MeanCurve extends NamedLine {
  /** Of how many. */
  readonly seeds: number;
  readonly intervals: readonly (readonly [low: number, high: number])[];
}

/** The mean over the steps that all curves have. */
export function meanCurve(name: string, curves: readonly (readonly Point[])[]): MeanCurve {
  const [first = new Map<number, number>(), ...others] = curves.map((points) => new Map(points));
  const steps = [...first.keys()].filter((step) => others.every((curve) => curve.has(step)));
  const values = steps.map((step) => [first, ...others].map((curve) => curve.get(step) ?? NaN));
  return {
    name,
    seeds: curves.length,
    points: steps.map((step, index) => [step, mean(values[index] ?? []) ?? NaN]),
    intervals: values.map((all) => [Math.min(...all), Math.max(...all)]),
  };
}
