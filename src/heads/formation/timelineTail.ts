/**
 * Follows the `heads.jsonl` of a run while it grows, reading each byte once.
 */
import { openRegularFile, sizeOfRegularFile } from '../../files/regularFile';
import type { RunFolder } from '../../runs/runFolder';
import { type TimelinePoint, TimelineReader } from './scoreTimeline';

/** Bytes; a run of a day has some ten million. */
const MOST_BYTES = 256 * 2 ** 20;

/** What a run has written down of its heads so far; each call reads on from where the last one ended. */
export class TimelineTail {
  private reader = new TimelineReader();
  private offset = 0;

  constructor(private readonly folder: RunFolder) {}

  /** The points so far, by rising step. */
  get points(): readonly TimelinePoint[] {
    return this.reader.points;
  }

  /** Reads what has been written since. Returns whether there are other points. */
  async read(): Promise<boolean> {
    const size = await sizeOfRegularFile(this.folder.heads);
    if (size < this.offset) [this.reader, this.offset] = [new TimelineReader(), 0];
    if (size <= this.offset) return false;
    const { handle } = await openRegularFile(this.folder.heads, MOST_BYTES);
    try {
      const piece = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(piece, 0, piece.length, this.offset);
      this.offset += bytesRead;
      // A trainer’s lines are ASCII, so a piece never ends inside a character.
      return this.reader.read(piece.toString('latin1', 0, bytesRead));
    } finally {
      await handle.close();
    }
  }
}
