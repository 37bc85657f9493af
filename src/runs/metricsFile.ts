/**
 * `metrics.jsonl`: one JSON object a line, appended as training goes.
 *
 * A resumed run repeats the steps since its last checkpoint and so writes their lines again. A line
 * therefore replaces all earlier ones whose step is not below its own.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { explainWriteError } from '../files/writeAtomically';
import type { MetricsRow } from './runConfig';
import type { RunFolder } from './runFolder';

const metricsRow = v.object({
  step: v.number(),
  epoch: v.number(),
  tokens: v.number(),
  seconds: v.number(),
  loss: v.number(),
  accuracy: v.number(),
  learningRate: v.number(),
  gradientNorm: v.number(),
  tokensPerSecond: v.number(),
  memoryBytes: v.number(),
  secondsLeft: v.number(),
  exactMatch: v.exactOptional(v.number()),
}) satisfies v.GenericSchema<unknown, MetricsRow>;

/** Appends lines to a run's metrics. */
export class MetricsWriter {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  /** Opens the file for appending; closes a torn last line first, so that it harms no new one. */
  static async open(folder: RunFolder): Promise<MetricsWriter> {
    try {
      const text = await readFile(folder.metrics, 'utf8').catch(() => '');
      const file = await open(folder.metrics, 'a');
      if (text !== '' && !text.endsWith('\n')) await file.appendFile('\n');
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

/** All lines that count; torn and foreign ones are left out. */
export async function readMetrics(folder: RunFolder): Promise<readonly MetricsRow[]> {
  const text = await readFile(folder.metrics, 'utf8').catch(() => '');
  const rows: MetricsRow[] = [];
  for (const line of text.split('\n')) appendRow(rows, parseRow(line));
  return rows;
}

/** One line of the file, or undefined when it is none. */
function parseRow(line: string): MetricsRow | undefined {
  if (line === '') return undefined;
  try {
    const result = v.safeParse(metricsRow, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** Adds a row; it replaces those that a resumed run repeats. */
function appendRow(rows: MetricsRow[], row: MetricsRow | undefined): void {
  if (!row) return;
  while ((rows.at(-1)?.step ?? -1) >= row.step) rows.pop();
  rows.push(row);
}
