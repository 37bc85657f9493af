/**
 * Reads text that people give, whatever they saved it as; says in one sentence what is wrong with it.
 *
 * It is decoded piece by piece: a string of JavaScript holds half a gigabyte at most.
 */
import { createHash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import type { FileReference } from './fileReference';
import { type RegularFile, chunksOf, openRegularFile } from './regularFile';
import { UserError } from './userError';

/** A text file's lines, without line ends. */
export interface TextFile {
  readonly path: string;
  readonly lines: readonly string[];
  /** Says which file and which content, for a run's `config.json`. */
  readonly reference: FileReference;
}

/** Bytes. Its lines are all held in memory, and Node's own limit for that lies between 2 and 4 GB. */
const LARGEST_TEXT = 2 ** 30;

/** Characters; well below the longest string. */
const LONGEST_LINE = 2 ** 28;

/**
 * Reads UTF-8 or UTF-16 (with its byte-order mark); LF, CRLF or CR; with or without a final line end.
 *
 * @param each What stands on a line of it, to say so of an empty file.
 * @throws UserError when the file is missing, unreadable, too large, empty, binary or in another encoding.
 */
export async function readTextFile(path: string, each = 'one document'): Promise<TextFile> {
  const file = await openRegularFile(path, LARGEST_TEXT);
  try {
    if (file.bytes === 0) throw new UserError(`${path} is empty. Put ${each} on each line.`);
    return await decoded(path, file);
  } finally {
    await file.handle.close();
  }
}

async function decoded(path: string, file: RegularFile): Promise<TextFile> {
  const hash = createHash('sha256');
  const lines = new LineCollector(path);
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  for await (const chunk of chunksOf(file)) {
    hash.update(chunk);
    bytes += chunk.length;
    // The decoder drops a byte-order mark by itself.
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    lines.take(decodeChunk(path, decoder, chunk, lines.count));
  }
  lines.take(decodeChunk(path, decoder ?? new TextDecoder(), undefined, lines.count));
  const reference = { path, bytes, sha256: hash.digest('hex') };
  return { path, lines: lines.all(), reference };
}

/** The text of the next piece; undefined stands for the end, where no character may be left half read. */
function decodeChunk(
  path: string,
  decoder: TextDecoder,
  chunk: Uint8Array | undefined,
  linesBefore: number,
): string {
  let text: string;
  try {
    text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw undecodable(path, decoder.encoding, chunk, linesBefore);
  }
  if (text.includes('\0')) throw new UserError(`${path} is a binary file, not text.`);
  return text;
}

function undecodable(
  path: string,
  encoding: string,
  chunk: Uint8Array = new Uint8Array(),
  linesBefore: number,
): UserError {
  if (encoding !== 'utf-8') {
    return new UserError(`${path} begins like UTF-16 text but is none. Save it as UTF-8 and try again.`);
  }
  if (chunk.includes(0)) return new UserError(`${path} is a binary file, not text.`);
  const line = linesBefore + badLineIn(chunk);
  return new UserError(`${path} is not UTF-8 text (line ${line}). Save it as UTF-8 and try again.`);
}

/** The encodings that are read. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding that a file’s first bytes tell of: UTF-16 by its byte-order mark, otherwise UTF-8. */
export function encodingOf(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** The number of the first line of a piece, from 1, that is not UTF-8. */
function badLineIn(chunk: Uint8Array): number {
  let line = 1;
  let start = 0;
  // What a character of the piece before left over is not what is wrong.
  while (start < 3 && ((chunk[start] ?? 0) & 0xc0) === 0x80) start += 1;
  while (start < chunk.length) {
    const end = chunk.indexOf(0x0a, start);
    const stop = end < 0 ? chunk.length : end + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(chunk.subarray(start, stop), { stream: end < 0 });
    } catch {
      return line;
    }
    line += 1;
    start = stop;
  }
  return 1;
}

/** Puts lines together from pieces of text, which end anywhere. */
class LineCollector {
  private readonly lines: string[] = [];
  private readonly open: string[] = [];
  private openLength = 0;
  private afterReturn = false;

  constructor(private readonly path: string) {}

  /** How many lines are complete. */
  get count(): number {
    return this.lines.length;
  }

  take(text: string): void {
    if (text === '') return;
    // A carriage return ended the piece before, and a line: the line feed belongs to it.
    const pieces = (this.afterReturn && text.startsWith('\n') ? text.slice(1) : text).split(/\r\n|\n|\r/);
    this.afterReturn = text.endsWith('\r');
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.extend(piece);
      this.lines.push(this.closed());
    }
    this.extend(rest);
  }

  /** All lines; an empty one after the last line end is none. */
  all(): readonly string[] {
    const last = this.closed();
    if (last !== '') this.lines.push(last);
    return this.lines;
  }

  private extend(piece: string): void {
    if (piece === '') return;
    this.open.push(piece);
    this.openLength += piece.length;
    if (this.openLength <= LONGEST_LINE) return;
    throw new UserError(
      `${this.path}, line ${this.lines.length + 1} has more than ${LONGEST_LINE.toLocaleString('en')} characters. ` +
        'Break it into lines.',
    );
  }

  private closed(): string {
    const line = this.open.length === 1 ? (this.open[0] ?? '') : this.open.join('');
    this.open.length = 0;
    this.openLength = 0;
    return line;
  }
}
