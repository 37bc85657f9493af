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
  get typical(): number | undefined {
    if (this.recent.length < FEWEST_STEPS) return undefined;
    return [...this.recent].sort((a, b) => a - b)[Math.floor((this.recent.length - 1) / 2)];
  }
}
