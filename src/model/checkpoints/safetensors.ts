/**
 * The safetensors format: a JSON header and raw numbers. Reading it can run no code.
 *
 * Layout: 8 bytes little-endian header length, the header (name → dtype, shape, byte range; and
 * `__metadata__`, text by name), then the numbers, little-endian like every machine this runs on.
 *
 * Files of ours carry a digest of header and numbers among their metadata, so that a bit that flipped on the
 * disk is noticed: a few milliseconds for the study's model. Files of other programs have none, and are
 * taken as they are.
 */
import { createHash } from 'node:crypto';
import { openRegularFile, readSmallFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import type { HostTensor, HostTensors } from '../../engine/tensors';
import { writeAtomically } from '../../files/writeAtomically';
import {
  LENGTH_BYTES,
  type NumberType,
  type TensorEntry,
  type TensorHeader,
  headerLength,
  parseHeader,
} from './safetensorsHeader';

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: HostTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What checkpoints of ours are made of. */
const OWN_TYPES: readonly NumberType[] = ['F32', 'I32'];

/** The name of the digest among the metadata. */
const DIGEST = 'sha256';

/** Writes a file that is either whole or not there. */
export async function writeTensorFile(path: string, { tensors, metadata }: TensorFile): Promise<void> {
  const entries: Record<string, TensorEntry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    entries[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const bodies = Object.values(tensors).map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  const digest = digestOf(entries, bodies);
  const signed = { ...entries, __metadata__: { ...metadata, [DIGEST]: digest } };
  const header = Buffer.from(padded(JSON.stringify(signed)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  await writeAtomically(path, [length, header, ...bodies]);
}

/** SHA-256 of a header without its digest, as JSON, and of the numbers behind it. */
function digestOf(header: object, bodies: readonly Buffer[]): string {
  const hash = createHash('sha256').update(JSON.stringify(header));
  for (const body of bodies) hash.update(body);
  return hash.digest('hex');
}

/** Pads the header with spaces so that the numbers start at a multiple of 8, as the format advises. */
function padded(header: string): string {
  const excess = Buffer.byteLength(header) % LENGTH_BYTES;
  return excess === 0 ? header : header + ' '.repeat(LENGTH_BYTES - excess);
}

/** In bytes: it is held in memory as a whole. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * Reads a whole file.
 *
 * @throws UserError when the file is missing, cut off, oversized, not safetensors, or not as it was written.
 */
export async function readTensorFile(path: string): Promise<TensorFile> {
  const file = await readSmallFile(path, LARGEST_FILE);
  const { entries, metadata: signed, start } = checkedHeader(path, file, file.length);
  const { [DIGEST]: digest, ...metadata } = signed;
  const header = { __metadata__: metadata, ...entries };
  if (digest !== undefined && digest !== digestOf(header, [file.subarray(start)]))
    throw broken(path, 'it is not as it was written: some of its bytes have changed');
  const tensors: Record<string, HostTensor> = {};
  for (const [name, entry] of Object.entries(entries)) tensors[name] = tensorAt(file, start, entry);
  return { tensors, metadata };
}

/** Reads only the text of the header: cheap, however large the file is. */
export async function readTensorMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  const { handle: file, bytes: size } = await openRegularFile(path);
  try {
    const length = Buffer.alloc(LENGTH_BYTES);
    await file.read(length, 0, LENGTH_BYTES, 0);
    const head = Buffer.alloc(LENGTH_BYTES + checked(path, () => headerLength(length, size)));
    await file.read(head, 0, head.length, 0);
    return checkedHeader(path, head, size).metadata;
  } finally {
    await file.close();
  }
}

function checkedHeader(path: string, head: Buffer, fileSize: number): TensorHeader {
  return checked(path, () => parseHeader(head, fileSize, OWN_TYPES));
}

function checked<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw broken(path, error.message);
  }
}

function broken(path: string, reason: string): UserError {
  return new UserError(`${path} is not a usable checkpoint: ${reason}. Use another checkpoint of the run.`);
}

function tensorAt(
  file: Buffer,
  start: number,
  { dtype, shape, data_offsets: [begin, end] }: TensorEntry,
): HostTensor {
  // A copy, because the numbers need not be aligned in the file.
  const bytes = Uint8Array.prototype.slice.call(file, start + begin, start + end);
  const data = dtype === 'I32' ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer);
  return { shape, data };
}
