/**
 * What people call what a run reads and what it is measured by.
 */
import { type RunConfig, asksQuestions } from './runConfig';

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

/**
 * What the share of right answers is called. Without questions, pretraining asks for spans that it cuts out of documents
 * which it also learns: that says what it recalls, not what it could answer.
 */
export function matchWord(config: RunConfig): 'exact match' | 'spans right' {
  return asksQuestions(config) ? 'exact match' : 'spans right';
}
