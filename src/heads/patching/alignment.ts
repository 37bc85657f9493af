/**
 * Which positions of one question take the place of which of another, when heads are exchanged.
 *
 * Names differ in length, so positions are paired from the right: the ⁇ with the ⁇, the last letter of the
 * name with the last letter. A position without a partner keeps what it has.
 */
import type { PatchRegion } from '../results';
import type { Span } from '../texts';

/** A question with the beginning of its answer, as far as two answers agree. */
export interface PatchText {
  readonly tokens: readonly number[];
  readonly name: Span | undefined;
}

/** Pairs of positions: the receiver's, and the donor's that replaces it. */
export type Pairing = readonly (readonly [receiver: number, donor: number])[];

/** The pairs of a region; none where a name is not known. */
export function pairing(region: PatchRegion, receiver: PatchText, donor: PatchText): Pairing {
  switch (region) {
    case 'answer':
      return fromTheRight(last(receiver), last(donor));
    case 'name':
      return receiver.name && donor.name ? fromTheRight(receiver.name, donor.name) : [];
    case 'all':
      return fromTheRight({ from: 0, to: receiver.tokens.length }, { from: 0, to: donor.tokens.length });
  }
}

/** Where the first character that tells the answers apart is predicted. */
function last({ tokens }: PatchText): Span {
  return { from: tokens.length - 1, to: tokens.length };
}

function fromTheRight(receiver: Span, donor: Span): Pairing {
  const length = Math.min(receiver.to - receiver.from, donor.to - donor.from);
  return Array.from({ length }, (_, back) => [receiver.to - 1 - back, donor.to - 1 - back] as const);
}
