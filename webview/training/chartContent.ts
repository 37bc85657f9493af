/**
 * What a chart of the training page shows, as data.
 */
import { fixed, percent } from '../../src/numbers/formats';
import type { Curve } from './curves';
import type { Extent } from './linkedAxis';
import type { CurveMark } from './marks';

/** A level to measure the curves against. */
export interface Reference {
  readonly name: string;
  readonly y: number;
  /** In a chart too small for words its name stands above it. */
  readonly named?: 'above';
}

/** What a chart shows. */
export interface ChartContent {
  readonly title: string;
  /** What is measured, in what, or of how many. */
  readonly unit: string;
  readonly xLabel: string;
  /** What stands beside the y axis of a picture that is taken away. */
  readonly yLabel: string;
  /** What the x axis of all charts reaches. */
  readonly extent: Extent;
  readonly curves: readonly Curve[];
  /** Names of curves that are switched off. */
  readonly hidden: ReadonlySet<string>;
  readonly references: readonly Reference[];
  /** What was done on the way. */
  readonly marks: readonly CurveMark[];
  readonly logX: boolean;
  readonly logY: boolean;
  /** The y axis shows 0 to 1 as per cent; else it fits the curves. */
  readonly share: boolean;
  /** The newest value in words, where they say more than the number; of one curve alone. */
  readonly newest?: string;
  /** Why there is no curve yet. */
  readonly waiting?: string;
}

/** A value of a curve, as the chart writes it. */
export function valueInWords(value: number, share: boolean): string {
  return share ? percent(value) : fixed(value, 3);
}
