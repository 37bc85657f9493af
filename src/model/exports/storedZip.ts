/**
 * A ZIP archive whose entries are stored as they are (PKWARE's APPNOTE, sections 4.3.7 to 4.3.16), each at a
 * multiple of 64 bytes, as PyTorch lays them out.
 */

/** One entry. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

const ALIGNMENT = 64;
const LOCAL_HEADER = 30;
const DIRECTORY_ENTRY = 46;

/** The bytes of the archive. */
export function storedZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const sums = { checksum: crc32(content), size: content.length, name: Buffer.from(name) };
    // An extra field of zeros, at least its own head of 4 bytes, fills up to the alignment.
    const used = at + LOCAL_HEADER + sums.name.length + 4;
    const padding = Buffer.alloc(4 + ((ALIGNMENT - (used % ALIGNMENT)) % ALIGNMENT));
    padding.write('FB', 'latin1');
    padding.writeUInt16LE(padding.length - 4, 2);
    const local = Buffer.concat([localHeader(sums, padding.length), sums.name, padding]);
    directory.push(Buffer.concat([directoryEntry(sums, at), sums.name]));
    parts.push(local, content);
    at += local.length + content.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

interface Sums {
  readonly checksum: number;
  readonly size: number;
  readonly name: Buffer;
}

function localHeader({ checksum, size, name }: Sums, extra: number): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra, 28);
  return header;
}

function directoryEntry({ checksum, size, name }: Sums, at: number): Buffer {
  const entry = Buffer.alloc(DIRECTORY_ENTRY);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(checksum, 16);
  entry.writeUInt32LE(size, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(at, 42);
  return entry;
}

/** Node's own came with 20.15, and the oldest that is supported is 20.0. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (CRC_TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
