/**
 * Numbers as short as a file needs them.
 */

/** The number with so many digits behind its point. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
