/**
 * Pieces of schemas for what lies in run folders. Everything there may come from elsewhere, so each piece has
 * a bound: no text, list or number is larger than anything that this product writes.
 */
import * as v from 'valibot';

/** Characters: more than any line that a model can be asked. */
const LONGEST_TEXT = 1_000_000;

/** Entries: more than any file of questions that can be asked in a day. */
const LONGEST_LIST = 1_000_000;

/** Sums of shares may exceed 1 by their rounding. */
const ROUNDING = 1e-6;

/** Text of people. */
export const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));

/** A number; JSON may hold 1e999, which is infinite. */
export const finite = v.pipe(v.number(), v.finite());

/** How many of something: 0, 1, … */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A part of a whole, a probability or a confidence: 0 to 1. */
export const proportion = v.pipe(finite, v.minValue(-ROUNDING), v.maxValue(1 + ROUNDING));

/**
 * An object with these fields; others are dropped.
 *
 * @__NO_SIDE_EFFECTS__ (the panel’s bundle leaves out schemas that it does not use)
 */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries), v.readonly());
}

/**
 * Text that is JSON of this form: a line of a file, or a value in a header of texts.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function inJson<Output>(schema: v.GenericSchema<unknown, Output>) {
  return v.pipe(v.string(), v.parseJson(), v.unknown(), schema);
}

/**
 * A list of at most so many.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function list<const Item extends v.GenericSchema>(item: Item, most = LONGEST_LIST) {
  return v.pipe(v.array(item), v.maxLength(most), v.readonly());
}
