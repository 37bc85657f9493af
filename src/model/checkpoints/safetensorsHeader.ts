/**
 * The header of a safetensors file, checked against the file: every byte range must lie in it, be as long as
 * its shape says and overlap no other.
 */
import * as v from 'valibot';
import { elementCount } from '../../engine/tensors';

/** The length of the header's length, in bytes. */
export const LENGTH_BYTES = 8;

/** No header of ours, and none of a model with a thousand layers, comes near this. */
const LARGEST_HEADER = 100 * 1024 * 1024;

/** Bytes a number takes, by the format's names of types. */
export const NUMBER_BYTES = { F32: 4, I32: 4, F16: 2, BF16: 2 } as const;

/** How a tensor's numbers are stored. */
export type NumberType = keyof typeof NUMBER_BYTES;

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const entry = v.object({
  dtype: v.string(),
  shape: v.array(natural),
  data_offsets: v.tuple([natural, natural]),
});

/** Where a tensor lies, counted from the end of the header. */
export interface TensorEntry {
  readonly dtype: NumberType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A header. */
export interface TensorHeader {
  readonly entries: Readonly<Record<string, TensorEntry>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the numbers begin in the file. */
  readonly start: number;
}

/** The header's length, from the file's first bytes. Throws a RangeError with the reason when it cannot be. */
export function headerLength(head: Buffer, fileSize: number): number {
  const length = fileSize < LENGTH_BYTES ? -1 : Number(head.readBigUInt64LE(0));
  if (length < 2) throw new RangeError('it is too short');
  if (length > LARGEST_HEADER) throw new RangeError(`its header claims ${length} bytes`);
  if (LENGTH_BYTES + length > fileSize) throw new RangeError('it ends inside its header');
  return length;
}

/**
 * Reads a header.
 *
 * @param head The file's beginning, up to the end of its header or beyond.
 * @param types The types of numbers that the caller can use.
 * @throws RangeError with the reason when it is damaged, or has numbers of another type.
 */
export function parseHeader(head: Buffer, fileSize: number, types: readonly NumberType[]): TensorHeader {
  const start = LENGTH_BYTES + headerLength(head, fileSize);
  const header = parseObject(head.subarray(LENGTH_BYTES, start).toString('utf8'));
  const { __metadata__: metadata = {}, ...rest } = header;
  const entries: Record<string, TensorEntry> = {};
  for (const [name, value] of Object.entries(rest)) {
    const checked = checkedEntry(name, value, types);
    if (start + checked.data_offsets[1] > fileSize) throw new RangeError(`it ends inside '${name}'`);
    entries[name] = checked;
  }
  requireApart(entries);
  const text = v.safeParse(v.record(v.string(), v.string()), metadata);
  if (!text.success) throw new RangeError('its metadata is not text');
  return { entries, metadata: text.output, start };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    // A list is an object too, to JavaScript and to valibot.
    if (!Array.isArray(parsed)) return v.parse(v.looseObject({}), parsed);
  } catch {
    // Reported below, in words.
  }
  throw new RangeError('its header is not a JSON object');
}

function checkedEntry(name: string, value: unknown, types: readonly NumberType[]): TensorEntry {
  const parsed = v.safeParse(entry, value);
  if (!parsed.success) throw new RangeError(`its entry '${name}' is malformed`);
  const dtype = types.find((type) => type === parsed.output.dtype);
  if (dtype === undefined) {
    throw new RangeError(
      `'${name}' has numbers of the type ${parsed.output.dtype}, not ${types.join(' or ')}`,
    );
  }
  const { shape, data_offsets: range } = parsed.output;
  if (range[1] - range[0] !== NUMBER_BYTES[dtype] * elementCount(shape)) {
    throw new RangeError(`its header gives '${name}' another length than its shape has`);
  }
  return { dtype, shape, data_offsets: range };
}

function requireApart(entries: Readonly<Record<string, TensorEntry>>): void {
  const sorted = Object.entries(entries).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  let end = 0;
  for (const [name, { data_offsets: range }] of sorted) {
    if (range[0] < end) throw new RangeError(`its header puts '${name}' over another tensor`);
    end = range[1];
  }
}
