/**
 * Numbers as people read them.
 */

/** Seconds in words: `45 s`, `12 min`, `3.2 h`. */
export function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
