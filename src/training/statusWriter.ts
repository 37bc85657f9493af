/**
 * Writes a run's status although the disk may refuse it for a while: training does not end because nobody can be
 * told how far it is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunStatus, isAtWork } from '../runs/runConfig';
import type { RunFolder } from '../runs/runFolder';
import { writeStatus } from '../runs/statusFile';

/** Tries to write the status in which a run ends, and the pause between two. */
const FINAL_TRIES = 5;
const PAUSE_MS = 200;

/** Says once that the status is old, and tries again. */
export class StatusWriter {
  private fails = false;

  constructor(
    private readonly folder: RunFolder,
    private readonly onWarning: (sentence: string) => void,
  ) {}

  /** Replaces the status; one that is the last of its run is tried a few times. */
  async write(status: RunStatus): Promise<void> {
    const tries = isAtWork(status.state) ? 1 : FINAL_TRIES;
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await sleep(PAUSE_MS);
      if (await this.try(status)) return;
    }
  }

  private async try(status: RunStatus): Promise<boolean> {
    try {
      await writeStatus(this.folder, status);
      this.fails = false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.fails) this.onWarning(`The run's status is old: it is tried again. ${reason}`);
      this.fails = true;
    }
    return !this.fails;
  }
}
