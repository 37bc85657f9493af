/**
 * How far numbers may be apart.
 */
import type { HostTensor } from '../../src/engine/tensors';

/** The largest absolute difference of two tensors; infinite where their sizes differ or one is missing. */
export function difference(theirs: HostTensor | undefined, ours: HostTensor | undefined): number {
  if (!theirs || theirs.data.length !== ours?.data.length) return Infinity;
  let largest = 0;
  theirs.data.forEach((value, index) => {
    largest = greater(largest, Math.abs(value - (ours.data[index] ?? NaN)));
  });
  return largest;
}

/** Like Math.max, but a NaN counts as infinite: it must never pass. */
export function greater(a: number, b: number): number {
  return Number.isNaN(b) ? Infinity : Math.max(a, b);
}
