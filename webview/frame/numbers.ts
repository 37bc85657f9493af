/**
 * Numbers as people read them: as many digits as they deserve.
 */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,400`. */
export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}

/** Three digits: `0.412`, `1.91`, `12.4`, `0.0031`; powers of ten where it is very small or large. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001) return value.toExponential(1);
  if (size >= 1000) return wholeNumber(value);
  return String(Number(value.toPrecision(3)));
}

/** `37.6 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `1.1 GB`, `340 MB`. */
export function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${(count / 1e6).toFixed(0)} MB`;
}

/** `1.2 M`, `5.4 k`: for axes. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return threeDigits(value);
}
