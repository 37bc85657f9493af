/**
 * How long the last steps of a run took; for the estimate of the rest.
 */

/** Steps whose times count for the estimate of the rest, and the fewest that give one. */
const RECENT_STEPS = 31;
const FEWEST_STEPS = 3;

/** How long steps take. */
export class RecentSteps {
  private readonly recent: number[] = [];
  /** Seconds of the last step. */
  latest = NaN;

  /** Counts a step. */
  add(seconds: number): void {
    this.latest = seconds;
    this.recent.push(seconds);
    if (this.recent.length > RECENT_STEPS) this.recent.shift();
  }

  /**
   * The median of the last steps, which those that had to be compiled or that something else held up do not
   * shift; undefined until there are enough.
   */
  private get typical(): number | undefined {
    if (this.recent.length < FEWEST_STEPS) return undefined;
    return [...this.recent].sort((a, b) => a - b)[Math.floor((this.recent.length - 1) / 2)];
  }

  /** Seconds that so many steps will take; undefined until enough were timed. */
  secondsFor(steps: number): number | undefined {
    return this.typical === undefined ? undefined : round(steps * this.typical);
  }

  /** The same from the last step alone, which may have had to be compiled. */
  roughSecondsFor(steps: number): number {
    return round(steps * this.latest);
  }
}

function round(seconds: number): number {
  return Number(seconds.toFixed(1));
}
