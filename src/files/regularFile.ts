/**
 * Opens files that people, or run folders of others, name: regular files of bounded size and nothing else. A
 * pipe would keep its reader waiting for ever, and a device such as /dev/zero would fill the memory.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { explainReadError } from './systemErrors';
import { UserError } from './userError';

/** Bytes: more than any settings, report or program that people write. */
const SMALL_FILE = 64 * 2 ** 20;

/** An open regular file. Close its handle. */
export interface RegularFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

/**
 * Opens a file for reading.
 *
 * @throws UserError when it cannot be read, is a folder, a pipe or a device, or has more than `most` bytes.
 */
export async function openRegularFile(path: string, most = Infinity): Promise<RegularFile> {
  // Without the second flag, opening a pipe waits for somebody who writes into it. Windows has neither.
  const flags = process.platform === 'win32' ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch((error: unknown) => {
    throw explainReadError(path, error);
  });
  try {
    const found = await handle.stat();
    if (found.isDirectory()) throw new UserError(`Cannot read ${path}: it is a folder, not a file.`);
    if (!found.isFile()) {
      throw new UserError(`Cannot read ${path}: it is a pipe or a device. Name a regular file.`);
    }
    if (found.size > most) {
      throw new UserError(
        `Cannot read ${path}: it has ${inMegabytes(found.size)}; the limit is ${inMegabytes(most)}.`,
      );
    }
    return { handle, bytes: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** In bytes; 0 for what is no file: nothing is read from pipes and devices, which may never end. */
export async function sizeOfRegularFile(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

/** The bytes of a small file. Throws a UserError as {@link openRegularFile} does. */
export async function readSmallFile(path: string, most = SMALL_FILE): Promise<Buffer> {
  const { handle } = await openRegularFile(path, most);
  try {
    return await handle.readFile();
  } catch (error) {
    throw explainReadError(path, error);
  } finally {
    await handle.close();
  }
}

const CHUNK = 1 << 20;

/** The bytes of a file in pieces; each piece is valid until the next is asked for. */
export async function* chunksOf({ handle }: RegularFile): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(CHUNK);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The SHA-256 of a file's content, in hexadecimal. Throws a UserError as {@link openRegularFile} does. */
export async function hashOfFile(path: string): Promise<string> {
  const file = await openRegularFile(path);
  try {
    const hash = createHash('sha256');
    for await (const chunk of chunksOf(file)) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    await file.handle.close();
  }
}
