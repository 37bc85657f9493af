/**
 * Scalars in TensorBoard's event files, so that runs can be looked at there too.
 *
 * A file is a list of records: length (8 bytes), checksum of the length, data, checksum of the data;
 * the data is an `Event` protocol buffer (tensorflow/core/util/event.proto).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { RunFolder } from './runFolder';

/** Appends scalars to an event file of a run. */
export class TensorBoardWriter {
  private constructor(private readonly file: FileHandle) {}

  /**
   * Starts a new event file; TensorBoard joins those of a resumed run by itself.
   *
   * @param after The last step before; TensorBoard forgets what an interrupted run wrote about later ones.
   */
  static async open(folder: RunFolder, after: number, now: Date = new Date()): Promise<TensorBoardWriter> {
    const seconds = Math.floor(now.getTime() / 1000);
    const name = `events.out.tfevents.${seconds}.${hostname()}.${process.pid}`;
    const writer = new TensorBoardWriter(await open(join(folder.path, name), 'a'));
    const event = wallTime(now);
    event.tag(3, WireType.LengthDelimited).string('brain.Event:2');
    await writer.file.appendFile(framed(event.finish()));
    if (after > 0) await writer.file.appendFile(framed(sessionStart(after + 1, now)));
    return writer;
  }

  /** Appends scalars of one step; those without a value are left out. */
  async scalars(
    step: number,
    values: Readonly<Record<string, number | null>>,
    now: Date = new Date(),
  ): Promise<void> {
    const summary = new BinaryWriter();
    for (const [tag, value] of Object.entries(values)) {
      if (value === null) continue;
      const entry = new BinaryWriter();
      entry.tag(1, WireType.LengthDelimited).string(tag);
      entry.tag(2, WireType.Bit32).float(value);
      summary.tag(1, WireType.LengthDelimited).bytes(entry.finish());
    }
    const event = wallTime(now);
    event.tag(2, WireType.Varint).int64(step);
    event.tag(5, WireType.LengthDelimited).bytes(summary.finish());
    await this.file.appendFile(framed(event.finish()));
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The beginning of a session at a step: readers throw away events of that step and later ones. */
function sessionStart(step: number, now: Date): Uint8Array {
  const START = 1;
  const session = new BinaryWriter().tag(1, WireType.Varint).int32(START);
  const event = wallTime(now);
  event.tag(2, WireType.Varint).int64(step);
  event.tag(7, WireType.LengthDelimited).bytes(session.finish());
  return event.finish();
}

function wallTime(now: Date): BinaryWriter {
  return new BinaryWriter().tag(1, WireType.Bit64).double(now.getTime() / 1000);
}

function framed(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, checksum(length), data, checksum(data)]);
}

/** TensorFlow's masked CRC-32C (tensorflow/core/lib/hash/crc32c.h). */
function checksum(data: Uint8Array): Buffer {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  crc = ~crc >>> 0;
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(masked);
  return bytes;
}

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});
