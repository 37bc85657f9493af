/**
 * Reads text that people give, whatever they saved it as; says in one sentence what is wrong with it.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FileReference } from './fileReference';
import { UserError } from './userError';

/** A text file's lines, without line ends. */
export interface TextFile {
  readonly path: string;
  readonly lines: readonly string[];
  /** Says which file and which content, for a run's `config.json`. */
  readonly reference: FileReference;
}

/**
 * Reads UTF-8 or UTF-16 (with its byte-order mark); LF, CRLF or CR; with or without a final line end.
 *
 * @throws UserError when the file is missing, unreadable, empty, binary or in another encoding.
 */
export async function readTextFile(path: string): Promise<TextFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError(`Cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  });
  if (bytes.length === 0) throw new UserError(`${path} is empty. Put one document on each line.`);
  const text = decode(path, bytes);
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, lines, reference: { path, bytes: bytes.length, sha256 } };
}

function decode(path: string, bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  try {
    // The decoder drops a byte-order mark by itself.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(
      bytes.includes(0)
        ? `${path} is a binary file, not text.`
        : `${path} is not UTF-8 text (line ${lineOfBadByte(bytes)}). Save it as UTF-8 and try again.`,
    );
  }
}

/** The encodings that are read. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding that a file’s first bytes tell of: UTF-16 by its byte-order mark, otherwise UTF-8. */
export function encodingOf(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function lineOfBadByte(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    line += 1;
    start = stop;
  }
  return line;
}

function reasonOf(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code);
  return READ_ERRORS[code] ?? (error instanceof Error ? error.message : String(error));
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'permission denied',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GB',
};
