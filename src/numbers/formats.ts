/**
 * Numbers as people read them.
 */
import { wilsonInterval } from './statistics';

/** A number and its unit stay on one line. */
const SPACE = '\u00a0';

/** `12,400`. */
export function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A share, 0 to 1: `62.0 %`. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${100 * share}${SPACE}%`;
  return `${(100 * share).toFixed(1)}${SPACE}%`;
}

/** A share in whole percent, for progress and axes: `62 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)}${SPACE}%`;
}

/** Of fewer, a percentage would pretend to more than was counted. */
const FEW = 20;

/** A share that was counted, with Wilson’s 95 % interval: `62.0 % (55 – 69)`; `4 of 4` of fewer than 20. */
export function countedShare(count: number, of: number): string {
  if (of < FEW) return `${wholeNumber(count)} of ${wholeNumber(of)}`;
  const { low, high } = wilsonInterval(count, of);
  const range = `${Math.round(100 * low)}${SPACE}–${SPACE}${Math.round(100 * high)}`;
  return `${percent(count / of)} (${range})`;
}

/** A count and the share that it makes: `62 of 100 right = 62.0 % (55 – 69)`; `4 of 4 right`. */
export function countInWords(count: number, of: number, what = ''): string {
  const counted = `${wholeNumber(count)} of ${wholeNumber(of)}${what === '' ? '' : ` ${what}`}`;
  return of < FEW ? counted : `${counted} = ${countedShare(count, of)}`;
}

/** Seconds in words: `45 s`, `12 min`, `3.2 h`. */
export function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** `1.1 GB`, `340 MB`, `12 kB`; a GB is 10⁹ bytes. */
export function bytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}${SPACE}GB`;
  if (count >= 1e6) return `${Math.round(count / 1e6)}${SPACE}MB`;
  return count >= 1000 ? `${Math.round(count / 1000)}${SPACE}kB` : `${count}${SPACE}B`;
}
