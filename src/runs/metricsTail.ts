/**
 * Follows a run's `metrics.jsonl` while it grows, reading each byte once.
 */
import { open, stat } from 'node:fs/promises';
import { MetricsCurve, type CurveRow } from './metricsCurve';
import type { RunFolder } from './runFolder';

/** Bytes read at once: small enough to leave the thread free between two chunks. */
const CHUNK = 1 << 20;

/** How often to tell of a part. */
const PART_MS = 500;

/** See the header. */
export class MetricsTail {
  readonly curve = new MetricsCurve();
  private offset = 0;
  private rest = '';

  constructor(private readonly folder: RunFolder) {}

  /**
   * Reads what has been written since; returns whether there was anything.
   *
   * @param onPart told now and then while a long file is being read
   */
  async read(onPart: () => void = () => undefined): Promise<boolean> {
    const { size } = await stat(this.folder.metrics).catch(() => ({ size: 0 }));
    if (size <= this.offset) return false;
    let told = Date.now();
    const file = await open(this.folder.metrics, 'r');
    try {
      const buffer = Buffer.alloc(CHUNK);
      while (this.offset < size) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, size - this.offset), this.offset);
        if (bytesRead === 0) break;
        this.offset += bytesRead;
        // Metrics are ASCII, so a chunk never ends inside a character.
        this.take(buffer.toString('latin1', 0, bytesRead));
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

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const row = rowOf(line);
      if (row) this.curve.add(row);
    }
  }
}

/** A line's numbers, or undefined when it is torn. Checked for what a curve needs only: lines are many. */
function rowOf(line: string): CurveRow | undefined {
  if (line === '') return undefined;
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null || !('step' in row) || typeof row.step !== 'number')
      return undefined;
    // Sound: the curve treats whatever is not a number as missing.
    return row as CurveRow;
  } catch {
    return undefined;
  }
}
