/**
 * Long work waits while short work is under way.
 *
 * Maps take dozens of turns of the event loop (reading a checkpoint, an answer letter by letter). When an
 * analysis ran a batch in each of them, moving to another checkpoint took 15 s instead of half a second.
 */

/** A gate for long work, closed while short work is under way. */
export class UrgentFirst {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  /** Does short work; long work waits for its end. */
  async first<Result>(work: () => Promise<Result>): Promise<Result> {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) for (const go of this.waiting.splice(0)) go();
    }
  }

  /** Resolves when no short work is under way. */
  readonly clear = async (): Promise<void> => {
    // What came in the meantime may be the next short work.
    while (this.underWay > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  };
}
