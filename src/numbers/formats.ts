/**
 * Numbers as people read them: one rule for each kind, for the editor, the command line, reports and pictures.
 *
 * Not for files that programs read: there a number stands in full.
 */
import { format } from 'd3-format';
import { type Interval, wilsonInterval } from './statistics';

/** A number and its unit stay on one line. */
const SPACE = '\u00a0';

const WHOLE = format(',.0f');
const ONE = format(',.1f');
const THREE = format(',.3~r');
const TINY = format('.2~e');

/** `12,400`. */
export function wholeNumber(value: number): string {
  return WHOLE(value);
}

/** So many decimals, none of them dropped, with a true minus sign: `−0.250`. */
export function fixed(value: number, decimals: number): string {
  return format(`,.${decimals}f`)(value);
}

/** A sign even before what is above zero, none before what rounds to it: `+0.25`, `−1.00`, `0.00`. */
export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** Three digits: `0.412`, `1.91`, `12.4`, `12,400`; `6e-4` where it is very small. */
export function threeDigits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : String(value);
  const size = Math.abs(value);
  if (size < 0.001) return TINY(value);
  return size >= 1000 ? wholeNumber(value) : THREE(value);
}

/** For narrow places: `1.2 M`, `54.3 k`, `980`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500) return `${threeDigits(value / 1e6)}${SPACE}M`;
  return size >= 1e4 ? `${threeDigits(value / 1e3)}${SPACE}k` : threeDigits(value);
}

/** A share, 0 to 1: `62.0 %`. Only what is nothing or all says so: `< 0.1 %` and `> 99.9 %` are neither. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${100 * share}${SPACE}%`;
  if (share > 0 && share < 0.0005) return `<${SPACE}0.1${SPACE}%`;
  if (share >= 0.9995 && share < 1) return `>${SPACE}99.9${SPACE}%`;
  return `${ONE(100 * share)}${SPACE}%`;
}

/** A share in whole percent, for progress and axes: `62 %`. */
export function wholePercent(share: number): string {
  return `${WHOLE(100 * share)}${SPACE}%`;
}

/** Of fewer, a percentage would pretend to more than was counted. */
const FEW = 20;

/** Below this width in percentage points, an interval needs a decimal. */
const NARROW = 5;

/** An interval of shares in percent, as many digits as its width deserves: `55 – 69`, `61.1 – 62.9`. */
export function percentInterval({ low, high }: Interval): string {
  const text = 100 * (high - low) < NARROW ? ONE : WHOLE;
  return `${text(100 * low)}${SPACE}–${SPACE}${text(100 * high)}`;
}

/** A share that was counted, with Wilson’s 95 % interval: `62.0 % (55 – 69)`; `4 of 4` of fewer than 20. */
export function countedShare(count: number, of: number): string {
  if (of < FEW) return `${wholeNumber(count)} of ${wholeNumber(of)}`;
  return `${percent(count / of)} (${percentInterval(wilsonInterval(count, of))})`;
}

/** A count and the share that it makes: `62 of 100 right = 62.0 % (55 – 69)`; `4 of 4 right`. */
export function countInWords(count: number, of: number, what = ''): string {
  const counted = `${wholeNumber(count)} of ${wholeNumber(of)}${what === '' ? '' : ` ${what}`}`;
  return of < FEW ? counted : `${counted} = ${countedShare(count, of)}`;
}

/** A probability of a test: `p = 0.038`, `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${format('.2~r')(p)}`;
}

/** Seconds in words: `45 s`, `12 min`, `3.2 h`. */
export function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${ONE(seconds / 3600)} h`;
}

/** `1.1 GB`, `340 MB`, `12 kB`; a GB is 10⁹ bytes. */
export function bytes(count: number): string {
  if (count >= 1e9) return `${ONE(count / 1e9)}${SPACE}GB`;
  if (count >= 1e6) return `${WHOLE(count / 1e6)}${SPACE}MB`;
  return count >= 1000 ? `${WHOLE(count / 1000)}${SPACE}kB` : `${WHOLE(count)}${SPACE}B`;
}
