/**
 * Writing `metrics.jsonl`: one JSON object a line, appended as training goes. It is read in `metricsReader.ts`.
 *
 * A resumed run repeats the steps since its last checkpoint and so writes their lines again. A line
 * therefore replaces all earlier ones whose step is not below its own.
 */
import type { FileHandle } from 'node:fs/promises';
import { explainWriteError } from '../files/systemErrors';
import type { MetricsRow } from './metrics';
import { openForAppending } from './ownFiles';
import type { RunFolder } from './runFolder';

/** Appends lines to a run's metrics. */
export class MetricsWriter {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  /** Opens the file for appending; closes a torn last line first, so that it harms no new one. */
  static async open(folder: RunFolder): Promise<MetricsWriter> {
    try {
      const file = await openForAppending(folder.metrics);
      if (await isTorn(file)) await file.appendFile('\n');
      return new MetricsWriter(file, folder.metrics);
    } catch (error) {
      throw explainWriteError(folder.metrics, error);
    }
  }

  /** Appends one line. */
  async append(row: MetricsRow): Promise<void> {
    try {
      await this.file.appendFile(`${JSON.stringify(row)}\n`);
    } catch (error) {
      throw explainWriteError(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function isTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() !== '\n';
}
