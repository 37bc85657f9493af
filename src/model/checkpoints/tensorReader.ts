/**
 * Reads single tensors out of safetensors files, so that a checkpoint of many gigabytes is never in memory
 * beside its own numbers: float32 goes straight to where it stays, 16-bit numbers through a small buffer.
 */
import type { FileHandle } from 'node:fs/promises';
import { type HostTensor, elementCount } from '../../engine/tensors';
import { openRegularFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import { fromBfloat16, fromFloat16 } from './halfFloats';
import {
  LENGTH_BYTES,
  NUMBER_BYTES,
  type NumberType,
  type TensorEntry,
  type TensorHeader,
  headerLength,
  parseHeader,
} from './safetensorsHeader';

/** Types of numbers that weights come in. */
const TYPES: readonly NumberType[] = ['F32', 'F16', 'BF16'];

/** Bytes that are read at once. */
const CHUNK = 4 * 1024 * 1024;

/** One open file. */
export class TensorReader {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly header: TensorHeader,
  ) {}

  /** Opens a file and checks its header. Throws a UserError when it is missing, torn or lies. */
  static async open(path: string): Promise<TensorReader> {
    const { handle, bytes } = await openRegularFile(path);
    try {
      return new TensorReader(path, handle, await readHeader(handle, bytes));
    } catch (error) {
      await handle.close();
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(
        `${path} cannot be used: ${error.message}. Supported are whole safetensors files of float32, float16 ` +
          'or bfloat16 numbers.',
        { cause: error },
      );
    }
  }

  /** Where each tensor lies, by name. */
  get entries(): Readonly<Record<string, TensorEntry>> {
    return this.header.entries;
  }

  /** One tensor as float32. Throws a UserError when there is none, or a number in it is not finite. */
  async read(name: string): Promise<HostTensor> {
    const entry = this.entries[name];
    if (!entry) throw new UserError(`${this.path} has no tensor '${name}'.`);
    const data = new Float32Array(elementCount(entry.shape));
    const from = this.header.start + entry.data_offsets[0];
    if (entry.dtype === 'F32') await this.fill(bytesOf(data), from);
    else await this.convert(data, entry.dtype, from);
    if (!data.every(Number.isFinite)) {
      throw new UserError(
        `${this.path} has numbers in '${name}' that are NaN or infinite: its training failed, or the file is damaged.`,
      );
    }
    return { shape: entry.shape, data };
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.file.close();
  }

  private async convert(target: Float32Array, type: NumberType, from: number): Promise<void> {
    const size = NUMBER_BYTES[type];
    const buffer = new Uint16Array(Math.min(target.length, CHUNK / size));
    for (let start = 0; start < target.length; start += buffer.length) {
      const part = target.subarray(start, start + buffer.length);
      const halves = buffer.subarray(0, part.length);
      await this.fill(bytesOf(halves), from + size * start);
      if (type === 'BF16') fromBfloat16(halves, part);
      else fromFloat16(halves, part);
    }
  }

  private async fill(bytes: Uint8Array, from: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const length = Math.min(CHUNK, bytes.length - done);
      const { bytesRead } = await this.file.read(bytes, done, length, from + done);
      if (bytesRead === 0) throw new UserError(`${this.path} became shorter while it was read.`);
      done += bytesRead;
    }
  }
}

async function readHeader(file: FileHandle, size: number): Promise<TensorHeader> {
  const length = Buffer.alloc(LENGTH_BYTES);
  await file.read(length, 0, LENGTH_BYTES, 0);
  const head = Buffer.alloc(LENGTH_BYTES + headerLength(length, size));
  await file.read(head, 0, head.length, 0);
  return parseHeader(head, size, TYPES);
}

function bytesOf(data: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
