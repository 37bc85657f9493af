/**
 * Compiled programs by the length of the rows that they run, with an upper bound.
 *
 * A program of the study's model takes seconds to compile and up to a hundred megabytes. So those that were
 * not used for longest are freed, and all of them when their owner is disposed of.
 */
import type { Program } from '../engine/engine';

interface Entry {
  readonly program: Promise<Program>;
  /** Runs that are under way. */
  users: number;
  /** Whether it is to be freed as soon as nobody uses it. */
  dropped: boolean;
}

/** Programs by padded length, at most so many. One that is in use is freed only after its use. */
export class ProgramCache {
  /** The one not used for longest comes first. */
  private readonly entries = new Map<number, Entry>();
  private disposed = false;

  /** @param most Programs that are kept at once, at least 1. */
  constructor(private readonly most: number) {}

  /** Lets `work` use the program for a length, compiled if there is none yet. Throws after {@link dispose}. */
  async use<Result>(
    length: number,
    compile: () => Promise<Program>,
    work: (program: Program) => Promise<Result>,
  ): Promise<Result> {
    if (this.disposed) throw new Error('A row runner was used after it had been disposed of.');
    const entry = this.entries.get(length) ?? { program: compile(), users: 0, dropped: false };
    this.entries.delete(length);
    this.entries.set(length, entry);
    entry.users += 1;
    try {
      await this.dropOldest();
      return await work(await entry.program);
    } catch (error) {
      // A program that could not be compiled is tried anew the next time.
      await entry.program.catch(() => {
        if (this.entries.get(length) === entry) this.entries.delete(length);
      });
      throw error;
    } finally {
      entry.users -= 1;
      if (entry.dropped) await this.free(entry);
    }
  }

  /** Frees all programs; those that are being run, when their runs have ended. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const length of [...this.entries.keys()]) await this.drop(length);
  }

  private async dropOldest(): Promise<void> {
    for (const length of [...this.entries.keys()].slice(0, Math.max(0, this.entries.size - this.most))) {
      await this.drop(length);
    }
  }

  private async drop(length: number): Promise<void> {
    const entry = this.entries.get(length);
    if (!entry) return;
    this.entries.delete(length);
    entry.dropped = true;
    await this.free(entry);
  }

  private async free({ program, users }: Entry): Promise<void> {
    if (users > 0) return;
    // What could not be compiled needs no freeing; whoever asked for it was told.
    const made = await program.catch(() => undefined);
    await made?.dispose();
  }
}
