/**
 * Which runs a list no longer has. A freed folder may hold another run by the next look, so that a path alone does
 * not tell whose curves and heads are known.
 */
import type { RunSummary } from '../runs/runSummary';

/** The paths of runs that are gone, or whose folder holds another run now: what is known of them is no longer true. */
export function goneRuns(before: readonly RunSummary[], now: readonly RunSummary[]): readonly string[] {
  const begun = new Map(now.map(({ path, config }) => [path, config.created]));
  return before.flatMap(({ path, config }) => (begun.get(path) === config.created ? [] : [path]));
}
