/**
 * Builds the index of a corpus in one pass over its bytes, with memory that does not grow with its size.
 *
 * The corpus is decoded block by block, so UTF-8 and UTF-16 go the same way.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { openRegularFile } from '../../../files/regularFile';
import { explainWriteError } from '../../../files/systemErrors';
import { encodingOf } from '../../../files/textFile';
import { UserError } from '../../../files/userError';
import { type Encoding, encodeFooter, type IndexFooter } from './format';
import { SegmentWriter } from './segmentWriter';
import { WordHasher } from './words';

/** Bytes that are read at once. */
const BLOCK = 1 << 22;

/** Told how many bytes of how many are done. */
export type OnBytes = (done: number, all: number) => void;

/**
 * Indexes the corpus into a file, which is replaced in one step.
 *
 * @throws UserError when the corpus cannot be read or is no text, or the index cannot be written.
 */
export async function buildIndex(corpus: string, path: string, onBytes: OnBytes): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const { handle: source } = await openRegularFile(corpus);
  try {
    await writeIndex(corpus, source, temporary, onBytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainWriteError(path, error);
  } finally {
    await source.close();
  }
}

async function writeIndex(corpus: string, source: FileHandle, path: string, onBytes: OnBytes): Promise<void> {
  const { size, mtimeMs } = await source.stat();
  const file = await open(path, 'w');
  try {
    const writer = new SegmentWriter(file, bucketBitsFor(size));
    const { sha256, encoding } = await scan(corpus, source, writer, (done) => {
      onBytes(done, size);
    });
    const footer: IndexFooter = {
      corpus: { bytes: size, sha256, modified: mtimeMs },
      encoding,
      bucketBits: bucketBitsFor(size),
      segments: writer.segments,
    };
    await file.appendFile(encodeFooter(footer));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A bucket for every 64 bytes of text, so that few words share one; at most a million of them. */
function bucketBitsFor(bytes: number): number {
  return Math.min(20, Math.max(8, Math.ceil(Math.log2(bytes / 64 + 1))));
}

async function scan(
  corpus: string,
  source: FileHandle,
  writer: SegmentWriter,
  onBytes: (done: number) => void,
): Promise<{ readonly sha256: string; readonly encoding: Encoding }> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(BLOCK);
  let scanner: LineScanner | undefined;
  let done = 0;
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, BLOCK, done);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    hash.update(bytes);
    scanner ??= new LineScanner(corpus, encodingOf(bytes), writer);
    await scanner.take(bytes);
    done += bytesRead;
    onBytes(done);
  }
  await scanner?.end();
  return { sha256: hash.digest('hex'), encoding: scanner?.encoding ?? 'utf-8' };
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = 0xfeff;

/** Cuts decoded text into lines (ended by LF, CR LF or CR) and words, and keeps count of the bytes. */
class LineScanner {
  private readonly decoder: TextDecoder;
  private readonly hasher: WordHasher;
  private byte = 0;
  private afterReturn = false;
  private lineBegun = false;

  constructor(
    private readonly corpus: string,
    readonly encoding: Encoding,
    private readonly writer: SegmentWriter,
  ) {
    this.decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    this.hasher = new WordHasher((word) => {
      writer.word(word);
    });
  }

  async take(bytes: Uint8Array): Promise<void> {
    const text = this.decode(bytes);
    for (let index = 0; index < text.length; index++) {
      if (!this.lineBegun && this.writer.isFull(this.byte)) await this.writer.finish(this.byte);
      const unit = text.charCodeAt(index);
      this.takeUnit(unit);
      this.byte += this.encoding === 'utf-8' ? utf8Bytes(unit) : 2;
    }
  }

  async end(): Promise<void> {
    this.decode();
    this.hasher.end();
    await this.writer.finish(this.byte);
  }

  private takeUnit(unit: number): void {
    const pairedReturn = this.afterReturn && unit === LINE_FEED;
    this.afterReturn = unit === CARRIAGE_RETURN;
    if (pairedReturn || (this.byte === 0 && unit === BYTE_ORDER_MARK)) return;
    if (!this.lineBegun) this.writer.beginLine(this.byte);
    this.lineBegun = unit !== LINE_FEED && unit !== CARRIAGE_RETURN;
    this.hasher.take(unit);
  }

  /** Without bytes, what is left at the end. */
  private decode(bytes?: Uint8Array): string {
    try {
      return bytes ? this.decoder.decode(bytes, { stream: true }) : this.decoder.decode();
    } catch (error) {
      throw new UserError(`${this.corpus} is not UTF-8 text. Save it as UTF-8 and try again.`, {
        cause: error,
      });
    }
  }
}

/** Bytes of a UTF-16 unit in UTF-8; the halves of a surrogate pair share four. */
function utf8Bytes(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
