/**
 * Reads the weights that `torch.save(model.state_dict(), path)` wrote, without Python and without
 * running anything.
 *
 * Such a file is a ZIP archive of stored (uncompressed) entries: `…/data.pkl`, a pickle that says which
 * tensor lies where, and `…/data/0`, `…/data/1`, … with the numbers. A pickle is a program; this reader
 * knows only the instructions that a state dict needs, calls no function, and refuses everything else.
 */
import { type HostTensors, type HostTensor, elementCount } from '../../engine/tensors';
import { readSmallFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import { type TorchTensor, readStateDict } from './statePickle';

/** In bytes: it is held in memory as a whole. */
const LARGEST = 2 ** 31 - 1;

/**
 * The tensors of a PyTorch state dict, by name.
 *
 * @throws UserError when the file cannot be read, is not a state dict, or holds other things.
 */
export async function readTorchFile(path: string): Promise<HostTensors> {
  const file = await readSmallFile(path, LARGEST);
  try {
    const entries = zipEntries(file);
    const pickle = [...entries].find(([name]) => name.endsWith('/data.pkl'));
    if (!pickle) throw new RangeError('it holds no data.pkl');
    const root = pickle[0].slice(0, -'data.pkl'.length);
    const tensors = readStateDict(pickle[1]);
    return Object.fromEntries([...tensors].map(([name, tensor]) => [name, numbersOf(entries, root, tensor)]));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${path} is not a PyTorch state dict that can be read here: ${error.message}. ` +
        'Save it with torch.save(model.state_dict(), path).',
      { cause: error },
    );
  }
}

function numbersOf(entries: ReadonlyMap<string, Buffer>, root: string, tensor: TorchTensor): HostTensor {
  const bytes = entries.get(`${root}data/${tensor.storage}`);
  if (!bytes) throw new RangeError(`the numbers of storage ${tensor.storage} are missing`);
  const count = elementCount(tensor.shape);
  const end = 4 * (tensor.offset + count);
  if (end > bytes.length) throw new RangeError('it ends inside a tensor');
  const part = Uint8Array.prototype.slice.call(bytes, 4 * tensor.offset, end);
  return { shape: tensor.shape, data: contiguous(new Float32Array(part.buffer), tensor) };
}

/** PyTorch stores tensors with strides; state dicts of modules are nearly always contiguous. */
function contiguous(data: Float32Array, { shape, strides }: TorchTensor): Float32Array {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if ((shape[axis] ?? 1) > 1 && strides[axis] !== expected)
      throw new RangeError('a tensor is not contiguous');
    expected *= shape[axis] ?? 1;
  }
  return data;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The stored entries of a ZIP archive, by name (PKWARE's APPNOTE, sections 4.3.7 to 4.3.16). */
function zipEntries(file: Buffer): ReadonlyMap<string, Buffer> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || file.readUInt32LE(end) !== END_OF_DIRECTORY) throw new RangeError('it is not a ZIP archive');
  const entries = new Map<string, Buffer>();
  let at = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count--) {
    if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError('its directory is damaged');
    if (file.readUInt16LE(at + 10) !== 0) throw new RangeError('it is compressed');
    const size = file.readUInt32LE(at + 24);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      file.readUInt16LE(at + offset),
    );
    const header = file.readUInt32LE(at + 42);
    const name = file.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const start = header + 30 + file.readUInt16LE(header + 26) + file.readUInt16LE(header + 28);
    if (start + size > file.length) throw new RangeError(`it ends inside ${name}`);
    entries.set(name, file.subarray(start, start + size));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}
