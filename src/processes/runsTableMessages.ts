/**
 * What the table of runs and the extension host say to each other. A message of the table that does not fit its
 * schema is refused.
 */
import * as v from 'valibot';
import type { RunRow } from '../runs/runColumns';

/** From the host: all runs, whenever one has changed. */
export interface ToRunsTable {
  readonly kind: 'rows';
  readonly rows: readonly RunRow[];
}

const short = v.pipe(v.string(), v.maxLength(10_000));
const paths = v.pipe(v.array(short), v.maxLength(100_000), v.readonly());

/** The schema of {@link FromRunsTable}. */
export const fromRunsTableSchema = v.variant('kind', [
  /** The page listens. */
  v.object({ kind: v.literal('ready') }),
  /** Curves of these runs in one picture. */
  v.object({ kind: v.literal('compare'), paths }),
  /** These runs and columns as a file, in this order. */
  v.object({
    kind: v.literal('save'),
    paths,
    columns: v.pipe(v.array(short), v.maxLength(1000), v.readonly()),
  }),
  v.object({ kind: v.literal('bug'), stack: short }),
]);

/** A message from the table. */
export type FromRunsTable = v.InferOutput<typeof fromRunsTableSchema>;
