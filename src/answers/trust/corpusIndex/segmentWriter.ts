/**
 * Collects the words of successive lines and writes them as one segment of an index.
 */
import type { FileHandle } from 'node:fs/promises';
import { bytesOf, type IndexSegment, segmentBytes } from './format';

/** (word, line) pairs of one segment: 64 MB while building, 32 MB on disk. */
const MOST_PAIRS = 8_000_000;

/** Offsets inside a segment are 32-bit numbers. */
const MOST_BYTES = 2 ** 31;

/** Writes segments one after the other: words go in line by line, `finish` writes what has come together. */
export class SegmentWriter {
  private readonly buckets = new Uint32Array(MOST_PAIRS);
  private readonly lines = new Uint32Array(MOST_PAIRS);
  /** The last line, from 1, in which each bucket was seen: a bucket counts once a line. */
  private readonly lastSeen: Uint32Array;
  private pairs = 0;
  private offsets: number[] = [];
  private position = 0;
  private firstLine = 0;
  private firstByte = 0;
  readonly segments: IndexSegment[] = [];

  constructor(
    private readonly file: FileHandle,
    private readonly bucketBits: number,
  ) {
    this.lastSeen = new Uint32Array(2 ** bucketBits);
  }

  /** Begins a line at a byte of the corpus. */
  beginLine(byte: number): void {
    if (this.offsets.length === 0) this.firstByte = byte;
    this.offsets.push(byte - this.firstByte);
  }

  /** A word of the line that was begun last. */
  word(hash: number): void {
    const bucket = hash >>> (32 - this.bucketBits);
    const line = this.offsets.length;
    if (this.lastSeen[bucket] === line) return;
    this.lastSeen[bucket] = line;
    this.buckets[this.pairs] = bucket;
    this.lines[this.pairs] = line - 1;
    this.pairs += 1;
  }

  /** Whether the next line may not fit any more: it may have a word in every bucket. */
  isFull(byte: number): boolean {
    return this.pairs > MOST_PAIRS - this.lastSeen.length || byte - this.firstByte > MOST_BYTES;
  }

  /** Writes the segment; its last line ends at `byte`. The next line begins a new one. */
  async finish(byte: number): Promise<void> {
    const lines = this.offsets.length;
    if (lines === 0) return;
    const { starts, sorted } = this.sortByBucket();
    const offsets = Uint32Array.from([...this.offsets, byte - this.firstByte]);
    for (const table of [starts, sorted, offsets]) await this.file.appendFile(bytesOf(table));
    const segment = { position: this.position, firstLine: this.firstLine, lines, firstByte: this.firstByte };
    this.segments.push({ ...segment, postings: this.pairs });
    this.position += segmentBytes({ ...segment, postings: this.pairs }, this.bucketBits);
    this.firstLine += lines;
    this.pairs = 0;
    this.offsets = [];
    this.lastSeen.fill(0);
  }

  /** Counting sort: stable, so the lines of a bucket rise. */
  private sortByBucket(): { readonly starts: Uint32Array; readonly sorted: Uint32Array } {
    const starts = new Uint32Array(this.lastSeen.length + 1);
    for (let pair = 0; pair < this.pairs; pair++) {
      const bucket = this.buckets[pair] ?? 0;
      starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
    }
    for (let bucket = 1; bucket < starts.length; bucket++) {
      starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
    }
    const next = starts.slice();
    const sorted = new Uint32Array(this.pairs);
    for (let pair = 0; pair < this.pairs; pair++) {
      const bucket = this.buckets[pair] ?? 0;
      const place = next[bucket] ?? 0;
      sorted[place] = this.lines[pair] ?? 0;
      next[bucket] = place + 1;
    }
    return { starts, sorted };
  }
}
