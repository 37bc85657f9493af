/**
 * What an experiment file may say in place of one value: a list, or a range of numbers; and the values that
 * are taken from it, all of them in a grid or one at random.
 *
 * It knows no option: which there are stands in `experimentForm.ts`.
 */
import type { RandomNumbers } from '../numbers/randomNumbers';

/** The value of an option. */
export type OptionValue = string | number | boolean;

/** Numbers between two, both included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  /** How many are taken in a grid, evenly spread on the scale; of whole numbers, all where it is left out. */
  readonly values?: number | undefined;
  /** Whether equal steps or equal factors lie between them. */
  readonly scale: 'linear' | 'log';
}

/** What an option may be. */
export type Choice<Value extends OptionValue = OptionValue> = readonly Value[] | NumberRange;

/** Whether a choice is a range rather than a list. */
export function isRange(choice: Choice): choice is NumberRange {
  return !Array.isArray(choice);
}

/**
 * All values of a choice, each once; of a range of fractions that does not say how many, its two ends.
 *
 * @param whole whether only whole numbers fit
 */
export function gridValues(choice: Choice, whole: boolean): readonly OptionValue[] {
  if (!isRange(choice)) return [...new Set(choice)];
  const count = choice.values ?? (whole && choice.scale === 'linear' ? choice.to - choice.from + 1 : 2);
  const shares = Array.from({ length: count }, (_, index) => (count === 1 ? 0 : index / (count - 1)));
  return [...new Set(shares.map((share) => valueAt(choice, share, whole)))];
}

/** One value at random, each equally likely (on a logarithmic scale, each factor). */
export function drawnValue(choice: Choice, whole: boolean, next: RandomNumbers): OptionValue {
  if (isRange(choice) && choice.values === undefined) return drawnNumber(choice, whole, next);
  const values = gridValues(choice, whole);
  const value = values[Math.floor(next() * values.length)];
  if (value === undefined) throw new Error('A choice has at least one value.');
  return value;
}

function drawnNumber(range: NumberRange, whole: boolean, next: RandomNumbers): number {
  if (!whole || range.scale === 'log') return valueAt(range, next(), whole);
  return range.from + Math.floor(next() * (range.to - range.from + 1));
}

/** Digits that tell values apart, and keep the names of runs short. */
const DIGITS = 4;

function valueAt({ from, to, scale }: NumberRange, share: number, whole: boolean): number {
  // The ends are what the file says, to the last digit.
  if (share === 0) return from;
  if (share === 1) return to;
  const value = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  return whole ? Math.round(value) : Number(value.toPrecision(DIGITS));
}
