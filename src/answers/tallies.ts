/**
 * Counts with their shares and intervals.
 */
import type { Share, Tally } from './trustMeasures';
import { wilsonInterval } from '../numbers/statistics';

/** Right answers among scored ones; the accuracy of none is 0. */
export function tallyOf(correct: number, scored: number): Tally {
  const { share, interval } = shareOf(correct, scored);
  return { scored, correct, accuracy: share, interval };
}

/** Some of many; the share of none is 0. */
export function shareOf(count: number, of: number): Share {
  return { count, of, share: of === 0 ? 0 : count / of, interval: wilsonInterval(count, of) };
}
