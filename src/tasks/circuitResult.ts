/**
 * What a circuit scores in a run, as it stands in the report of a check.
 */
import * as v from 'valibot';
import { count, fields, finite, list, proportion, text } from '../files/foreign';

/** The schema of {@link CircuitResult}. */
export const circuitResult = fields({
  name: text,
  title: text,
  meaning: text,
  source: text,
  /** The head that shows it the most, as `2.3`, layer and head from 1; none where it lies in the embedding. */
  head: v.exactOptional(text),
  score: finite,
  /** What even attention would score. */
  chance: v.exactOptional(finite),
  /** The score from which on it counts as formed. */
  from: proportion,
  formed: v.boolean(),
  /** Right answers of a sample that are lost without the head, and how many were right with it. */
  lost: v.exactOptional(count),
  right: v.exactOptional(count),
  /** The score at each checkpoint that was looked at, the oldest first; of waves, `excludedLoss.ts`, nats. */
  history: list(
    fields({
      step: count,
      score: finite,
      learned: v.exactOptional(finite),
      excluded: v.exactOptional(finite),
    }),
  ),
});

/** What a circuit scores in a run. */
export type CircuitResult = v.InferOutput<typeof circuitResult>;
