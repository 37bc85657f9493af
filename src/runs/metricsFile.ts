/**
 * Writing `metrics.jsonl`: one JSON object a line, appended as training goes. It is read in `metricsReader.ts`.
 *
 * A resumed run repeats the steps since its last checkpoint and so writes their lines again. A line
 * therefore replaces all earlier ones whose step is not below its own.
 */
import type { FileHandle } from 'node:fs/promises';
import { explainWriteError } from '../files/systemErrors';
import type { MetricsRow } from './metrics';
import { openForLines } from './ownFiles';
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
      return new MetricsWriter(await openForLines(folder.metrics), folder.metrics);
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
