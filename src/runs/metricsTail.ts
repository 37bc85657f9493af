/**
 * Follows a run's `metrics.jsonl` while it grows, reading each byte once.
 */
import { chunksOf, openRegularFile, sizeOfRegularFile } from '../files/regularFile';
import type { MetricsChange, MetricsRow, RunMetrics } from './metrics';
import { MetricsCurve } from './metricsCurve';
import { MetricsReader } from './metricsReader';
import type { RunFolder } from './runFolder';

/** Bytes read at once: small enough to leave the thread free between two chunks. */
const CHUNK = 1 << 20;

/** How often to tell of a part. */
const PART_MS = 500;

/** The metrics of one run as far as they have been written; each call reads on from where the last one ended. */
export class MetricsTail {
  private curve = new MetricsCurve();
  private reader = this.newReader();
  private offset = 0;

  constructor(private readonly folder: RunFolder) {}

  /** What has been read so far. */
  metrics(): RunMetrics {
    return { columns: this.curve.columns(), wrongLines: this.reader.wrongLines };
  }

  /** What has changed since this was last called; everything at first. */
  takeChange(): MetricsChange {
    const from = this.curve.takeChangedFrom();
    return { from, columns: this.curve.columns(from), wrongLines: this.reader.wrongLines };
  }

  /**
   * Reads what has been written since; returns whether there was anything.
   *
   * @param onPart told now and then while a long file is being read
   */
  async read(onPart: () => void = () => undefined): Promise<boolean> {
    const size = await sizeOfRegularFile(this.folder.metrics);
    if (size < this.offset) this.restart();
    if (size <= this.offset) return false;
    let told = Date.now();
    const { handle: file } = await openRegularFile(this.folder.metrics);
    try {
      const buffer = Buffer.alloc(CHUNK);
      while (this.offset < size) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, size - this.offset), this.offset);
        if (bytesRead === 0) break;
        this.offset += bytesRead;
        // A trainer’s lines are ASCII, so a chunk never ends inside a character.
        this.reader.read(buffer.toString('latin1', 0, bytesRead));
        if (Date.now() - told > PART_MS) {
          onPart();
          told = Date.now();
        }
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    } finally {
      await file.close();
    }
    return true;
  }

  /** A file that has become shorter is another one: the run was started anew. */
  private restart(): void {
    this.curve = new MetricsCurve();
    this.reader = this.newReader();
    this.offset = 0;
  }

  private newReader(): MetricsReader {
    return new MetricsReader((row) => {
      this.curve.add(row);
    });
  }
}

/** Reads a run’s whole file of metrics; no points when there is none. */
export async function readMetrics(folder: RunFolder): Promise<RunMetrics> {
  const tail = new MetricsTail(folder);
  await tail.read();
  return tail.metrics();
}

/** The checked rows of a run’s metrics in the order of the file, some at a time; none when there is no file. */
export async function* rowsOf(folder: RunFolder): AsyncGenerator<readonly MetricsRow[]> {
  if ((await sizeOfRegularFile(folder.metrics)) === 0) return;
  const file = await openRegularFile(folder.metrics);
  try {
    let rows: MetricsRow[] = [];
    const reader = new MetricsReader((row) => rows.push(row));
    for await (const chunk of chunksOf(file)) {
      rows = [];
      reader.read(Buffer.from(chunk).toString('latin1'));
      yield rows;
    }
  } finally {
    await file.handle.close();
  }
}
