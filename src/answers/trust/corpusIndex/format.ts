/**
 * The file format of a corpus index, version 1. All numbers are little-endian.
 *
 *     segment, segment, …   each covers successive lines of the corpus
 *     footer                JSON, UTF-8; see {@link IndexFooter}
 *     footer’s length       4 bytes
 *     footer’s SHA-256      32 bytes
 *     magic                 8 bytes, "ALWORDS1"
 *
 * A segment has three tables of 32-bit numbers:
 *
 *     starts     [buckets + 1]  where each bucket’s lines begin in `lines`
 *     lines      [postings]     lines that hold a word of the bucket, rising; counted from the segment’s first
 *     offsets    [lines + 1]    where each line begins in the corpus, in bytes from the segment’s first
 *
 * A word’s bucket is the upper bits of its hash. Different words may share a bucket, so a line found is a
 * candidate that must be verified in the corpus; that is why the file needs no list of words.
 *
 * The footer stands at the end because it is known last; a file that was cut short has no magic there.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';

const MAGIC = Buffer.from('ALWORDS1', 'latin1');
const HASH_BYTES = 32;
const TAIL_BYTES = 4 + HASH_BYTES + MAGIC.length;

const natural = v.pipe(v.number(), v.integer(), v.minValue(0));

const segment = v.object({
  /** Where it begins in the index. */
  position: natural,
  /** The corpus's line that it begins with, from 0, and how many it has. */
  firstLine: natural,
  lines: natural,
  /** Where its first line begins in the corpus. */
  firstByte: natural,
  postings: natural,
});

const footer = v.object({
  corpus: v.object({ bytes: natural, sha256: v.string(), modified: v.number() }),
  encoding: v.picklist(['utf-8', 'utf-16le', 'utf-16be']),
  bucketBits: v.pipe(natural, v.minValue(1), v.maxValue(24)),
  segments: v.array(segment),
});

/** One segment's place and size. */
export type IndexSegment = v.InferOutput<typeof segment>;

/** What an index says about itself. */
export type IndexFooter = v.InferOutput<typeof footer>;

/** The encoding of a corpus. */
export type Encoding = IndexFooter['encoding'];

/** How long a segment's file part is, in bytes. */
export function segmentBytes({ lines, postings }: IndexSegment, bucketBits: number): number {
  return 4 * (2 ** bucketBits + 1 + postings + lines + 1);
}

/** The end of an index file. */
export function encodeFooter(value: IndexFooter): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([json, length, sha256Of(json), MAGIC]);
}

/** Reads the end of an index file; undefined when it is none, cut short, or damaged. */
export async function readFooter(file: FileHandle): Promise<IndexFooter | undefined> {
  const { size } = await file.stat();
  if (size < TAIL_BYTES) return undefined;
  const tail = await readBytes(file, size - TAIL_BYTES, TAIL_BYTES);
  if (!tail.subarray(4 + HASH_BYTES).equals(MAGIC)) return undefined;
  const length = tail.readUInt32LE(0);
  if (length > size - TAIL_BYTES) return undefined;
  const json = await readBytes(file, size - TAIL_BYTES - length, length);
  if (!sha256Of(json).equals(tail.subarray(4, 4 + HASH_BYTES))) return undefined;
  const result = v.safeParse(footer, JSON.parse(json.toString()));
  if (!result.success) return undefined;
  return fills(result.output, size - TAIL_BYTES - length) ? result.output : undefined;
}

/** Whether the segments follow each other and end where the footer begins. */
function fills({ segments, bucketBits }: IndexFooter, end: number): boolean {
  let [position, line] = [0, 0];
  for (const one of segments) {
    if (one.position !== position || one.firstLine !== line) return false;
    position += segmentBytes(one, bucketBits);
    line += one.lines;
  }
  return position === end;
}

/** Exactly `length` bytes from `position` on. Throws when the file ends before. */
export async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error(`The file ends ${length - filled} bytes too early.`);
    filled += bytesRead;
  }
  return buffer;
}

/** `count` 32-bit numbers from `position` on. */
export async function readNumbers(file: FileHandle, position: number, count: number): Promise<Uint32Array> {
  const bytes = await readBytes(file, position, 4 * count);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
}

/** The bytes of some numbers, without a copy. */
export function bytesOf(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function sha256Of(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
