/**
 * Writes a PyTorch state dict as `torch.save` would: a ZIP archive of stored entries, of which `data.pkl` says which
 * tensor lies where. `torchFile.ts` reads it back, and so does `torch.load(path, weights_only=True)`.
 */
import type { HostTensors } from '../../engine/tensors';
import { storedZip } from './storedZip';

/** The bytes of the file; tensors keep their order. */
export function torchFile(tensors: HostTensors): Uint8Array {
  const bodies = Object.values(tensors).map(({ data }, index) => ({
    name: `archive/data/${index}`,
    content: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  }));
  return storedZip([
    { name: 'archive/data.pkl', content: stateDictPickle(tensors) },
    { name: 'archive/byteorder', content: Buffer.from('little') },
    ...bodies,
    { name: 'archive/version', content: Buffer.from('3\n') },
  ]);
}

/** Pickle's instructions, from Python's `pickletools`. */
const EMPTY_TUPLE = Buffer.from(')');
const MARK = Buffer.from('(');
const TUPLE = Buffer.from('t');
const REDUCE = Buffer.from('R');
const PROTOCOL_2 = Buffer.from([0x80, 2]);
const NEW_FALSE = Buffer.from([0x89]);
const SET_ITEMS_AND_STOP = Buffer.from('u.');
const PERSISTENT_ID = Buffer.from('Q');
const ORDERED_DICT = Buffer.concat([global('collections', 'OrderedDict'), EMPTY_TUPLE, REDUCE]);

function stateDictPickle(tensors: HostTensors): Buffer {
  const items = Object.entries(tensors).flatMap(([name, { shape, data }], index) => [
    text(name),
    global('torch._utils', '_rebuild_tensor_v2'),
    ...tuple([
      Buffer.concat([...tuple(storage(index, data.length)), PERSISTENT_ID]),
      integer(0),
      ...tuples(shape),
      ...tuples(stridesOf(shape)),
      NEW_FALSE,
      ORDERED_DICT,
    ]),
    REDUCE,
  ]);
  return Buffer.concat([PROTOCOL_2, ORDERED_DICT, MARK, ...items, SET_ITEMS_AND_STOP]);
}

function storage(index: number, numbers: number): readonly Buffer[] {
  return [
    text('storage'),
    global('torch', 'FloatStorage'),
    text(String(index)),
    text('cpu'),
    integer(numbers),
  ];
}

function tuples(numbers: readonly number[]): readonly Buffer[] {
  return tuple(numbers.map(integer));
}

function tuple(items: readonly Buffer[]): readonly Buffer[] {
  return [MARK, ...items, TUPLE];
}

function global(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5, 'J');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  const content = Buffer.from(value);
  const head = Buffer.alloc(5, 'X');
  head.writeUInt32LE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** Row-major: each axis steps over all behind it. */
function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}
