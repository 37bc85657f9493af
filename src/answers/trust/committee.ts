/**
 * Several models as one: the majority's answer, and how many agree with it.
 */
import type { VoteCount } from '../trust';
import type { GivenAnswer } from './respondent';

/** What a committee decides on one question. */
export interface Vote {
  readonly answer: string;
  /** Share of the members that gave this answer. */
  readonly agreement: number;
  /** All answers, the chosen one first. */
  readonly votes: readonly VoteCount[];
}

/**
 * The answer with the most votes; among equals the one whose voters are the surer, by the sum of their
 * probabilities; then the one that was named first. An empty answer is no vote unless all are empty.
 */
export function majority(answers: readonly GivenAnswer[]): Vote {
  const counts = new Map<string, { votes: number; probability: number }>();
  const given = answers.filter(({ text }) => text !== '');
  for (const { text, probability } of given.length > 0 ? given : answers) {
    const before = counts.get(text) ?? { votes: 0, probability: 0 };
    counts.set(text, { votes: before.votes + 1, probability: before.probability + probability });
  }
  const votes = Array.from(counts, ([answer, count]) => ({ answer, ...count }));
  // Sorting is stable: the first named stays first among equals.
  votes.sort((a, b) => b.votes - a.votes || b.probability - a.probability);
  const [winner] = votes;
  if (!winner) throw new RangeError('A committee without members decides nothing.');
  return { answer: winner.answer, agreement: winner.votes / answers.length, votes };
}
