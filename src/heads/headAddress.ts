/**
 * Which head of a model is meant.
 */

/** One head of one block. */
export interface HeadAddress {
  readonly block: string;
  /** From 0. */
  readonly head: number;
}
