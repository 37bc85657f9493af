/**
 * Two models on the same questions, question by question.
 */
import { mcnemar } from '../mcnemar';
import { tallyOf } from '../tallies';
import type { Comparison } from '../trust';

/** A model's name and, for each question that can be scored, whether it is right. */
export interface ScoredModel {
  readonly name: string;
  readonly right: readonly boolean[];
}

/** Compares two models. Throws a RangeError when they were not asked the same number of questions. */
export function compare(first: ScoredModel, second: ScoredModel): Comparison {
  if (first.right.length !== second.right.length) {
    throw new RangeError('Only answers to the same questions can be compared.');
  }
  const count = (a: boolean, b: boolean) =>
    first.right.filter((right, index) => right === a && second.right[index] === b).length;
  const [both, onlyFirst] = [count(true, true), count(true, false)];
  const [onlySecond, neither] = [count(false, true), count(false, false)];
  const scored = first.right.length;
  return {
    first: { name: first.name, tally: tallyOf(both + onlyFirst, scored) },
    second: { name: second.name, tally: tallyOf(both + onlySecond, scored) },
    both,
    onlyFirst,
    onlySecond,
    neither,
    test: mcnemar(onlyFirst, onlySecond),
  };
}
