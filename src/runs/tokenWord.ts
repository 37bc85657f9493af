/**
 * What people call what a run reads: it loads nothing, so that the panel may use it.
 */
import type { RunConfig } from './runConfig';

/** What one of a run's tokens is called. */
export function tokenWord({ tokens }: Pick<RunConfig, 'tokens'>): 'character' | 'token' {
  return tokens === undefined ? 'character' : 'token';
}

/**
 * The characters that one of a run's tokens stands for: a loss by token over it is nats a character, by which runs
 * of unlike tokens can be compared. NaN of a run that does not say.
 */
export function charactersPerToken({ tokens, charactersPerToken: mean = NaN }: RunConfig): number {
  return tokens === undefined ? 1 : mean;
}
