/**
 * What people call what a run reads: it loads nothing, so that the panel may use it.
 */
import type { RunConfig } from './runConfig';

/** What one of a run's tokens is called. */
export function tokenWord({ tokens }: Pick<RunConfig, 'tokens'>): 'character' | 'token' {
  return tokens === undefined ? 'character' : 'token';
}
