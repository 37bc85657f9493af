/**
 * Layers and heads are counted from 1 wherever people meet them: on the page, in options of the command line, in
 * tables, in CSV and in JSON. Inside they are indices, from 0.
 */
import type { HeadPlace } from './results';

/** How people and the command line name a head: layer and head from 1, as in `3.5`. */
export function headLabel({ layer, head }: Pick<HeadPlace, 'layer' | 'head'>): string {
  return `${layer + 1}.${head + 1}`;
}

/** A result for a file that people or their programs read: every `layer` and `head` in it from 1. */
export function countedFromOne(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(countedFromOne);
  if (typeof result !== 'object' || result === null) return result;
  const entries = Object.entries(result).map(([name, value]: [string, unknown]) =>
    (name === 'layer' || name === 'head') && typeof value === 'number'
      ? [name, value + 1]
      : [name, countedFromOne(value)],
  );
  return Object.fromEntries(entries);
}
