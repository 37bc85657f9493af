/**
 * Which head of a model is meant.
 */

/** One head of one block. */
export interface HeadAddress {
  readonly block: string;
  /** From 0. */
  readonly head: number;
}

/** An address as a key of a map. */
export function headKey({ block, head }: HeadAddress): string {
  return `${block} ${head}`;
}
